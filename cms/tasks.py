"""Celery tasks of the host project."""

from celery import shared_task
from django.core.management import call_command
from django.db import transaction


@shared_task
@transaction.atomic
def publish_scheduled() -> None:
    """Wholly or not at all, as Wagtail publishes in several steps."""
    call_command("publish_scheduled")


@shared_task
def fetch_embeds(days: int | None = None) -> None:
    """What readers see of videos and posts, since no page of theirs asks for it."""
    call_command("fetch_embeds", days=days)
