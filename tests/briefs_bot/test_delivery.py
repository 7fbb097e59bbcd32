"""Outcomes of a delivery when Telegram, the chat or a worker fails."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.models import PageViewRestriction

from briefs_app import reader
from briefs_bot import announce, tasks
from briefs_bot.delivery import addressing
from briefs_bot.models import Broadcast, Chat, Delivery, Following, Subscription
from briefs_bot.sandbox import Fault


@pytest.fixture
def outcome(make_brief, publish, subscriber, telegram):
    """Publish to Anna, whose chat has the fault; return her delivery."""

    def outcome(fault):
        fault.chat_id = subscriber.id
        telegram.faults.add(fault)
        publish(make_brief("Tea"))
        return Delivery.objects.get()

    return outcome


def shown(telegram, person):
    return sum("Tea" in message.text for message in telegram.messages(person.id))


def make_due():
    Delivery.objects.update(not_before=timezone.now())


GONE = [
    "Forbidden: bot was blocked by the user",
    "Forbidden: user is deactivated",
    "Forbidden: bot was kicked from the group chat",
    "Forbidden: bot was kicked from the supergroup chat",
    "Forbidden: bot was kicked from the channel chat",
    "Forbidden: bot is not a member of the channel chat",
    "Forbidden: the group chat was deleted",
    "Forbidden: bot can't initiate conversation with a user",
    "Forbidden: bot can't send messages to bots",
]
BARRED = [
    "Bad Request: chat not found",
    "Bad Request: private chat not found",
    "Bad Request: need administrator rights in the channel chat",
    "Bad Request: have no rights to send a message",
    "Bad Request: not enough rights to send text messages to the chat",
    "Bad Request: not enough rights to send photos to the chat",
    "Bad Request: have no write access to the chat",
    "Bad Request: message thread not found",
    "Bad Request: TOPIC_CLOSED",
    "Bad Request: TOPIC_DELETED",
    "Bad Request: PEER_ID_INVALID",
    "Bad Request: CHAT_RESTRICTED",
    "Bad Request: CHAT_WRITE_FORBIDDEN",
    "Bad Request: CHAT_ADMIN_REQUIRED",
    "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN",
    "Bad Request: CHANNEL_PRIVATE",
]
WRONG = [
    "Bad Request: message text is empty",
    "Bad Request: text must be non-empty",
    "Bad Request: message is too long",
    "Bad Request: MESSAGE_TOO_LONG",
    "Bad Request: message caption is too long",
    "Bad Request: entities too long",
    "Bad Request: reply markup is too long",
    'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 3',
    "Bad Request: BUTTON_URL_INVALID",
    "Bad Request: BUTTON_DATA_INVALID",
]
REFUSALS = [
    *((403, text, "gone") for text in GONE),
    (400, "Bad Request: group is deactivated", "gone"),
    *((400, text, "pending") for text in BARRED),
    *((400, text, "rejected") for text in WRONG),
    (400, "Bad Request: ALLOW_PAYMENT_REQUIRED_5", "rejected"),
    (401, "Unauthorized", "pending"),
    (404, "Not Found", "pending"),
    (500, "Internal Server Error: restart", "pending"),
]


@pytest.mark.parametrize(("code", "description", "status"), REFUSALS)
def test_each_refusal_ends_in_its_state_with_a_reason(outcome, code, description, status):
    delivery = outcome(Fault(kind="refuse", error_code=code, description=description))

    assert delivery.status == status
    assert delivery.reason


@pytest.mark.parametrize("kind", ["hang", "close_before", "close_after", "bad_gateway", "garbage", "cut_off"])
def test_a_message_that_may_have_been_sent_is_uncertain_and_not_sent_again(
    outcome, telegram, subscriber, kind
):
    delivery = outcome(Fault(kind=kind, method="sendMessage", times=1))
    once = shown(telegram, subscriber)

    make_due()
    tasks.tick()

    delivery.refresh_from_db()
    assert delivery.status == "uncertain"
    assert shown(telegram, subscriber) == once <= 1


def test_a_blocked_chat_turns_inactive_and_the_others_still_get_the_brief(
    make_brief, publish, subscriber, telegram, says, presses
):
    ivan = telegram.add_user("Ivan")
    says(ivan, "/start")
    presses(ivan, "Security")
    telegram.block(subscriber)

    publish(make_brief("Tea"))

    assert not Chat.objects.get(telegram_id=subscriber.id).is_active
    assert shown(telegram, ivan) == 1


def test_a_message_refused_with_a_429_is_sent_later(outcome, telegram, subscriber):
    delivery = outcome(Fault(kind="flood", retry_after=2, times=1))
    assert delivery.status == "pending"
    assert delivery.not_before > timezone.now() + timedelta(seconds=1)

    make_due()
    tasks.tick()

    assert shown(telegram, subscriber) == 1
    flooded, sent = [call.at for call in telegram.calls if call.method == "sendMessage"][-2:]
    assert sent - flooded >= 2


def test_a_group_that_moved_gets_the_brief_under_its_new_id_once(
    make_brief, publish, security, telegram, presses, bot_reads
):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()
    presses(anna, "Security", chat=group)
    successor = telegram.migrate(group)

    publish(make_brief("Tea"))

    assert Chat.objects.get(kind="group").telegram_id == successor.id
    assert Delivery.objects.get().status == "sent"
    assert shown(telegram, successor) == 1


def test_a_brief_withdrawn_before_it_is_sent_goes_to_nobody(make_brief, subscriber, telegram):
    brief = make_brief("Tea")
    brief.save_revision().publish()
    brief.refresh_from_db()
    brief.unpublish()

    tasks.tick()

    assert shown(telegram, subscriber) == 0
    assert Delivery.objects.get().status == "cancelled"


def test_a_brief_made_private_before_it_is_sent_goes_to_nobody(make_brief, subscriber, telegram):
    brief = make_brief("Tea")
    brief.save_revision().publish()
    PageViewRestriction.objects.create(page=brief, restriction_type=PageViewRestriction.LOGIN)

    tasks.tick()

    assert shown(telegram, subscriber) == 0
    assert Delivery.objects.get().status == "cancelled"


def test_a_message_that_was_not_sent_in_time_expires(outcome, telegram, subscriber):
    outcome(Fault(kind="flood", retry_after=1, times=1))
    Broadcast.objects.update(created_at=timezone.now() - timedelta(hours=25))
    make_due()

    tasks.tick()

    assert Delivery.objects.get().status == "expired"
    assert shown(telegram, subscriber) == 0


def test_a_worker_that_died_before_the_call_loses_nothing(make_brief, subscriber, telegram):
    make_brief("Tea").save_revision().publish()
    broadcast = Broadcast.objects.get()
    addressing.address(broadcast)
    broadcast.deliveries.claim_due(10)
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    tasks.tick()

    assert shown(telegram, subscriber) == 1
    assert Delivery.objects.get().status == "sent"


def test_a_worker_that_died_in_the_call_repeats_nothing(make_brief, subscriber, telegram):
    make_brief("Tea").save_revision().publish()
    broadcast = Broadcast.objects.get()
    addressing.address(broadcast)
    Delivery.objects.begin(broadcast.deliveries.claim_due(10))
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    tasks.tick()

    assert shown(telegram, subscriber) == 0
    assert Delivery.objects.get().status == "uncertain"


def test_a_task_that_runs_twice_sends_once(make_brief, publish, subscriber, telegram):
    publish(make_brief("Tea"))
    broadcast = Broadcast.objects.get()

    tasks.broadcast(broadcast.pk)
    addressing.address(broadcast)
    tasks.broadcast(broadcast.pk)

    assert shown(telegram, subscriber) == 1


def test_a_chat_that_follows_a_topic_and_everything_gets_one_message(
    make_brief, publish, subscriber, security, telegram
):
    Subscription.objects.create(chat=Chat.objects.get(), topic=None)

    publish(make_brief("Tea"))

    assert shown(telegram, subscriber) == 1


def test_a_chat_gets_briefs_in_its_own_language(
    make_brief, publish, russian_index, security, subscriber, telegram
):
    russian = security.copy_for_translation(russian_index.locale)
    russian.save()
    publish(make_brief("Tea, in Russian", parent=russian_index, topic=russian))

    assert shown(telegram, subscriber) == 0


def test_an_editor_can_publish_without_notifying_anybody(make_brief, publish, subscriber, telegram):
    publish(make_brief("Tea", notify_subscribers=False))

    assert shown(telegram, subscriber) == 0
    assert not Broadcast.objects.exists()


def test_the_editors_own_words_and_silence_are_respected(make_brief, publish, subscriber, telegram):
    publish(make_brief("Tea", notification_text="Only this.", notify_silently=True))

    newest = telegram.messages(subscriber.id)[-1]
    assert "Only this." in newest.text
    assert "in short" not in newest.text
    assert newest.silent


def test_a_photo_goes_out_with_a_caption_and_is_uploaded_once(
    make_brief, publish, subscriber, telegram, says, presses, photo
):
    ivan = telegram.add_user("Ivan")
    says(ivan, "/start")
    presses(ivan, "Security")

    publish(make_brief("Tea", photo=photo, photo_credit="A. Painter", summary="A long story. " * 80))

    first, second = telegram.messages(subscriber.id)[-1], telegram.messages(ivan.id)[-1]
    assert first.photo == second.photo
    assert first.photo.startswith(b"\xff\xd8")
    assert "Tea" in first.text
    assert len(first.text) <= 1024
    photos = [call.params.get("photo", "attach:") for call in telegram.calls if call.method == "sendPhoto"]
    assert [str(photo).startswith("attach:") for photo in photos] == [True, False]


def test_a_refused_photo_falls_back_to_text(make_brief, publish, subscriber, telegram, photo):
    telegram.faults.add(
        Fault(
            kind="refuse",
            method="sendPhoto",
            error_code=400,
            description="Bad Request: PHOTO_INVALID_DIMENSIONS",
        )
    )
    publish(make_brief("Tea", photo=photo))

    newest = telegram.messages(subscriber.id)[-1]
    assert newest.photo is None
    assert "Tea" in newest.text


def test_hostile_text_stays_text(make_brief, publish, subscriber, telegram):
    publish(make_brief("<script>alert('Tea')</script> & <b>", summary="</b></a><i>&lt; 🙂 مرحبا \u202e"))

    newest = telegram.messages(subscriber.id)[-1]
    assert "<script>alert('Tea')</script> & <b>" in newest.text
    assert "</b></a><i>&lt; 🙂 مرحبا" in newest.text
    assert {entity["type"] for entity in newest.entities} == {"bold"}


def test_addressing_takes_one_statement_for_any_number_of_chats(
    make_brief, subscriber, security, django_assert_num_queries
):
    chats = Chat.objects.bulk_create(
        Chat(bot=1000, telegram_id=i, kind="private", language="en") for i in range(500, 700)
    )
    Subscription.objects.bulk_create(
        Subscription(chat=chat, topic=security.translation_key) for chat in chats
    )
    make_brief("Tea").save_revision().publish()
    broadcast = Broadcast.objects.get()

    # Three for languages; savepoint, insert, update of chats without a digest, update, release.
    with django_assert_num_queries(8):
        addressing.address(broadcast)

    assert broadcast.deliveries.count() == 201


def test_two_workers_never_claim_the_same_delivery(make_brief, subscriber):
    make_brief("Tea").save_revision().publish()
    broadcast = Broadcast.objects.get()
    addressing.address(broadcast)

    assert len(broadcast.deliveries.claim_due(10)) == 1
    assert broadcast.deliveries.claim_due(10) == []


def test_opening_the_same_broadcast_twice_adds_nothing(make_brief, publish, subscriber, telegram):
    brief = publish(make_brief("Tea"))
    announce.open(None, reader.get(brief.pk))

    assert Broadcast.objects.count() == 1


def test_a_worker_whose_lease_ran_out_does_not_send_what_another_has_sent(make_brief, subscriber, telegram):
    make_brief("Tea").save_revision().publish()
    broadcast = Broadcast.objects.get()
    addressing.address(broadcast)
    (late,) = broadcast.deliveries.claim_due(10)
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    tasks.tick()

    assert Delivery.objects.begin([late]) == []
    assert late.settle("rejected") is False
    assert shown(telegram, subscriber) == 1
    assert Delivery.objects.get().status == "sent"


def test_a_long_pause_asked_by_telegram_is_stored_and_no_worker_sleeps(outcome):
    delivery = outcome(Fault(kind="flood", retry_after=600, times=1))

    assert delivery.status == "pending"
    assert delivery.not_before > timezone.now() + timedelta(seconds=590)


def test_a_photo_that_cannot_be_read_does_not_delay_the_text(
    make_brief, publish, subscriber, telegram, photo
):
    photo.file.storage.delete(photo.file.name)
    publish(make_brief("Tea", photo=photo))

    assert shown(telegram, subscriber) == 1


def test_a_drawing_does_not_delay_the_text(make_brief, publish, subscriber, telegram, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    drawing = ContentFile(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>', "map.svg")
    publish(make_brief("Tea", photo=Image.objects.create(title="Map", file=drawing, width=4, height=3)))

    assert shown(telegram, subscriber) == 1


def test_a_long_summary_leaves_room_for_the_photo_credit(make_brief, publish, subscriber, telegram, photo):
    publish(make_brief("Tea", photo=photo, photo_credit="A. Painter", summary="A long & <true> story. " * 50))

    newest = telegram.messages(subscriber.id)[-1]
    assert newest.text.endswith("Photo: A. Painter")
    assert len(newest.text) <= 1024


def test_a_group_known_under_both_ids_gets_the_brief_once(make_brief, telegram, security, subscriber):
    old, new = (
        Chat.objects.create(bot=1000, telegram_id=i, kind="group", language="en") for i in (-5, -1005)
    )
    for chat in (old, new):
        chat.follow(security.translation_key)
        chat.follow(None)
    make_brief("Tea").save_revision().publish()
    broadcast = Broadcast.objects.get()
    addressing.address(broadcast)
    broadcast.deliveries.filter(chat=new).update(status="sent", begun_at=timezone.now(), message_id=7)

    old.migrate(-1005)

    assert Chat.objects.filter(kind="group").get() == old
    assert old.deliveries.get().message_id == 7
    assert old.following == Following(everything=True, topics=frozenset([security.translation_key]))


@pytest.mark.parametrize("paid", [True, False])
def test_only_a_paid_broadcast_says_that_it_pays(make_brief, publish, subscriber, telegram, settings, paid):
    settings.BRIEFS_TELEGRAM_PAID_BROADCAST = paid
    publish(make_brief("Tea"))

    call = next(call for call in reversed(telegram.calls) if call.method == "sendMessage")
    assert ("allow_paid_broadcast" in call.params) is paid
