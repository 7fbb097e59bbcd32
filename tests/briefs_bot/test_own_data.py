"""People get what is kept about them as a file, and have it deleted."""

import json
import re
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from briefs_bot.models import Arrival, Broadcast, Chat, Delivery, IncomingUpdate, Previewer, Subscription
from briefs_bot.sandbox import Fault
from tests.conftest import labels

LINK = re.compile(r"\?start=(c_[\w-]+)\"")


def exported(telegram, chat):
    file = next(message for message in reversed(telegram.messages(chat)) if message.document)
    return json.loads(file.document)


@pytest.fixture
def forgets(says, presses):
    def forgets(person, chat=None):
        says(person, "/forget", chat=chat)
        presses(person, "Delete everything", chat=chat)

    return forgets


def test_a_person_gets_everything_that_is_kept_as_a_file(make_brief, publish, subscriber, telegram, says):
    publish(make_brief("Patrols resume"))
    update = IncomingUpdate.objects.create(bot=1000, update_id=10**6, chat_id=subscriber.id)

    says(subscriber, "/export")

    data = exported(telegram, subscriber.id)
    assert (data["chat"]["telegram_id"], data["chat"]["language"]) == (subscriber.id, "en")
    assert [row["topic"] for row in data["subscriptions"]] == ["Security"]
    [delivery] = data["deliveries"]
    assert (delivery["brief"], delivery["status"]) == ("Patrols resume", "sent")
    assert delivery["settled"]
    assert datetime.fromisoformat(data["updates_received"][0]).date() == update.received_at.date()
    assert {field.name for field in Chat._meta.concrete_fields} - set(data["chat"]) == {"id", "connected_by"}


def test_nothing_is_deleted_before_the_person_says_so(subscriber, telegram, says, presses):
    [asked] = says(subscriber, "/forget")
    presses(subscriber, "Keep it")

    assert asked.startswith("Delete everything about this chat?")
    assert telegram.messages(subscriber.id)[-1].text == "Nothing was deleted."
    assert Subscription.objects.exists()


def test_a_forgotten_person_leaves_no_trace_but_the_counts(
    make_brief, publish, subscriber, telegram, forgets, admin_client
):
    publish(make_brief("Patrols resume"))
    IncomingUpdate.objects.create(bot=1000, update_id=10**6, chat_id=subscriber.id)

    forgets(subscriber)

    assert telegram.messages(subscriber.id)[-1].text.startswith("Done: everything about this chat is deleted")
    assert not Chat.objects.exists()
    assert not Subscription.objects.exists()
    assert not IncomingUpdate.objects.filter(chat_id=subscriber.id).exists()
    assert list(Delivery.objects.values_list("chat", "message_id", "status")) == [(None, None, "sent")]
    broadcast = Broadcast.objects.get()
    Broadcast.objects.all().recount()
    broadcast.refresh_from_db()
    assert broadcast.delivery_counts["sent"] == 1
    report = admin_client.get(reverse("briefs_bot_report", args=[broadcast.pk]))
    assert "Deleted by its owner" in report.content.decode()
    export = admin_client.get(reverse("briefs_bot_report", args=[broadcast.pk]), {"export": "csv"})
    assert "Deleted by its owner" in b"".join(export).decode()


def test_what_waits_for_a_forgotten_person_is_cancelled(make_brief, publish, subscriber, telegram, forgets):
    said = "Bad Request: have no rights to send a message"
    telegram.faults.add(Fault("refuse", method="sendMessage", description=said))
    publish(make_brief("Patrols resume"))
    assert Delivery.objects.get().status == "pending"

    forgets(subscriber)

    assert list(Delivery.objects.values_list("chat", "status", "reason")) == [(None, "cancelled", "/forget")]


def test_what_may_have_reached_a_forgotten_person_is_not_sent_again(
    make_brief, publish, subscriber, telegram, forgets
):
    telegram.faults.add(Fault("close_after", method="sendMessage"))
    publish(make_brief("Patrols resume"))
    delivery = Delivery.objects.get()

    forgets(subscriber)

    call_command("broadcast", "list")
    with pytest.raises(CommandError, match="asked to be forgotten"):
        call_command("broadcast", "resend", delivery.pk)
    assert Broadcast.objects.get().send_uncertain_again(Delivery.objects.all()) == 0
    call_command("broadcast", "mark-sent", delivery.pk)
    assert Delivery.objects.get().status == "sent"


def test_a_message_that_arrives_after_all_leaves_no_number(make_brief, publish, subscriber, forgets):
    publish(make_brief("Patrols resume"))
    Delivery.objects.update(status="sending")
    delivery = Delivery.objects.get()
    forgets(subscriber)

    Delivery.objects.record_sent([Arrival(delivery.pk, 1, 77, has_photo=False)])

    delivery.refresh_from_db()
    assert (delivery.status, delivery.chat, delivery.message_id) == ("sent", None, None)


def test_withdrawing_and_correcting_pass_over_a_forgotten_person(
    make_brief, publish, subscriber, telegram, forgets, django_capture_on_commit_callbacks
):
    brief = publish(make_brief("Patrols resume"))
    forgets(subscriber)
    before = len(telegram.sent)

    brief.title = "Patrols pause"
    publish(brief)
    with django_capture_on_commit_callbacks(execute=True):
        brief.unpublish()

    assert len(telegram.sent) == before
    assert Delivery.objects.get().status == "sent"


def test_the_next_word_of_a_forgotten_person_begins_anew(subscriber, says, forgets, telegram):
    forgets(subscriber)
    telegram.block(subscriber)

    assert not Chat.objects.exists()
    telegram.unblock(subscriber)
    assert says(subscriber, "/start")[0].startswith("Welcome.")
    assert not Chat.objects.get().following


def test_pressing_it_twice_deletes_once(subscriber, telegram, says, bot_reads):
    says(subscriber, "/forget")
    message = telegram.messages(subscriber.id)[-1]
    for _ in range(2):
        telegram.press(subscriber.id, message.id, "Delete everything", user=subscriber)
    bot_reads()

    assert not Chat.objects.exists()


def test_a_link_to_an_editor_goes_and_the_editors_limit_stays(subscriber, forgets, admin_user):
    Previewer.objects.create(user=admin_user, bot=1000, chat=Chat.objects.get(), tests_in_hour=3)

    forgets(subscriber)

    assert list(Previewer.objects.values_list("chat", "tests_in_hour")) == [(None, 3)]


def test_a_group_that_is_forgotten_while_it_moves_is_no_error(index, telegram, bot_reads, forgets):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", [anna])
    bot_reads()
    known_by_a_worker = Chat.objects.get()
    forgets(anna, chat=group.id)

    known_by_a_worker.migrate(-1005)

    assert not Chat.objects.exists()


@pytest.fixture
def vera(index, telegram, says, admin_client):
    """Vera is about to connect a channel or group."""
    vera = telegram.add_user("Vera")
    page = admin_client.post(reverse("briefs_bot_connect", args=[1000])).content.decode()
    says(vera, f"/start {LINK.search(page)[1]}")
    return vera


def test_a_forgotten_group_leaves_its_name_nowhere(vera, telegram, bot_reads, forgets):
    group = telegram.add_group("Newsroom", [vera], supergroup=True)
    bot_reads()
    telegram.tap(vera, "Choose a group", group)
    bot_reads()
    row = Chat.objects.get(telegram_id=group.id)
    log(row, "wagtail.edit")
    assert ModelLogEntry.objects.filter(label="Newsroom").count() == 2

    forgets(vera, chat=group.id)

    actions = {"briefs_bot.connect", "wagtail.edit"}
    assert (
        set(ModelLogEntry.objects.filter(object_id=str(row.pk)).values_list("action", flat=True)) == actions
    )
    assert not ModelLogEntry.objects.filter(label__contains="Newsroom").exists()


def test_a_person_is_told_for_whom_they_connect_channels(vera, subscriber, telegram, says, admin_user):
    name = admin_user.get_username()
    for person, names in ((vera, [name]), (subscriber, [])):
        says(person, "/export")
        assert exported(telegram, person.id)["connects_chats_for"] == names
        is_said = f"linked to the account of {name}, who connects" in says(person, "/privacy")[0]
        assert is_said == bool(names)


def test_only_administrators_get_or_delete_what_is_kept_about_a_group(index, telegram, says, forgets):
    anna, ivan = telegram.add_user("Anna"), telegram.add_user("Ivan")
    group = telegram.add_group("Newsroom", [anna, ivan])
    says(anna, "/start", chat=group)

    for command in ("/export", "/forget"):
        assert says(ivan, command, chat=group) == ["Only administrators of this group can do that."]
    says(anna, "/export", chat=group)
    assert exported(telegram, group)["chat"]["title"] == "Newsroom"
    forgets(anna, chat=group)
    assert not Chat.objects.filter(kind="group").exists()


@pytest.mark.parametrize("description", ["message thread not found", "TOPIC_CLOSED"])
def test_the_file_comes_also_where_the_forum_topic_is_closed(index, telegram, bot_reads, description):
    anna = telegram.add_user("Anna")
    forum = telegram.add_group("Forum", [anna], supergroup=True)
    news = telegram.add_topic(forum, "News")
    bot_reads()

    telegram.write(forum, "/export@briefs_sandbox_bot", anna, thread_id=news)
    said = f"Bad Request: {description}"
    telegram.faults.add(Fault("refuse", method="sendDocument", description=said))
    bot_reads()

    assert exported(telegram, forum)["chat"]["title"] == "Forum"
    assert telegram.messages(forum)[-1].thread_id is None


def test_privacy_names_both_commands(index, telegram, says):
    [said] = says(telegram.add_user("Anna"), "/privacy")

    assert "/export sends what is kept as a file." in said
    assert "/forget deletes it" in said


@pytest.mark.parametrize(("days", "said"), [(0, "1 day"), (1, "1 day"), (30, "30 days")])
def test_privacy_says_how_long_it_is_kept_that_somebody_wrote(index, telegram, says, settings, days, said):
    settings.BRIEFS_TELEGRAM_KEEP_UPDATES = days

    assert f"the time when you wrote it for {said}." in says(telegram.add_user("Anna"), "/privacy")[0]


def test_a_document_that_telegram_refuses_is_an_error_that_is_logged(subscriber, telegram, says, caplog):
    telegram.faults.add(Fault("refuse", method="sendDocument", description="Bad Request: not now"))

    assert says(subscriber, "/export") == []
    assert "answer_refused" in caplog.text


def test_buttons_to_delete_stand_below_the_question(subscriber, telegram, says):
    says(subscriber, "/forget")

    assert labels(telegram.messages(subscriber.id)[-1]) == ["Delete everything", "Keep it"]
