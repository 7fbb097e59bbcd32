"""Celery tasks of the host project."""

from celery import shared_task
from django.core.management import call_command

from briefs_app.editing.scheduling import run_schedule


@shared_task
def publish_scheduled() -> None:
    """Publish each due object wholly or not at all, as Wagtail does so in several steps; report failures."""
    run_schedule()


@shared_task
def fetch_embeds(days: int | None = None) -> None:
    """Fetch the embeds that readers see, since no page of theirs asks a provider."""
    call_command("fetch_embeds", days=days)
