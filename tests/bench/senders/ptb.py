"""A plain loop of python-telegram-bot with its own client: `ptb CHATS [RATE]`; RATE adds AIORateLimiter."""

import asyncio
import os
import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, ExtBot

from tests.bench import message
from tests.bench.meter import metered

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton(text, **action)] for text, action in message.BUTTONS])
PREVIEW = LinkPreviewOptions(is_disabled=True)


async def send(bot: ExtBot, chat_id: int) -> None:
    try:
        await bot.send_message(
            chat_id, message.HTML, parse_mode="HTML", reply_markup=BUTTONS, link_preview_options=PREVIEW
        )
    except RetryAfter as error:
        await asyncio.sleep(error.retry_after)
        await send(bot, chat_id)


async def main(chats: int, rate: float | None = None) -> None:
    limiter = AIORateLimiter(overall_max_rate=rate, max_retries=3) if rate else None
    address = f"{os.environ['TELEGRAM_API_URL']}/bot"
    async with ExtBot(os.environ["TELEGRAM_BOT_TOKEN"], base_url=address, rate_limiter=limiter) as bot:
        with metered():
            for chat_id in message.chats(chats):
                await send(bot, chat_id)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), *map(float, sys.argv[2:])))
