"""Corrects, after `migrate`, the dates of briefs that older versions let lie ahead."""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.signals import post_migrate
from django.utils import timezone

from briefs_app.caching import changes
from briefs_app.conf import settings
from briefs_app.models import Change
from briefs_app.models.dating import of_publication


def connect() -> None:
    config = apps.get_app_config("briefs_app")
    post_migrate.connect(correct, sender=config, dispatch_uid="briefs_app.correct_dates")


def _is_migrated(field: Any) -> bool:
    """Return whether the migrations of its model have come as far as this field."""
    table, read = field.model._meta.db_table, connection.introspection
    with connection.cursor() as cursor:
        if table not in read.table_names(cursor):
            return False
        return field.column in {column.name for column in read.get_table_description(cursor, table)}


def correct(using: str, **kwargs: Any) -> None:
    """Date the briefs that older versions let lie ahead, or that no model has saved."""
    try:
        model = apps.get_model(settings.PAGE_MODEL)
        fields = [Change._meta.pk, *(model._meta.get_field(name) for name in ("live", "brief_date"))]
    except (LookupError, ValueError, FieldDoesNotExist):  # which a system check tells
        return
    if using != DEFAULT_DB_ALIAS or not all(map(_is_migrated, fields)):
        return
    ahead = model.objects.filter(live=True, brief_date__gt=timezone.now())
    found = list(ahead.order_by().values_list("pk", "first_published_at"))
    for pk, first_published_at in found:
        model.objects.filter(pk=pk).update(brief_date=of_publication(first_published_at))
    if found:
        changes.bump()
