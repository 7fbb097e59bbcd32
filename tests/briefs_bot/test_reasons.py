"""The reasons that editors read why a message did not arrive; Telegram's own words are in the log."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from redis import Redis
from wagtail.users.models import UserProfile

from briefs_bot import tasks
from briefs_bot.models import Broadcast, Chat, Delivery
from briefs_bot.sandbox import Fault
from briefs_bot.telegram import reasons
from tests import telegram as stand_in

PAGE = b"<html><head><title>Blocked</title></head><body>Ask your administrator, 1000:sandbox</body></html>"
WORDS = {value for name, value in vars(reasons).items() if name.isupper() and isinstance(value, str)}
SAID = {
    "Forbidden: bot was blocked by the user": (403, reasons.BLOCKED),
    "Forbidden: user is deactivated": (403, reasons.NO_ACCOUNT),
    "Forbidden: bot was kicked from the channel chat": (403, reasons.REMOVED),
    "Forbidden: bot is not a member of the group chat": (403, reasons.REMOVED),
    "Forbidden: the group chat was deleted": (403, reasons.CLOSED),
    "Forbidden: bot can't initiate conversation with a user": (403, reasons.NOT_STARTED),
    "Forbidden: bot can't send messages to bots": (403, reasons.LOST),
    "Bad Request: chat not found": (400, reasons.NOT_FOUND),
    "Bad Request: TOPIC_CLOSED": (400, reasons.THREAD),
    "Bad Request: have no rights to send a message": (400, reasons.RIGHTS),
    "Bad Request: ALLOW_PAYMENT_REQUIRED_5": (400, reasons.CHARGED),
    "Bad Request: MESSAGE_TOO_LONG": (400, reasons.LENGTH),
    "Bad Request: can't parse entities: Unclosed start tag at byte offset 0": (400, reasons.MARKUP),
    "Bad Request: SOMETHING_NEW": (400, reasons.REFUSED),
    "Unauthorized": (401, reasons.TOKEN),
    "Not Found": (404, reasons.NO_METHOD),
    "Internal Server Error: restart": (500, reasons.MAINTENANCE),
}


@pytest.mark.parametrize("said", SAID)
def test_editors_read_each_refusal_in_their_own_words(
    make_brief, publish, subscriber, telegram, caplog, said
):
    code, words = SAID[said]
    telegram.faults.add(Fault("refuse", error_code=code, description=said, chat_id=subscriber.id))
    with caplog.at_level("INFO", "briefs_bot.delivery.jobs"):
        publish(make_brief("Tea"))

    assert Delivery.objects.get().reason == words
    assert said.partition(": ")[2].casefold()[1:] in caplog.text.casefold()


@pytest.mark.parametrize("kind", ["hang", "close_before", "bad_gateway", "garbage", "cut_off"])
def test_the_reason_of_an_uncertain_message_contains_no_html(make_brief, publish, subscriber, telegram, kind):
    telegram.faults.add(Fault(kind, method="sendMessage", chat_id=subscriber.id))
    publish(make_brief("Tea"))

    assert Delivery.objects.get().reason in (reasons.NO_ANSWER, reasons.BROKEN)


@pytest.fixture
def answer_with(monkeypatch):
    """Return a function that makes something between the bot and Telegram answer one call or all."""

    def answer_with(code, page=PAGE, times=1):
        answers = iter([(code, page)] * times)
        ask = stand_in.SandboxRequest.do_request

        async def do_request(self, url, *args, **kwargs):
            answer = next(answers, None) if "/sendMessage" in url else None
            return answer or await ask(self, url, *args, **kwargs)

        monkeypatch.setattr(stand_in.SandboxRequest, "do_request", do_request)

    return answer_with


@pytest.mark.parametrize("code", [400, 401, 403, 404])
def test_an_error_page_of_a_proxy_does_not_count_against_the_chat(
    make_brief, publish, subscriber, telegram, answer_with, caplog, code
):
    answer_with(code)
    with caplog.at_level("INFO", "briefs_bot.delivery.jobs"):
        publish(make_brief("Tea"))

    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.reason) == ("pending", reasons.BETWEEN)
    assert delivery.not_before < timezone.now() + timezone.timedelta(minutes=1)
    assert Chat.objects.get().is_active
    assert "Ask your administrator" in caplog.text
    assert "1000:sandbox" not in re.sub("subscriber.*", "", caplog.text)


@pytest.mark.parametrize("said", ["Not Found", "Unauthorized"])
def test_after_a_stray_refusal_of_the_token_the_message_goes_out_within_a_minute(
    make_brief, publish, subscriber, telegram, said
):
    code = {"Not Found": 404, "Unauthorized": 401}[said]
    telegram.faults.add(Fault("refuse", method="sendMessage", error_code=code, description=said))
    publish(make_brief("Tea"))

    assert Delivery.objects.get().not_before < timezone.now() + timezone.timedelta(minutes=1)


def test_messages_wait_while_the_token_is_refused_and_are_sent_afterwards(
    make_brief, publish, crowd, telegram
):
    fault = telegram.faults.add(Fault("refuse", error_code=401, description="Unauthorized", times=None))
    publish(make_brief("Tea"))
    for _ in range(6):
        Delivery.objects.update(not_before=timezone.now())
        tasks.tick()
    assert len([call for call in telegram.calls if call.method == "sendMessage"]) == 1
    waiting = Delivery.objects.exclude(reason="").get()
    assert waiting.not_before < timezone.now() + timezone.timedelta(minutes=1)

    telegram.faults.remove(fault)
    Redis.from_url(settings.REDIS_URL).delete("{briefs:1000}:hold")  # which lasts for some seconds
    Delivery.objects.update(not_before=timezone.now())
    tasks.tick()

    assert Delivery.objects.filter(status="sent").count() == 40


@pytest.mark.parametrize("said", [b"", PAGE])
def test_a_question_is_answered_although_a_proxy_answered_first(
    subscriber, telegram, answer_with, says, monkeypatch, said
):
    from briefs_bot.telegram import refusals

    monkeypatch.setattr(refusals, "SHORT_WAIT", 0.01)
    answer_with(404, said)

    assert says(subscriber, "/help")


def test_reasons_are_shown_in_the_language_of_the_editor(
    admin_client, admin_user, publish, make_brief, crowd
):
    values = {"preferred_language": "ru"}
    UserProfile.objects.update_or_create(user=admin_user, defaults=values)
    publish(make_brief("Tea"))
    Delivery.objects.filter(chat__telegram_id=crowd[0].id).update(status="gone", reason=reasons.CLOSED)
    address = reverse("briefs_bot_report", args=[Broadcast.objects.get().pk])

    assert admin_client.get(address).status_code == 200
