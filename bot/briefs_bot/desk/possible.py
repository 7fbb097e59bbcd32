"""The actions that a user may do now about a broadcast, by the kept counts of its deliveries."""

from collections.abc import Iterable
from typing import Any

from briefs_bot import bots
from briefs_bot.desk import actions, newcomers, rights
from briefs_bot.models import Broadcast, Delivery

Status: Any = Delivery.Status
# Of chats that are gone, so many are looked at.
GONE_ASKED = 500


def actions_for(user: Any, broadcast: Broadcast) -> list[actions.Action]:
    """Return what the user may do now, by the kept counts."""
    return _possible(broadcast) if rights.may_control(user, broadcast.bot) else []


def repairs_for(user: Any, broadcast: Broadcast) -> tuple[list[actions.Action], list[actions.Action]]:
    """Return what the user may do about failed and about uncertain deliveries, by the kept counts."""
    may_resend = rights.may_control(user, broadcast.bot) and _has_failed(broadcast)
    return ([actions.RESEND] if may_resend else []), settling_for(user, broadcast)


def settling_for(user: Any, broadcast: Broadcast) -> list[actions.Action]:
    """Return what the user may decide about uncertain deliveries of the broadcast."""
    # Those whose rows are deleted are counted, but nothing can be decided about them.
    uncertain = broadcast.delivery_counts[Status.UNCERTAIN] - broadcast.purged_deliveries[Status.UNCERTAIN]
    if not uncertain or broadcast.retracted_at or not rights.may_control(user, broadcast.bot):
        return []
    return [actions.ARRIVED] if broadcast.is_over else list(actions.SETTLING)


def _possible(broadcast: Broadcast) -> list[actions.Action]:
    if broadcast.paused_at and not broadcast.retracted_at:
        return [actions.RESUME, actions.CANCEL]
    if broadcast.is_delayed and not broadcast.is_over:
        return [actions.NOTIFY_NOW, actions.CANCEL]
    waits = broadcast.delivery_counts.waiting or not broadcast.addressed_at
    if waits and not (broadcast.not_sent or broadcast.is_over):
        return [actions.PAUSE, actions.CANCEL]
    announcing = [actions.ANNOUNCE] if _can_be_announced(broadcast) else []
    # What waits for a digest waits for longer than the horizon, if need be.
    holding = [actions.PAUSE, actions.CANCEL] if broadcast.delivery_counts[Status.HELD] else []
    return [*announcing, *holding]


def _can_be_announced(broadcast: Broadcast) -> bool:
    """Return whether the brief is public, and a follower does not have it."""
    is_public = bots.of_brief(broadcast.brief_id) is not None
    is_able = is_public and broadcast.bot is not None and not broadcast.is_being_retracted
    return (
        is_able
        and not broadcast.is_forgotten
        and (bool(broadcast.retracted_at) or newcomers.is_missed(broadcast))
    )


def _has_failed(broadcast: Broadcast) -> bool:
    """Return whether something may be sent again now; some of the chats that are gone may be back."""
    counts = broadcast.delivery_counts
    lost, gone = counts[Status.REJECTED] + counts[Status.EXPIRED], counts[Status.GONE]
    is_held = broadcast.paused_at or broadcast.cancelled_at or broadcast.retracted_at or broadcast.purged_at
    if not (lost or gone) or is_held or bots.of_brief(broadcast.brief_id) is None:
        return False
    return bool(lost) or any(_are_back(broadcast))


def _are_back(broadcast: Broadcast) -> Iterable[bool]:
    gone = broadcast.deliveries.filter(status=Status.GONE).order_by()
    return gone.values_list("chat__is_active", flat=True)[:GONE_ASKED]
