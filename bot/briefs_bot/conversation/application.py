"""Builds the python-telegram-bot Application from the tables of commands and buttons."""

import logging
import re
from collections.abc import Collection
from functools import partial

from asgiref.sync import sync_to_async
from django.db import InterfaceError, InternalError, OperationalError
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeDefault,
)
from telegram import Message as TelegramMessage
from telegram.error import BadRequest, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from briefs_bot import bots
from briefs_bot.conf import settings
from briefs_bot.conversation import (
    answers,
    edits,
    errors,
    events,
    group_settings_handlers,
    handlers,
    inline_handlers,
)
from briefs_bot.conversation.commands import BUTTONS, commands, described
from briefs_bot.conversation.own_name import OwnName
from briefs_bot.conversation.profile import in_each_language, set_profile
from briefs_bot.models import BotName
from briefs_bot.telegram import courier
from briefs_bot.telegram.secret_address import stand_in

logger = logging.getLogger(__name__)

# Commands that ordinary members of a group may not use.
FOR_ADMINISTRATORS = ("start", "settings", "stop", "export", "forget")
MEMBERS = BotCommandScopeAllGroupChats()
SCOPES = (BotCommandScopeDefault(), MEMBERS, BotCommandScopeAllChatAdministrators())
UPDATES = ["message", "edited_message", "callback_query", "my_chat_member", "inline_query", "guest_message"]


class Called(filters.MessageFilter):
    """Messages in private chats, and those in groups that name the bot: others are for other bots."""

    def filter(self, message: TelegramMessage) -> bool:
        name, text = message.get_bot().username, message.text or message.caption or ""
        return message.chat.type == "private" or bool(re.search(rf"@{name}\b", text, re.IGNORECASE))


def build(token: str) -> Application:
    application = (
        Application.builder()
        .token(stand_in(token))
        .base_url(f"{settings.API_URL}/bot")
        .base_file_url(f"{settings.API_URL}/file/bot")
        .request(courier.make_request(token))
        .get_updates_request(courier.make_request(token))
        .post_init(introduce)
        .build()
    )
    application.add_handler(MessageHandler(edits.SameText(), edits.pass_over), group=-2)
    # Before all others, which depend on the name.
    own_name = OwnName()
    application.add_handler(MessageHandler(own_name, own_name.learn), group=-1)
    # No questions: a channel's post in its discussion group, and what somebody shared inline.
    asked = filters.UpdateType.MESSAGES & ~filters.IS_AUTOMATIC_FORWARD & ~filters.VIA_BOT
    for name, (handler, _words) in commands().items():
        application.add_handler(CommandHandler(name, handler, filters=asked))
    for start, handler in BUTTONS.items():
        application.add_handler(CallbackQueryHandler(handler, pattern=f"^{start}"))
    application.add_handler(ChatMemberHandler(events.membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, events.migrated))
    chosen = filters.StatusUpdate.CHAT_SHARED & filters.ChatType.PRIVATE
    application.add_handler(MessageHandler(chosen, group_settings_handlers.shared))
    place = filters.LOCATION & filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    application.add_handler(MessageHandler(place, handlers.located))
    # An edited one is a question when it has words: a place that moves is edited again and again.
    wordless = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & ~filters.StatusUpdate.ALL
    words = filters.TEXT | filters.CAPTION | wordless
    question = asked & words & ~filters.SenderChat.CHANNEL & Called()
    application.add_handler(MessageHandler(question, handlers.answering(answers.unknown)))
    application.add_handler(InlineQueryHandler(inline_handlers.inline_query))
    application.add_handler(MessageHandler(filters.UpdateType.GUEST_MESSAGE, inline_handlers.guest_message))
    application.add_error_handler(errors.failed)
    return application


async def introduce(application: Application) -> None:
    """Store the bot's username for links on the site, and tell Telegram its commands and its profile."""
    bot = application.bot
    for scope in SCOPES:
        await set_commands(bot, scope)
    try:
        await sync_to_async(BotName.objects.learn)(bot.id, bot.username)
        await set_profile(bot, await sync_to_async(bots.site_name)(bot.id))
    except (OperationalError, InterfaceError, InternalError) as error:
        logger.warning("database_unavailable effect=name_not_stored error=%r", type(error).__name__)


async def set_commands(bot: Bot, scope: BotCommandScope) -> None:
    """Tell Telegram the commands of each language that changed, as these calls are limited, too."""
    left_out = FOR_ADMINISTRATORS if scope is MEMBERS else ()
    for code, wanted in in_each_language(partial(_commands, left_out)).items():
        try:
            if list(await bot.get_my_commands(scope, code)) != wanted:
                await bot.set_my_commands(wanted, scope, code)
        except TelegramError as error:
            # The bot answers all the same; the next start tries again.
            said = "commands_refused bot=%s language=%s said=%r"
            logger.warning(said, bot.id, code or "any", error.message)
            if not isinstance(error, BadRequest):
                return


def _commands(left_out: Collection[str]) -> list[BotCommand]:
    return [BotCommand(name, words) for name, words in described() if name not in left_out]
