"""Metrics of active chats, counted once a minute, as there may be a million of them."""

from collections.abc import Iterator

from django.core.cache import cache
from django.db.models import Count

from briefs_bot.models import Chat
from briefs_bot.operations.metrics.families import Family, gauge

KEPT = 60


def families() -> Iterator[Family]:
    found = cache.get_or_set("briefs_bot.active_chats", _count, KEPT)
    yield gauge("briefs_chats", "Active chats.", "bot", "kind", rows=found)


def _count() -> list[tuple[int, str, int]]:
    active = Chat.objects.filter(is_active=True).order_by().values_list("bot", "kind")
    return list(active.annotate(Count("pk")))
