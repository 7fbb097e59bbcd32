"""Writes actions about broadcasts into the history of the brief's page, and reads them from there."""

from collections.abc import Sequence
from typing import Any

import swapper
from wagtail.log_actions import log, registry
from wagtail.models import PageLogEntry

from briefs_bot.desk import actions
from briefs_bot.models import Broadcast

# Entries of Wagtail's that change what readers see of a brief.
PUBLIC = ("wagtail.publish", "wagtail.unpublish", "wagtail.delete", "wagtail.move")
# The newest entries of each log that are read.
LIMIT = 100


def record(broadcast: Broadcast, action: actions.Action, user: Any) -> None:
    """Log on the page, whose history editors read; on the broadcast where the page is gone."""
    page = swapper.load_model("wagtailcore", "Page").objects.filter(pk=broadcast.brief_id).first()
    log(page or broadcast, action.log_action, user=user, data={"broadcast": broadcast.pk})


def of(broadcast: Broadcast) -> list[Any]:
    """Return the log entries of our actions about the broadcast, the newest first; two queries."""
    on_page = [e for e in _page_entries(broadcast, _ours()) if e.data.get("broadcast") == broadcast.pk]
    on_broadcast = registry.get_logs_for_instance(broadcast).select_related("user").order_by("-timestamp")
    return [*on_page, *on_broadcast[:LIMIT]]


def of_page(broadcast: Broadcast) -> list[Any]:
    """Return when the page of the brief was published, withdrawn, deleted or moved; one query."""
    return list(_page_entries(broadcast, PUBLIC))


def _page_entries(broadcast: Broadcast, actions: Sequence[str]) -> Any:
    entries = PageLogEntry.objects.filter(page=broadcast.brief_id, action__in=actions)
    return entries.select_related("user").order_by("-timestamp")[:LIMIT]


def _ours() -> list[str]:
    return [action.log_action for action in actions.ACTIONS.values()]
