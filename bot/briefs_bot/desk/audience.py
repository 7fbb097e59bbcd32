"""Counts who would get a brief, by the query that addresses it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs_app import reader
from briefs_app.reader import BriefCard
from briefs_bot.bots import SiteBot
from briefs_bot.delivery.addressing import followers
from briefs_bot.desk import rights
from briefs_bot.models import Broadcast, Chat

# Names of channels, and of groups, that are told; the others are counted.
SHOWN_NAMES = 8


@dataclass(frozen=True)
class Audience:
    """Chats by their kind; says itself in words: "412 subscribers, 2 channels and 1 group".

    With `names` of channels and groups: "412 subscribers; channels: Daily briefs, Energy news; group: Desk".
    """

    subscribers: int = 0
    channels: int = 0
    groups: int = 0
    # Those of channels, and those of groups.
    names: tuple[Sequence[str], Sequence[str]] = ((), ())

    def __bool__(self) -> bool:
        return bool(self.subscribers or self.channels or self.groups)

    def __str__(self) -> str:
        if any(self.names):
            return self._named()
        said = [
            self._subscribers(),
            ngettext("%(count)s channel", "%(count)s channels", self.channels) % {"count": self.channels},
            ngettext("%(count)s group", "%(count)s groups", self.groups) % {"count": self.groups},
        ]
        counts = (self.subscribers, self.channels, self.groups)
        return get_text_list([words for words, count in zip(said, counts, strict=True) if count], _("and"))

    def _subscribers(self) -> str:
        said = ngettext("%(count)s subscriber", "%(count)s subscribers", self.subscribers)
        return said % {"count": self.subscribers}

    def _named(self) -> str:
        channels, groups = self.names
        said = [
            self._subscribers() if self.subscribers else "",
            ngettext("channel: %(names)s", "channels: %(names)s", self.channels)
            % {"names": _listed(channels, self.channels)},
            ngettext("group: %(names)s", "groups: %(names)s", self.groups)
            % {"names": _listed(groups, self.groups)},
        ]
        counts = (self.subscribers, self.channels, self.groups)
        return "; ".join(words for words, count in zip(said, counts, strict=True) if count)


def of(brief: BriefCard, bot: SiteBot) -> Audience:
    """Return who would get the brief if it were published now; one query."""
    return _counted(followers(_news(brief, bot)))


def shown_to(user: Any, brief: BriefCard, bot: SiteBot) -> Audience:
    """Return the same, with names for who may see chats."""
    return named(brief, bot) if rights.may_name_chats(user, bot.number) else of(brief, bot)


def named(brief: BriefCard, bot: SiteBot) -> Audience:
    """Return the same with the names of its channels and groups; at most three queries."""
    chats = followers(_news(brief, bot))
    counted = _counted(chats)
    channels = _names(chats, "channel") if counted.channels else []
    groups = _names(chats, "group") if counted.groups else []
    return replace(counted, names=(channels, groups))


def _news(brief: BriefCard, bot: SiteBot) -> Broadcast:
    return Broadcast(
        bot=bot.number,
        brief_id=brief.id,
        brief_key=brief.key,
        topic=brief.topic.key,
        language=brief.language,
        title=brief.title,
        changes_status=reader.changes_status(brief, bot.site),
    )


def _names(chats: QuerySet[Chat], kind: str) -> list[str]:
    return [str(chat) for chat in chats.filter(kind=kind).order_by("title", "pk")[:SHOWN_NAMES]]


def _listed(names: Sequence[str], count: int) -> str:
    said = ", ".join(names)
    rest = count - len(names)
    return _("%(names)s and %(count)s more") % {"names": said, "count": rest} if rest > 0 else said


def _counted(chats: QuerySet[Chat]) -> Audience:
    counted = dict(chats.values_list("kind").annotate(Count("pk")))
    return Audience(
        subscribers=counted.get(Chat.Kind.PRIVATE, 0),
        channels=counted.get(Chat.Kind.CHANNEL, 0),
        groups=counted.get(Chat.Kind.GROUP, 0),
    )
