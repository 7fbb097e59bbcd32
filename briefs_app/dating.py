"""No brief that readers see is dated ahead: it would head every list until that day."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.signals import post_migrate
from django.utils import timezone

from briefs_app.conf import settings


def lies_ahead(moment: datetime) -> bool:
    now = timezone.now()
    if timezone.is_naive(moment) and timezone.is_aware(now):
        moment = timezone.make_aware(moment)
    return moment > now


def of_publication(first_published_at: datetime | None) -> datetime:
    """Return the date of a brief that was given none, or one that lies ahead."""
    if first_published_at and not lies_ahead(first_published_at):
        return first_published_at
    return timezone.now()


def connect() -> None:
    config = apps.get_app_config("briefs_app")
    post_migrate.connect(correct, sender=config, dispatch_uid="briefs_app.correct_dates")


def correct(using: str, **kwargs: Any) -> None:
    """Date the briefs that older versions let lie ahead, or that no model has saved."""
    from briefs_app import freshness
    from briefs_app.models import Change

    try:
        model = apps.get_model(settings.PAGE_MODEL)
    except (LookupError, ValueError):  # which a system check tells
        return
    tables = {Change._meta.db_table, *(table._meta.db_table for table in (model, *model._meta.parents))}
    if using != DEFAULT_DB_ALIAS or not tables.issubset(connection.introspection.table_names()):
        return
    ahead = model.objects.filter(live=True, brief_date__gt=timezone.now())
    found = list(ahead.order_by().values_list("pk", "first_published_at"))
    for pk, first_published_at in found:
        model.objects.filter(pk=pk).update(brief_date=of_publication(first_published_at))
    if found:
        freshness.bump()
