"""aiogram-broadcaster as its documentation shows it, without a storage: `aiogram_mailer CHATS [INTERVAL]`."""

import asyncio
import sys

from aiogram_broadcaster import Broadcaster
from aiogram_broadcaster.contents import TextContent
from aiogram_broadcaster.intervals import SimpleInterval
from aiogram_broadcaster.utils.retry_after_handler import setup_retry_after_handler

from tests.bench import message
from tests.bench.meter import metered
from tests.bench.senders.aiogram_loop import BUTTONS, PREVIEW, open_bot


async def main(chats: int, interval: float = 0) -> None:
    content = TextContent(
        text=message.HTML, parse_mode="HTML", reply_markup=BUTTONS, link_preview_options=PREVIEW
    )
    async with open_bot() as bot:
        broadcaster = Broadcaster(bot)
        setup_retry_after_handler(broadcaster.event)
        mailer = await broadcaster.create_mailer(
            chats=message.chats(chats),
            content=content,
            interval=SimpleInterval(interval=interval) if interval else None,
        )
        with metered():
            await mailer.start()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), *map(float, sys.argv[2:])))
