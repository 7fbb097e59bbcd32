"""Records many sent messages, in one statement where the database supports it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Case, QuerySet, Value, When
from django.db.models.functions import Cast
from django.utils import timezone


@dataclass(frozen=True)
class Arrival:
    """A message that Telegram accepted, and the revision of the broadcast that its chat shows."""

    delivery: int
    revision: int
    message_id: int | None
    has_photo: bool


def record(rows: QuerySet[Any], arrivals: Sequence[Arrival]) -> None:
    """Settle deliveries as sent, also those marked uncertain before their slow answer came.

    Where the chat was forgotten meanwhile, the number of its message is not kept.
    """
    write = _one_by_one if connection.vendor == "mysql" else _in_one_statement
    write(rows, arrivals)


def _in_one_statement(rows: QuerySet[Any], arrivals: Sequence[Arrival]) -> None:
    status, table = rows.model.Status, rows.model._meta.db_table
    values = ", ".join(["(%s, %s, %s, %s)"] * len(arrivals))
    statement = f"""
        UPDATE {table} SET
            status = %s, revision = v.column2, has_photo = v.column4,
            message_id = CASE WHEN {table}.chat_id IS NULL THEN NULL ELSE CAST(v.column3 AS bigint) END,
            settled_at = %s, lease_until = NULL, attempts = 0, reason = ''
        FROM (VALUES {values}) AS v
        WHERE {table}.id = v.column1 AND {table}.status IN (%s, %s)
    """  # noqa: S608  names of our own table
    flat = [value for a in arrivals for value in (a.delivery, a.revision, a.message_id, a.has_photo)]
    with connection.cursor() as cursor:
        unsettled = (str(status.SENDING), str(status.UNCERTAIN))
        cursor.execute(statement, [str(status.SENT), timezone.now(), *flat, *unsettled])


def _one_by_one(rows: QuerySet[Any], arrivals: Sequence[Arrival]) -> None:
    """Update row by row, as MySQL and MariaDB do not have the other statement."""
    status = rows.model.Status
    for arrival in arrivals:
        rows.filter(pk=arrival.delivery, status__in=(status.SENDING, status.UNCERTAIN)).update(
            status=status.SENT,
            revision=arrival.revision,
            message_id=Case(
                When(chat__isnull=False, then=Cast(Value(arrival.message_id), BigIntegerField()))
            ),
            has_photo=arrival.has_photo,
            settled_at=timezone.now(),
            lease_until=None,
            attempts=0,
            reason="",
        )
