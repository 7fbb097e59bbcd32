"""aiogram's documented broadcast loop: `aiogram_loop CHATS [PAUSE]`; its documentation pauses 0.05 s."""

import asyncio
import os
import sys

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

from tests.bench import message
from tests.bench.meter import metered

BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text=text, **action)] for text, action in message.BUTTONS]
)
PREVIEW = LinkPreviewOptions(is_disabled=True)


def open_bot() -> Bot:
    server = TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"])
    return Bot(os.environ["TELEGRAM_BOT_TOKEN"], session=AiohttpSession(api=server))


async def send(bot: Bot, chat_id: int) -> None:
    try:
        await bot.send_message(
            chat_id, message.HTML, parse_mode="HTML", reply_markup=BUTTONS, link_preview_options=PREVIEW
        )
    except TelegramRetryAfter as error:
        await asyncio.sleep(error.retry_after)
        await send(bot, chat_id)


async def main(chats: int, pause: float = 0) -> None:
    async with open_bot() as bot:
        with metered():
            for chat_id in message.chats(chats):
                await send(bot, chat_id)
                if pause:
                    await asyncio.sleep(pause)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), *map(float, sys.argv[2:])))
