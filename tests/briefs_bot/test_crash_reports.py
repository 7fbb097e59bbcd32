"""A host sends its errors to Sentry, which prints variables and addresses: the token is in none of them."""

import pytest
import sentry_sdk
from asgiref.sync import async_to_sync
from django.core.management import CommandError, call_command
from django.urls import reverse
from sentry_sdk.transport import Transport
from telegram import Update
from telegram.error import TelegramError
from telegram.request import BaseRequest

from briefs_bot import bots
from briefs_bot.conversation import reading
from briefs_bot.conversation.application import build
from briefs_bot.delivery.announcing import Announcing
from briefs_bot.models import IncomingUpdate
from briefs_bot.telegram import courier, refusals
from briefs_bot.values import Message, Place

TOKEN = "1000:sandbox"
OTHER = "1000:AAsecretsecretsecretsecretsecretsecr"


class Kept(Transport):
    """Keeps what would be sent to Sentry."""

    def __init__(self, options=None):
        super().__init__(options)
        self.envelopes = []

    def capture_envelope(self, envelope):
        self.envelopes.append(envelope.serialize())


class Talkative(BaseRequest):
    """A host's own transport, whose errors say where it called."""

    read_timeout = 5.0

    async def initialize(self):
        pass

    async def shutdown(self):
        pass

    async def do_request(self, url, *args, **kwargs):
        raise ValueError(f"cannot call {url}") from KeyError(url)


@pytest.fixture
def reported(db):
    """Return what was reported since the test began, unscrubbed."""
    kept = Kept()
    sentry_sdk.init(
        dsn="https://public@sentry.example.org/1",
        transport=kept,
        send_default_pii=True,
        include_local_variables=True,
        max_request_body_size="always",
        traces_sample_rate=1.0,
    )
    # None among the arguments means its own.
    sentry_sdk.get_client().options["event_scrubber"] = None
    yield lambda: b"\n".join(kept.envelopes).decode()
    sentry_sdk.init()


def send(token):
    async def run():
        async with courier.open_bot(token) as bot:
            with sentry_sdk.start_transaction(name="sending"):
                await courier.send(bot, Place(5), Message("Tea"))

    async_to_sync(run)()


def call_by(settings, **given):
    for name, value in given.items():
        setattr(settings, f"BRIEFS_TELEGRAM_{name}", value)
    send(bots.tokens()[""])


AIOHTTP = "briefs_bot.telegram.transport.AiohttpRequest"


def connection_refused(settings, fixture):
    call_by(settings, API_URL="http://127.0.0.1:9", TRANSPORT=AIOHTTP)


def talkative_transport(settings, fixture):
    call_by(settings, TRANSPORT=f"{__name__}.Talkative")


def refused_token(settings, fixture):
    settings.BRIEFS_TELEGRAM_BOT_TOKEN = OTHER
    settings.BRIEFS_TELEGRAM_WEBHOOK_SECRET = "s3cret"
    call_command("set_webhook")


def refused_token_of_the_running_bot(settings, fixture):
    settings.BRIEFS_TELEGRAM_BOT_TOKEN = OTHER

    async def run():
        await build(bots.tokens()[""]).initialize()

    async_to_sync(run)()


def failing_task(settings, fixture):
    fixture("subscriber")
    fixture("monkeypatch").setattr(Announcing, "_render", fail)
    fixture("publish")(fixture("make_brief")("Tea"))


def failing_handler(settings, fixture):
    subscriber, telegram = fixture("subscriber"), fixture("telegram")
    fixture("monkeypatch").setattr(reading, "latest", fail)
    telegram.write(subscriber.id, "/latest", user=subscriber)

    async def run():
        application = build(bots.tokens()[""])
        async with application:
            for update in telegram.updates():
                await application.process_update(Update.de_json(update, application.bot))

    async_to_sync(run)()


def failing_webhook(settings, fixture):
    settings.BRIEFS_TELEGRAM_WEBHOOK_SECRET = "s3cret"
    fixture("monkeypatch").setattr(IncomingUpdate.objects, "store", fail)
    address, header = reverse("briefs_telegram_webhook"), {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
    fixture("client").post(address, {"update_id": 1}, "application/json", headers=header)


def fail(*args):
    raise RuntimeError("a bug of the host")


SITUATIONS = {
    connection_refused: "No connection to Telegram",
    talkative_transport: "cannot call",
    refused_token: "does not know this bot",
    refused_token_of_the_running_bot: "was rejected by the server",
    failing_task: "a bug of the host",
    failing_handler: "update_failed",
    failing_webhook: "a bug of the host",
}


@pytest.mark.parametrize("happens", SITUATIONS, ids=lambda each: each.__name__)
def test_no_report_has_the_token(reported, settings, index, telegram, request, happens):
    try:
        happens(settings, request.getfixturevalue)
    except (RuntimeError, CommandError, TelegramError, refusals.Refusal) as error:
        sentry_sdk.capture_exception(error)

    report = reported()
    assert SITUATIONS[happens] in report
    assert not [secret for secret in (TOKEN, OTHER) if secret in report]
