"""The link on the site's pages by which readers follow a topic on Telegram."""

from functools import lru_cache
from time import monotonic
from typing import Any

from django.utils.translation import gettext as _
from telegram.helpers import create_deep_linked_url
from wagtail.models import Site

from briefs_bot import bots
from briefs_bot.models import BotName

# Seconds for which a process remembers the usernames, so that pages need no query for them.
REMEMBERED = 300


def offer(site: Site | None, topic: Any) -> tuple[str, str] | None:
    """Return label and address; None where the site has no bot, or the bot has not run yet."""
    number = bots.number_for(site) if site else None
    username = usernames(int(monotonic()) // REMEMBERED).get(number or 0)
    if username is None:
        return None
    payload = f"t_{topic.slug}" if topic else None
    label = _("Follow %(topic)s on Telegram") % {"topic": topic.name} if topic else _("Follow on Telegram")
    return label, create_deep_linked_url(username, payload)


@lru_cache(maxsize=1)
def usernames(_period: int) -> dict[int, str]:
    return dict(BotName.objects.values_list("number", "username"))
