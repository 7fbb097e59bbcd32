"""Writes many deliveries at once: what is begun, and what arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.utils import timezone

from bot.conf import settings
from bot.models import Delivery

# A slow answer may find the row given up as uncertain; now it is known.
UNSETTLED = (str(Delivery.Status.SENDING), str(Delivery.Status.UNCERTAIN))


@dataclass(frozen=True)
class Arrival:
    """The chat shows this revision of the broadcast."""

    delivery: int
    revision: int
    message_id: int | None
    has_photo: bool


def begin(block: Sequence[Delivery]) -> list[Delivery]:
    """Written before the calls, so that a crash in one is known for what it is. Returns those still ours."""
    now = timezone.now()
    lease = now + timedelta(seconds=settings.LEASE)
    keys = [delivery.pk for delivery in block]
    claimed = {delivery.lease_until for delivery in block}
    ours = Delivery.objects.filter(pk__in=keys, status=Delivery.Status.SENDING, lease_until__in=claimed)
    if ours.update(begun_at=now, attempts=F("attempts") + 1, lease_until=lease) != len(keys):
        kept = set(Delivery.objects.filter(pk__in=keys, lease_until=lease).values_list("pk", flat=True))
        block = [delivery for delivery in block if delivery.pk in kept]
    for delivery in block:
        delivery.lease_until, delivery.attempts = lease, delivery.attempts + 1
    return list(block)


def arrived(arrivals: Sequence[Arrival]) -> None:
    if arrivals:
        write = _one_by_one if connection.vendor == "mysql" else _in_one_statement
        write(arrivals)


def _in_one_statement(arrivals: Sequence[Arrival]) -> None:
    table = Delivery._meta.db_table
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(arrivals))
    statement = f"""
        UPDATE {table} SET
            status = %s, revision = v.column2, message_id = CAST(v.column3 AS bigint), has_photo = v.column4,
            settled_at = %s, lease_until = NULL, attempts = 0, reason = ''
        FROM (VALUES {rows}) AS v
        WHERE {table}.id = v.column1 AND {table}.status IN (%s, %s)
    """  # noqa: S608  names of our own table
    values = [value for a in arrivals for value in (a.delivery, a.revision, a.message_id, a.has_photo)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [str(Delivery.Status.SENT), timezone.now(), *values, *UNSETTLED])


def _one_by_one(arrivals: Sequence[Arrival]) -> None:
    """MySQL and MariaDB share no such statement with the others."""
    for arrival in arrivals:
        Delivery.objects.filter(pk=arrival.delivery, status__in=UNSETTLED).update(
            status=Delivery.Status.SENT,
            revision=arrival.revision,
            message_id=arrival.message_id,
            has_photo=arrival.has_photo,
            settled_at=timezone.now(),
            lease_until=None,
            attempts=0,
            reason="",
        )
