"""Updates that Telegram sends to the site: stored before the site says so, and answered by the bot."""

import asyncio
import json

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.core.management import CommandError, call_command
from django.db import InterfaceError, InternalError, OperationalError, connection
from django.test import AsyncClient, Client
from django.test.utils import CaptureQueriesContext

from briefs_bot.conversation.application import UPDATES
from briefs_bot.models import IncomingUpdate
from briefs_bot.sandbox import Sandbox
from briefs_bot.updates import webhook_state
from cms.asgi import application
from tests import telegram as stand_in

ADDRESS = "https://briefs.example.org/telegram/webhook/"
UPDATE = {"update_id": 7, "message": {"chat": {"id": 5}, "text": "\x00 \ud800"}}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(webhook_state, "LOOK_EVERY", 0.02)


def handled(count):
    return lambda: IncomingUpdate.objects.exclude(handled_at=None).count() == count


def test_a_question_by_webhook_is_answered(
    index, telegram, secret, telegram_pushes, while_the_bot_runs, answers
):
    call_command("set_webhook")
    anna = telegram.add_user("Anna")

    def ask():
        telegram.write(anna.id, "/help", user=anna)
        return telegram_pushes()

    while_the_bot_runs(ask, handled(1))

    assert len(answers(anna.id)) == 1
    assert IncomingUpdate.objects.get().payload == ""


def test_an_update_is_stored_under_asgi(db, secret):
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}

    answer = async_to_sync(AsyncClient().post)(
        "/telegram/webhook/", UPDATE, content_type="application/json", headers=headers
    )

    assert answer.status_code == 200
    assert IncomingUpdate.objects.get().chat_id == 5


def test_updates_that_come_at_once_are_stored_together(db, secret, in_front):
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}

    async def come(count):
        bodies = [json.dumps({"update_id": number}).encode() for number in range(count)]
        posts = [in_front.give("/telegram/webhook/", body, headers) for body in bodies]
        return await asyncio.gather(*posts)

    with CaptureQueriesContext(connection) as seen:
        answers = async_to_sync(come)(30)

    assert [answer.status_code for answer in answers] == [200] * 30
    assert IncomingUpdate.objects.count() == 30
    assert len([query for query in seen if query["sql"].startswith("INSERT")]) <= 3


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/health/", "GET", 200),
        ("/telegram/webhook/", "GET", 405),
        ("/telegram/webhook/x/", "POST", 403),
        ("/telegram/webhook/99999999999999999999999/", "POST", 403),
    ],
)
def test_anything_else_is_for_django(index, secret, in_front, path, method, status):
    """Which asks for a form of ours."""
    assert async_to_sync(in_front.give)(path, b"", {"Host": "testserver"}, method, 1).status_code == status


def test_who_hangs_up_before_the_end_stores_nothing(db, secret):
    header = (b"x-telegram-bot-api-secret-token", secret.encode())
    scope = {"type": "http", "method": "POST", "path": "/telegram/webhook/", "headers": [header]}

    async def hang_up():
        server = ApplicationCommunicator(application, scope)
        await server.send_input({"type": "http.request", "body": b'{"update_id": 7}', "more_body": True})
        await server.send_input({"type": "http.disconnect"})
        await server.wait()
        return await server.receive_nothing()

    assert async_to_sync(hang_up)()
    assert not IncomingUpdate.objects.exists()


def test_telegram_needs_no_form_of_ours(db, post):
    assert post(UPDATE, poster=Client(enforce_csrf_checks=True)).status_code == 200


@pytest.mark.parametrize(
    ("body", "path", "given", "status"),
    [
        (UPDATE, "/telegram/webhook/", None, 403),
        (UPDATE, "/telegram/webhook/", "s3cret", 403),
        (UPDATE, "/telegram/webhook/", "sécret", 403),
        (UPDATE, "/telegram/webhook/2000/", "s3cret_-", 404),
        (UPDATE, "/telegram/webhook/0/", "s3cret_-", 404),
        ({**UPDATE, "padding": "x" * 1_000_000}, "/telegram/webhook/", "s3cret_-", 413),
        ("", "/telegram/webhook/", "s3cret_-", 400),
        ("{", "/telegram/webhook/", "s3cret_-", 400),
        ("[" * 100_000, "/telegram/webhook/", "s3cret_-", 400),
        ("[]", "/telegram/webhook/", "s3cret_-", 400),
        ({"message": {}}, "/telegram/webhook/", "s3cret_-", 400),
        ({"update_id": "7"}, "/telegram/webhook/", "s3cret_-", 400),
        ({"update_id": 2**63}, "/telegram/webhook/", "s3cret_-", 400),
    ],
    ids=lambda value: value if isinstance(value, int) else "",
)
def test_anything_but_an_update_of_telegrams_is_refused(db, by_both_doors, body, path, given, status):
    assert by_both_doors(body, path, given).status_code == status
    assert not IncomingUpdate.objects.exists()


def test_only_posting_is_allowed(db, client, secret):
    assert client.get("/telegram/webhook/").status_code == 405


def test_without_a_secret_the_site_takes_no_updates(db, by_both_doors, settings):
    settings.BRIEFS_TELEGRAM_WEBHOOK_SECRET = ""

    assert by_both_doors(UPDATE, given="").status_code == 404


def test_an_update_that_comes_twice_is_taken_once(db, by_both_doors):
    assert [by_both_doors(UPDATE).status_code, by_both_doors(UPDATE).status_code] == [200, 200]
    assert IncomingUpdate.objects.count() == 1


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, InternalError])
def test_while_the_database_is_away_telegram_is_asked_to_come_again(db, by_both_doors, error):
    def away(*args):
        raise error("server closed the connection")

    with connection.execute_wrapper(away):
        answer = by_both_doors(UPDATE)

    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0


def test_an_update_that_cannot_be_read_delays_no_other(index, telegram, post, while_the_bot_runs, answers):
    anna = telegram.add_user("Anna")
    telegram.write(anna.id, "/help", user=anna)
    post({"update_id": 1_000, "message": {"chat": "rubbish"}})
    post({"update_id": 1_001, "message": []})

    while_the_bot_runs(handled(3))

    assert len(answers(anna.id)) == 1


def test_an_update_that_a_slow_process_stores_behind_newer_ones_is_answered(
    index, telegram, post, while_the_bot_runs, answers
):
    anna, boris = telegram.add_user("Anna"), telegram.add_user("Boris")
    for person in (anna, boris):
        telegram.write(person.id, "/help", user=person)
    early, late = (
        IncomingUpdate(pk=pk, bot=1000, update_id=update["update_id"], chat_id=0, payload=json.dumps(update))
        for pk, update in zip((500, 1000), telegram.updates(), strict=True)
    )

    while_the_bot_runs(lambda: late.save() is None, handled(1), lambda: early.save() is None, handled(2))

    assert [len(answers(person.id)) for person in (anna, boris)] == [1, 1]


def test_each_bot_has_an_address_of_its_own(index, telegram, post, settings):
    settings.BRIEFS_TELEGRAM_BOT_TOKENS = {"briefs.example.org": "2000:weather"}
    other = Sandbox(token="2000:weather", allow_local_urls=False)
    stand_in.switch_on(telegram, other)

    call_command("set_webhook", site="briefs.example.org")
    post(UPDATE, "/telegram/webhook/2000/")
    post(UPDATE)

    assert other.world.webhook.url == f"{ADDRESS}2000/"
    assert telegram.world.webhook.url == ""
    assert sorted(IncomingUpdate.objects.values_list("bot", flat=True)) == [1000, 2000]


def test_the_webhook_is_set_with_its_secret_and_the_kinds_of_updates_that_are_handled(
    index, telegram, secret
):
    call_command("set_webhook", max_connections=7)

    webhook = telegram.world.webhook
    assert (webhook.url, webhook.secret, webhook.max_connections) == (ADDRESS, secret, 7)
    assert webhook.allowed == UPDATES


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://briefs.example.org/telegram/webhook/", "by https only"),
        ("https://localhost/telegram/webhook/", "Telegram cannot reach"),
        ("https://10.0.0.7/telegram/webhook/", "Telegram cannot reach"),
        ("https://briefs.example.org:8000/telegram/webhook/", "only on ports 80, 88, 443 or 8443"),
    ],
)
def test_a_webhook_that_telegram_cannot_reach_is_refused(index, telegram, secret, url, said):
    with pytest.raises(CommandError, match=said):
        call_command("set_webhook", url=url)

    assert telegram.world.webhook.url == ""


def test_a_webhook_of_the_sandbox_may_be_on_this_machine(index, telegram, secret, settings):
    settings.BRIEFS_TELEGRAM_API_URL = "http://127.0.0.1:8081"
    telegram.world.allow_local_urls = True

    call_command("set_webhook", url="http://127.0.0.1:8000/telegram/webhook/")

    assert telegram.world.webhook.url == "http://127.0.0.1:8000/telegram/webhook/"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BRIEFS_TELEGRAM_WEBHOOK_SECRET", "", "takes updates from nobody"),
        ("WAGTAILADMIN_BASE_URL", "", "or give --url"),
        ("ROOT_URLCONF", "briefs_app.urls", r'include\("briefs_bot.urls"\)'),
        ("BRIEFS_TELEGRAM_BOT_TOKEN", "1000:wrong", "copy it again from @BotFather"),
    ],
)
def test_a_webhook_that_cannot_be_set_says_what_to_do(index, telegram, secret, settings, name, value, said):
    setattr(settings, name, value)

    with pytest.raises(CommandError, match=said):
        call_command("set_webhook")


def test_switching_there_and_back_while_people_write_loses_nothing(
    index, telegram, telegram_pushes, while_the_bot_runs, answers
):
    people = [telegram.add_user(f"Reader {number}") for number in range(4)]

    def asks(number):
        return lambda: telegram.write(people[number].id, "/help", user=people[number])

    while_the_bot_runs(
        asks(0),
        handled(1),
        lambda: call_command("set_webhook") is None,
        asks(1),
        telegram_pushes,
        handled(2),
        asks(2),
        lambda: call_command("drop_webhook") is None,
        asks(3),
        handled(4),
    )

    assert [len(answers(person.id)) for person in people] == [1] * 4


def test_what_polling_stored_is_not_answered_again_when_the_webhook_brings_it(
    index, telegram, post, while_the_bot_runs, answers
):
    anna = telegram.add_user("Anna")
    telegram.write(anna.id, "/help", user=anna)
    (update,) = telegram.update_queue.waiting(telegram.clock.now())
    while_the_bot_runs(handled(1))

    assert post(update.as_dict()).status_code == 200
    while_the_bot_runs(handled(1))

    assert len(answers(anna.id)) == 1


@pytest.mark.parametrize(
    ("url", "kinds", "said"),
    [
        (ADDRESS, UPDATES, ["updates_by_webhook"]),
        ("https://old.example.org/hook", UPDATES, ["updates_by_webhook", "webhook_elsewhere"]),
        (ADDRESS, UPDATES[:-1], ["updates_by_webhook", "webhook_outdated"]),
    ],
)
def test_the_bot_says_that_a_webhook_is_set_and_what_to_do(
    index, telegram, while_the_bot_runs, caplog, url, kinds, said
):
    def told():
        records = (record for record in caplog.records if record.name == "briefs_bot.updates.webhook_state")
        return [record.message.split()[0] for record in records]

    caplog.set_level("INFO")
    telegram.answer("setWebhook", {"url": url, "allowed_updates": kinds})

    while_the_bot_runs(lambda: len(told()) == len(said))

    assert told() == said


def test_the_bot_says_why_telegram_could_not_deliver(index, telegram, secret, while_the_bot_runs, caplog):
    call_command("set_webhook")
    telegram.world.webhook.last_error = "Wrong response from the webhook: 403 Forbidden"
    telegram.world.webhook.last_error_at = 1_790_000_000

    while_the_bot_runs(lambda: "webhook_failed" in caplog.text)

    assert "403 Forbidden" in caplog.text
