"""A button in the listing of briefs that leads to the question whether a brief is sent now."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from weakref import finalize

from django.db.models import BigIntegerField, Case, Exists, OuterRef, QuerySet, Value, When
from django.urls import reverse
from wagtail.admin.widgets.button import Button

from briefs_app import reader
from briefs_bot import bots
from briefs_bot.desk import actions, rights

# By the id of a user object and a bot's number; the object lives as long as its request.
_known_rights: dict[int, dict[int, bool]] = {}


def with_home_bot(briefs: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate `home_bot`: the number of the bot of the site where anybody may read the brief, or None."""
    # The inner one of two sites has the brief.
    inner_first = sorted(bots.configured(), key=lambda bot: -bot.site.root_page.depth)
    homes = [When(Exists(_public(bot)), then=Value(bot.number)) for bot in inner_first]
    return briefs.annotate(home_bot=Case(*homes, default=None, output_field=BigIntegerField()))


def offer(page: Any, user: Any, next_url: str | None) -> Iterator[Button]:
    """Yield *Send now* for a public brief that was not announced, was cancelled or was withdrawn.

    `page` comes from `outcomes.with_outcome` and `with_home_bot`; pages of other listings get no button.
    """
    bot = getattr(page, "home_bot", None)
    if bot is None or page.alias_of_id or not _is_unsent(page) or not _may_control(user, bot):
        return
    address = reverse("briefs_bot_announce_brief", args=[page.pk])
    back = f"?{urlencode({'next': next_url})}" if next_url else ""
    yield Button(actions.ANNOUNCE.label, address + back, icon_name="mail", priority=45)


def _public(bot: bots.SiteBot) -> QuerySet[Any]:
    return reader.public_briefs(bot.site).filter(pk=OuterRef("pk"))


def _is_unsent(brief: Any) -> bool:
    was_stopped = brief.told_cancelled_at or brief.told_retracted_at
    return bool(not brief.told_pk or brief.told_not_sent or was_stopped)


def _may_control(user: Any, bot: int) -> bool:
    """Return `rights.may_control`, asked once for all rows."""
    if id(user) not in _known_rights:
        _known_rights[id(user)] = {}
        finalize(user, _known_rights.pop, id(user), None)
    known = _known_rights[id(user)]
    if bot not in known:
        known[bot] = rights.may_control(user, bot)
    return known[bot]
