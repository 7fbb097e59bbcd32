"""Writes many deliveries at once: what is begun, and what arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.utils import timezone

from bot.conf import settings
from bot.models import Broadcast, Delivery


@dataclass(frozen=True)
class Arrival:
    delivery: int
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


def arrived(arrivals: Sequence[Arrival], revision: int) -> None:
    """One statement. Who got an older revision than the broadcast has by now is marked to be amended."""
    if not arrivals:
        return
    table, broadcasts = Delivery._meta.db_table, Broadcast._meta.db_table
    rows = ", ".join(["(%s, %s, %s)"] * len(arrivals))
    statement = f"""
        UPDATE {table} SET
            status = %s, message_id = CAST(v.column2 AS bigint), has_photo = v.column3,
            settled_at = %s, lease_until = NULL, reason = '',
            amend = (SELECT b.revision > %s FROM {broadcasts} AS b WHERE b.id = {table}.broadcast_id)
        FROM (VALUES {rows}) AS v
        WHERE {table}.id = v.column1 AND {table}.status IN (%s, %s)
    """  # noqa: S608  names of our own tables
    values = [value for a in arrivals for value in (a.delivery, a.message_id, a.has_photo)]
    # A slow answer may find the row given up as uncertain; now it is known.
    states = [str(Delivery.Status.SENDING), str(Delivery.Status.UNCERTAIN)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [str(Delivery.Status.SENT), timezone.now(), revision, *values, *states])
