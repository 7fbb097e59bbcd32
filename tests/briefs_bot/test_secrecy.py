"""The bot's token, which never shows."""

import io
import logging

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.test import override_settings

from briefs_bot import tasks
from briefs_bot.telegram import courier, refusals
from briefs_bot.telegram.token import TokenFilter
from briefs_bot.values import Message, Place

TOKEN = "123456:AAsecretsecretsecretsecretsecretsecr"


@pytest.fixture
def log():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(TokenFilter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def send(message="Tea"):
    async def run():
        async with courier.open_bot(settings.BRIEFS_TELEGRAM_BOT_TOKEN) as bot:
            await courier.send(bot, Place(5), Message(message))

    async_to_sync(run)()


@override_settings(
    BRIEFS_TELEGRAM_BOT_TOKEN=TOKEN,
    BRIEFS_TELEGRAM_API_URL="http://127.0.0.1:9",
    BRIEFS_TELEGRAM_TRANSPORT="briefs_bot.telegram.transport.AiohttpRequest",
)
def test_a_connection_error_does_not_show_the_token(log):
    with pytest.raises(refusals.TryLater) as refused:
        send()

    told = [str(error) for error in chain(refused.value)]
    assert not any(TOKEN in text for text in told)
    assert TOKEN not in log.getvalue()


def chain(error):
    while error:
        yield error
        error = error.__cause__ or error.__context__


def test_a_log_line_and_a_traceback_hide_the_token(log):
    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError:
        logging.getLogger("x").exception("calling /bot%s/sendMessage", TOKEN)

    assert "secret" not in log.getvalue()
    assert "123456:•••" in log.getvalue()


def test_the_error_of_a_wrong_token_does_not_show_it(make_brief, publish, subscriber, telegram, log):
    with override_settings(BRIEFS_TELEGRAM_BOT_TOKEN=TOKEN):
        publish(make_brief("Tea"))
        tasks.tick()

    assert "secret" not in log.getvalue()


def test_the_hosts_logging_has_the_filter():
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["no_token"]
