"""Sync functions that change what a chat follows, and return what to say."""

from django.utils import translation

from briefs_app import reader
from briefs_bot import messages
from briefs_bot.conversation import arrival, connecting, linking, reading, screens, settings
from briefs_bot.conversation.answers import (
    BRIEF_LINK,
    TOPIC_LINK,
    Change,
    about,
    brief,
    find_topic,
    page_number,
)
from briefs_bot.conversation.asked import Asked
from briefs_bot.models import Chat
from briefs_bot.telegram import reasons
from briefs_bot.telegram.standing import Standing
from briefs_bot.values import Message

# In the data of a button: everything instead of a topic, and the place where the button stands.
EVERYTHING, ON_TOPIC, ON_BRIEF = "all", "topic", "brief"


def start(asked: Asked, chat: Chat) -> Message:
    """Welcome the chat, and send briefs again to one that stopped.

    A deep link opens a topic (t.me/bot?start=t_security) or a brief (b_17); whoever follows nothing yet
    follows that topic at once.
    """
    if linking.is_link(asked.text):
        return linking.link(asked, chat)
    if connecting.is_link(asked.text):
        return connecting.begin(asked, chat)
    chat.come_back()
    card = reader.get(_brief_number(asked.text), chat.site) if asked.text.startswith(BRIEF_LINK) else None
    found = card.topic if card else _linked_topic(asked.text, chat)
    if found and not chat.following and chat.kind == Chat.Kind.PRIVATE:
        chat.follow(found.key)
        return screens.followed(found, card, arrival.described(chat))
    if card:
        return brief(str(card.id), chat) or welcome(chat)
    return about(found, chat) if found else welcome(chat)


def stop(asked: Asked, chat: Chat) -> Message:
    chat.retire("/stop")
    return screens.stopped(chat.following, had_tests=linking.unlink(chat))


def choose(asked: Asked, chat: Chat) -> Change:
    """Show the start screen as a new message."""
    return Change(reply=welcome(chat))


def press_page(asked: Asked, chat: Chat) -> Change:
    return Change(message=welcome(chat, page_number(asked.text)))


def press_follow(asked: Asked, chat: Chat) -> Change:
    return _press(asked, chat, follows=True)


def press_unfollow(asked: Asked, chat: Chat) -> Change:
    return _press(asked, chat, follows=False)


def press_language(asked: Asked, chat: Chat) -> Change:
    """Speak another language; the button stands on the start screen, or on that of the settings."""
    code, _colon, place = asked.text.partition(":")
    if code not in reader.languages(chat.site):
        return Change(messages.outdated())
    chat.language = code
    chat.save(update_fields=["language"])
    with translation.override(chat.language):
        return Change(message=settings.main(chat) if place else welcome(chat))


def press_resume(asked: Asked, chat: Chat) -> Change:
    chat.come_back()
    return Change(screens.resumed(chat.following), welcome(chat))


def joined(asked: Asked, chat: Chat) -> Message | None:
    """Answer being added: a channel follows everything, as nobody presses buttons there; a group is asked."""
    chat.come_back()
    if chat.kind != Chat.Kind.CHANNEL:
        return welcome(chat)
    if not chat.following:
        chat.follow(None)
    return None


def note_rights(standing: Standing, asked: Asked, chat: Chat) -> Message | None:
    """Record that the bot lost the right to write, or has it again; a group that follows nothing is asked."""
    if standing is not Standing.MAY_POST:
        chat.note_posting(reasons.RIGHTS)
        return None
    lacked_rights = chat.broken_reason == reasons.RIGHTS
    chat.mend()
    is_asked = lacked_rights and chat.kind == Chat.Kind.GROUP and chat.is_active and not chat.following
    return welcome(chat) if is_asked else None


def left(bot: int, chat_id: int) -> None:
    """Retire a chat that the bot cannot write to any more; one that asked to be forgotten stays unknown."""
    chat = Chat.objects.filter(bot=bot, telegram_id=chat_id).first()
    if chat:
        chat.retire("blocked" if chat.kind == Chat.Kind.PRIVATE else "removed")


def migrated(bot: int, chat_id: int, new_id: int) -> None:
    """Store the new id of a chat; do nothing where a worker has stored it already."""
    chat = Chat.objects.filter(bot=bot, telegram_id=chat_id).first()
    if chat:
        chat.migrate(new_id)


def welcome(chat: Chat, page: int = 1) -> Message:
    newest = reading.latest(chat.site, reading.chosen_languages(chat), 1)
    return screens.start(
        known=reader.topics(chat.language),
        following=chat.following,
        is_active=chat.is_active,
        languages=reader.languages(chat.site),
        language=chat.language,
        newest=newest[0] if newest else None,
        arrival=arrival.described(chat),
        page=page,
    )


def _press(asked: Asked, chat: Chat, follows: bool) -> Change:
    """Follow or leave what the button names; pressing it again, on an old message too, changes nothing."""
    name, _colon, place = asked.text.partition(":")
    found = find_topic(name, chat.language)
    if found is None and name != EVERYTHING:
        return Change(messages.outdated())
    if chat.kind == Chat.Kind.CHANNEL:
        return Change(messages.administrators_decide())
    key = found.key if found else None
    if follows:
        chat.follow(key)
    else:
        chat.unfollow(key)
    return _changed(chat, found, follows, place)


def _changed(chat: Chat, found: reader.TopicCard | None, follows: bool, place: str) -> Change:
    notice = screens.changed(chat.following, found, follows, chat.only_changes)
    if found and place == ON_BRIEF:
        return Change(notice, reply=screens.muted(found))
    if found and place == ON_TOPIC:
        return Change(notice, about(found, chat))
    return Change(notice, welcome(chat, page_number(place)))


def _linked_topic(text: str, chat: Chat) -> reader.TopicCard | None:
    if not text.startswith(TOPIC_LINK):
        return None
    return reader.find_topic(text.removeprefix(TOPIC_LINK), chat.language).topic


def _brief_number(text: str) -> int:
    number = text.removeprefix(BRIEF_LINK)
    return int(number) if number.isascii() and number.isdigit() and len(number) < 12 else 0
