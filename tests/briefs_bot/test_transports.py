"""Transports of calls: the bot's own, and that of python-telegram-bot, which a host may choose."""

import re
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from asgiref.sync import async_to_sync

import briefs_bot
from briefs_bot.sandbox import Sandbox
from briefs_bot.sandbox.server import create_app
from briefs_bot.telegram import courier
from briefs_bot.values import Button, Message, Place

PRIVATE = re.compile(r"(from|import) telegram(\.\w+)*\._")
MESSAGE = Message("<b>Tea</b> & cake", ((Button("More", data="topic:tea"),),), silent=True)


@pytest.mark.parametrize(
    "transport", ["briefs_bot.telegram.transport.AiohttpRequest", "telegram.request.HTTPXRequest"]
)
def test_each_transport_carries_messages_photos_and_updates(settings, photo, transport):
    settings.BRIEFS_TELEGRAM_TRANSPORT = transport
    sandbox = Sandbox(token="1000:sandbox")
    anna = sandbox.add_user("Anna")
    question = sandbox.write(anna.id, "Tea?")

    async def talk():
        async with TestServer(create_app(sandbox)) as server:
            settings.BRIEFS_TELEGRAM_API_URL = f"http://127.0.0.1:{server.port}"
            async with courier.open_bot(sandbox.token) as bot:
                uploaded = await courier.send(bot, Place(anna.id), Message("Sea", photo=sea))
                again = Message("Sea again", photo=uploaded.photo_file_id)
                await courier.send(bot, Place(anna.id), again)
                await courier.send(bot, Place(anna.id, reply_to=question.id), MESSAGE)
                return await courier.get_updates(bot, 0, ["message"], 0)

    sea = Path(photo.file.path).read_bytes()
    (update,) = async_to_sync(talk)()

    first, second, text = sandbox.messages(anna.id)[1:]
    assert first.photo == second.photo == sea
    assert text.text == "Tea & cake"
    assert (text.reply_to, text.silent, text.buttons[0][0].data) == (question.id, True, "topic:tea")
    assert update["message"]["text"] == "Tea?"


def test_no_private_module_of_python_telegram_bot_is_imported():
    for file in Path(briefs_bot.__file__).parent.rglob("*.py"):
        assert not PRIVATE.search(file.read_text(encoding="utf-8")), file
