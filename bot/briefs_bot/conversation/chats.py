"""Looks up the chats of questions, and the language in which each is answered."""

from collections.abc import Sequence

from wagtail.models import Site

from briefs_app import reader
from briefs_bot import bots
from briefs_bot.conversation.asked import Asked
from briefs_bot.models import Chat, Subscription


def of(asked: Asked, known: Chat | None = None) -> Chat:
    """Return the chat of a question, with its newest title; `known` where it was looked up already."""
    site = bots.get(asked.bot).site
    chat = known or _stored(asked, site)
    chat.site = site
    if chat.title != asked.title[:255]:
        chat.title = asked.title[:255]
        chat.save(update_fields=["title"])
    return chat


def known(questions: Sequence[Asked]) -> dict[int, Chat]:
    """Return the stored chats of one bot's questions, which only read, by Telegram's ids."""
    ids = {asked.chat_id for asked in questions}
    stored = Chat.objects.filter(bot=questions[0].bot, telegram_id__in=ids)
    found = {chat.telegram_id: chat for chat in stored}
    chosen = Subscription.objects.filter(chat__in=found.values(), is_excluded=False)
    followers = set(chosen.values_list("chat", flat=True))
    for chat in found.values():
        chat.follows_anything = chat.pk in followers
    return found


def first_language(asked: Asked, site: Site) -> str:
    """Return the language in which a chat begins: a person's own; the site's, where many read."""
    return site_language(asked.telegram_language if asked.kind == Chat.Kind.PRIVATE else "", site)


def site_language(wanted: str, site: Site) -> str:
    """Return a language that the site has: the person's own, or else the first."""
    known = reader.languages(site)
    return next((code for code in (wanted, wanted.partition("-")[0]) if code in known), known[0])


def _stored(asked: Asked, site: Site) -> Chat:
    defaults = {
        "kind": asked.kind,
        "title": asked.title[:255],
        "language": first_language(asked, site),
    }
    chat, _new = Chat.objects.get_or_create(bot=asked.bot, telegram_id=asked.chat_id, defaults=defaults)
    return chat
