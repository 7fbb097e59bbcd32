"""Asks Telegram about each bot at the same time, and gives up after a few seconds."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from asgiref.sync import async_to_sync
from telegram import User, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from briefs_bot import bots
from briefs_bot.bots import SiteBot
from briefs_bot.models import Chat
from briefs_bot.telegram import courier, refusals
from briefs_bot.telegram.standing import Standing

# Seconds for all questions about one bot, and between two of them.
PATIENCE = 8.0
PACE = 0.05
# Channels and groups of each bot that are asked about, those in trouble first.
MOST = 20


@dataclass
class Answers:
    """Telegram's answers about one bot before it stopped answering; `failure` is the kind of error."""

    bot: SiteBot
    chats: Sequence[Chat]
    me: User | None = None
    webhook: WebhookInfo | None = None
    standings: dict[int, Standing] = field(default_factory=dict)
    is_unknown: bool = False
    failure: str = ""


def ask() -> list[Answers]:
    wanted = [Answers(bot, _chats(bot)) for bot in bots.configured()]
    async_to_sync(_ask_all)(wanted)
    return wanted


def _chats(bot: SiteBot) -> list[Chat]:
    active = Chat.objects.filter(bot=bot.number, is_active=True).exclude(kind=Chat.Kind.PRIVATE)
    return list(active.order_by("-broken_reason", "pk")[:MOST])


async def _ask_all(wanted: Sequence[Answers]) -> None:
    await asyncio.gather(*map(_ask, wanted))


async def _ask(answers: Answers) -> None:
    try:
        async with asyncio.timeout(PATIENCE), courier.open_bot(answers.bot.token) as telegram:
            answers.me = await telegram.get_me()
            answers.webhook = await telegram.get_webhook_info()
            for chat in answers.chats:
                is_channel = chat.kind == Chat.Kind.CHANNEL
                standing = await courier.own_standing(telegram, chat.telegram_id, is_channel)
                answers.standings[chat.pk] = standing
                await asyncio.sleep(PACE)
    except InvalidToken:
        answers.is_unknown = True
    except (TelegramError, refusals.Refusal, TimeoutError) as failure:
        answers.failure = type(failure).__name__
