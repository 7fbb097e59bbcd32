"""The table of commands, and the python-telegram-bot Application built from it."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings as django_settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from telegram import BotCommand
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot import courier, handlers
from bot.conf import settings

COMMANDS: dict[str, tuple[Callable[..., Any], str | Promise]] = {
    "start": (handlers.start, _("Choose topics and language")),
    "latest": (handlers.latest, _("The newest briefs; /latest 3 shows three")),
    "topic": (handlers.topic, _("Briefs on a topic: /topic security")),
    "topics": (handlers.topics, _("All topics")),
    "stop": (handlers.stop, _("No more messages")),
    "help": (handlers.help_, _("What I can do")),
    "privacy": (handlers.privacy, _("What is kept about you")),
}
BUTTONS = {
    "topic:": handlers.press_topic,
    "track:": handlers.press_track,
    "follow:": handlers.press_follow,
    "language:": handlers.press_language,
    "resume:": handlers.press_resume,
    "": handlers.press_unknown,
}
UPDATES = ["message", "callback_query", "my_chat_member"]


def build() -> Application:
    application = (
        Application.builder()
        .token(settings.BOT_TOKEN)
        .base_url(f"{settings.API_URL}/bot")
        .base_file_url(f"{settings.API_URL}/file/bot")
        .request(courier.make_request())
        .get_updates_request(courier.make_request())
        .post_init(set_commands)
        .build()
    )
    for name, (handler, _words) in COMMANDS.items():
        application.add_handler(CommandHandler(name, handler, filters=filters.UpdateType.MESSAGE))
    for start, handler in BUTTONS.items():
        application.add_handler(CallbackQueryHandler(handler, pattern=f"^{start}"))
    application.add_handler(ChatMemberHandler(handlers.membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, handlers.migrated))
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE & filters.TEXT, handlers.unknown))
    application.add_error_handler(handlers.failed)
    return application


def described() -> Iterator[tuple[str, str]]:
    """Each command with its words in the active language."""
    for name, (_handler, words) in COMMANDS.items():
        yield name, str(words)


async def set_commands(application: Application) -> None:
    """Tells Telegram the commands in each language, where they changed; Telegram counts these calls, too."""
    default = django_settings.LANGUAGE_CODE
    for code, language in [("", default), *((code[:2], code) for code, _name in django_settings.LANGUAGES)]:
        with translation.override(language):
            wanted = [BotCommand(name, words) for name, words in described()]
        if list(await application.bot.get_my_commands(language_code=code)) != wanted:
            await application.bot.set_my_commands(wanted, language_code=code)
