"""Counts who would get a brief, by the query that addresses it."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs_app.reader import BriefCard
from briefs_bot.bots import SiteBot
from briefs_bot.delivery.addressing import followers
from briefs_bot.models import Broadcast, Chat


@dataclass(frozen=True)
class Audience:
    """Chats by their kind; says itself in words: "412 subscribers, 2 channels and 1 group"."""

    subscribers: int = 0
    channels: int = 0
    groups: int = 0

    def __bool__(self) -> bool:
        return bool(self.subscribers or self.channels or self.groups)

    def __str__(self) -> str:
        said = [
            ngettext("%(count)s subscriber", "%(count)s subscribers", self.subscribers)
            % {"count": self.subscribers},
            ngettext("%(count)s channel", "%(count)s channels", self.channels) % {"count": self.channels},
            ngettext("%(count)s group", "%(count)s groups", self.groups) % {"count": self.groups},
        ]
        counts = (self.subscribers, self.channels, self.groups)
        return get_text_list([words for words, count in zip(said, counts, strict=True) if count], _("and"))


def of(brief: BriefCard, bot: SiteBot) -> Audience:
    """Return who would get the brief if it were published now; one query."""
    broadcast = Broadcast(
        bot=bot.number,
        brief_id=brief.id,
        brief_key=brief.key,
        topic=brief.topic.key,
        language=brief.language,
        title=brief.title,
    )
    counted = dict(followers(broadcast).values_list("kind").annotate(Count("pk")))
    return Audience(
        subscribers=counted.get(Chat.Kind.PRIVATE, 0),
        channels=counted.get(Chat.Kind.CHANNEL, 0),
        groups=counted.get(Chat.Kind.GROUP, 0),
    )
