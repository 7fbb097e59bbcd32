"""Links a private chat to the editor who opened a deep link from the admin's screen "Account"."""

from wagtail.log_actions import log

from briefs_bot import messages
from briefs_bot.conversation.asked import Asked
from briefs_bot.models import Chat, Previewer
from briefs_bot.values import Message

# t.me/bot?start=p_…
PREVIEWER_LINK = "p_"
LOG_ACTION = "briefs_bot.link"


def is_link(text: str) -> bool:
    return text.startswith(PREVIEWER_LINK)


def payload(token: str) -> str:
    """Return what follows `start=`: at most 64 of the characters that Telegram allows there."""
    return PREVIEWER_LINK + token


def link(asked: Asked, chat: Chat) -> Message:
    """Link the chat, which follows nothing by that."""
    token = asked.text.removeprefix(PREVIEWER_LINK)
    if chat.kind != Chat.Kind.PRIVATE:
        # Everybody there can read it.
        Previewer.objects.expire(token)
        return messages.link_is_private()
    previewer = Previewer.objects.with_token(token, chat)
    if previewer is None:
        return messages.link_expired()
    was_linked = previewer.chat_id == chat.pk
    if not previewer.link(chat):
        return messages.chat_is_taken()
    if not was_linked:
        log(previewer, LOG_ACTION, user=previewer.user)
    return messages.linked(previewer.name)


def unlink(chat: Chat) -> bool:
    """Unlink the chat; return whether it was linked."""
    return bool(Previewer.objects.filter(chat=chat).unlink())


def editor_of(chat: Chat) -> str:
    """Return the name of the editor whose tests the chat receives, or an empty string."""
    previewer = Previewer.objects.filter(chat=chat).select_related("user").first()
    return previewer.name if previewer else ""
