"""Edits, corrections and withdrawals of messages that were sent."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import PageViewRestriction

from briefs_app.models import Correction
from briefs_app.pages.models import BriefIndexPage
from briefs_bot import tasks
from briefs_bot.delivery import addressing
from briefs_bot.models import Broadcast, Delivery
from briefs_bot.sandbox import Fault


@pytest.fixture
def told(make_brief, publish, subscriber):
    """Return a brief that Anna has in her chat."""
    return publish(make_brief("Tea"))


@pytest.fixture
def due():
    """Return a function that makes everything due and runs the tick."""

    def due():
        moment = timezone.now() - timedelta(seconds=1)
        Delivery.objects.update(not_before=moment)
        Broadcast.objects.exclude(amend_after=None).update(amend_after=moment)
        tasks.tick()

    return due


def texts(telegram, person):
    return [message.text for message in telegram.messages(person.id)]


def test_an_edit_changes_the_message_and_sends_none(told, publish, subscriber, telegram, due):
    before = len(telegram.messages(subscriber.id))
    told.title = "Coffee"
    publish(told)
    due()

    assert len(telegram.messages(subscriber.id)) == before
    newest = telegram.messages(subscriber.id)[-1]
    assert "Coffee" in newest.text
    assert newest.edited
    assert not Delivery.objects.amendable().exists()


def test_an_edit_that_does_not_change_the_message_makes_no_call(told, publish, subscriber, telegram, due):
    calls = len(telegram.calls)
    told.byline = "Another desk"
    publish(told)
    due()

    assert len(telegram.calls) == calls


def test_several_quick_edits_change_the_message_once(told, publish, subscriber, telegram, due):
    for title in ("Coffee", "Cocoa", "Milk"):
        told.title = title
        publish(told)
    due()

    assert "Milk" in telegram.messages(subscriber.id)[-1].text
    assert (
        len([call for call in telegram.calls if call.method == "editMessageText"]) == 2
    )  # one was a button's


def test_an_edit_of_a_photo_changes_its_caption(make_brief, publish, subscriber, telegram, photo, due):
    brief = publish(make_brief("Tea", photo=photo))
    brief.title = "Coffee"
    publish(brief)
    due()

    newest = telegram.messages(subscriber.id)[-1]
    assert newest.photo
    assert "Coffee" in newest.text


@pytest.fixture
def red_photo(photo):
    file = BytesIO()
    Picture.new("RGB", (400, 300), "red").save(file, "PNG")
    return Image.objects.create(title="Fire", file=ImageFile(file, name="fire.png"))


def colour(message):
    return "red" if Picture.open(BytesIO(message.photo)).getpixel((9, 9))[0] > 200 else "navy"


def uploads(telegram):
    """Return how often a photo was sent as a file, and not by its file_id."""
    posted = [call for call in telegram.calls if call.method == "sendPhoto" and "photo" not in call.params]
    return len(posted) + sum("attach://" in str(call.params.get("media")) for call in telegram.calls)


def test_another_photo_reaches_the_messages_with_its_credit(
    make_brief, publish, crowd, telegram, photo, red_photo, due
):
    brief = publish(make_brief("Tea", photo=photo, photo_credit="Alice"))
    brief.photo, brief.photo_credit = red_photo, "Carol"
    publish(brief)
    due()

    shown = [telegram.messages(person.id)[-1] for person in crowd]
    assert {(colour(m), m.text.splitlines()[-1]) for m in shown} == {("red", "Photo: Carol")}
    assert uploads(telegram) == 2


def test_a_photo_replaced_in_mid_broadcast_reaches_everybody(
    make_brief, publish, crowd, telegram, photo, red_photo, due
):
    brief = make_brief("Tea", photo=photo, photo_credit="Alice")
    brief.save_revision().publish()
    broadcast = Broadcast.objects.get()
    addressing.address(broadcast)
    Delivery.objects.exclude(chat__telegram_id=crowd[0].id).update(
        not_before=timezone.now() + timedelta(hours=1)
    )
    tasks.tick()
    brief.refresh_from_db()
    brief.photo, brief.photo_credit = red_photo, "Carol"
    publish(brief)
    due()

    shown = [telegram.messages(person.id)[-1] for person in crowd]
    assert {(colour(m), m.text.splitlines()[-1]) for m in shown} == {("red", "Photo: Carol")}
    assert uploads(telegram) == 2


def test_a_corrected_credit_reaches_the_messages(make_brief, publish, subscriber, telegram, photo, due):
    brief = publish(make_brief("Tea", photo=photo, photo_credit="Alice"))
    brief.photo_credit = "Carol"
    publish(brief)
    due()

    assert telegram.messages(subscriber.id)[-1].text.endswith("Photo: Carol")
    assert uploads(telegram) == 1


def test_the_text_is_changed_although_the_new_photo_is_refused(
    make_brief, publish, subscriber, telegram, photo, red_photo, due
):
    brief = publish(make_brief("Tea", photo=photo, photo_credit="Alice"))
    reason = "Bad Request: PHOTO_INVALID_DIMENSIONS"
    telegram.faults.add(Fault(kind="refuse", method="editMessageMedia", description=reason))
    brief.photo, brief.photo_credit, brief.title = red_photo, "Carol", "Coffee"
    publish(brief)
    due()
    due()

    newest = telegram.messages(subscriber.id)[-1]
    assert colour(newest) == "navy"
    assert "Coffee" in newest.text
    assert "Carol" not in newest.text


def test_a_brief_edited_before_it_is_sent_goes_out_with_its_new_text(make_brief, subscriber, telegram, due):
    brief = make_brief("Tea")
    brief.save_revision().publish()
    brief.refresh_from_db()
    brief.title = "Coffee"
    brief.save_revision().publish()
    due()

    assert sum("Coffee" in text for text in texts(telegram, subscriber)) == 1
    assert not any("Tea" in text.splitlines() for text in texts(telegram, subscriber))


def test_a_refused_edit_keeps_its_reason(told, publish, subscriber, telegram, due):
    telegram.faults.add(
        Fault(
            kind="refuse",
            method="editMessageText",
            error_code=400,
            description="Bad Request: message can't be edited",
        )
    )
    told.title = "Coffee"
    publish(told)
    due()

    assert Delivery.objects.get().reason == "Telegram does not let this message be changed any more."
    assert not Delivery.objects.amendable().exists()


def test_an_edit_that_telegram_could_not_take_is_tried_again(told, publish, subscriber, telegram, due):
    telegram.faults.add(Fault(kind="bad_gateway", method="editMessageText", times=1))
    told.title = "Coffee"
    publish(told)
    due()
    due()

    assert "Coffee" in telegram.messages(subscriber.id)[-1].text


def test_withdrawing_deletes_the_message(told, subscriber, telegram, due):
    told.unpublish()
    due()

    assert not any("Tea" in text for text in texts(telegram, subscriber))


def test_withdrawing_after_two_days_leaves_a_notice(told, subscriber, telegram, due):
    telegram.pass_time(49 * 3600)
    told.unpublish()
    due()

    assert telegram.messages(subscriber.id)[-1].text == "“Tea” was withdrawn."


def test_making_a_brief_private_withdraws_it(told, subscriber, telegram, due):
    PageViewRestriction.objects.create(page=told, restriction_type=PageViewRestriction.LOGIN)
    due()

    assert not any("Tea" in text for text in texts(telegram, subscriber))


def test_making_a_section_private_withdraws_its_briefs(told, index, subscriber, telegram, due):
    PageViewRestriction.objects.create(page=index, restriction_type=PageViewRestriction.LOGIN)
    due()

    assert not any("Tea" in text for text in texts(telegram, subscriber))


def test_moving_a_brief_into_a_private_section_withdraws_it(told, index, subscriber, telegram, due):
    members = index.add_child(instance=BriefIndexPage(title="Members", slug="members"))
    PageViewRestriction.objects.create(page=members, restriction_type=PageViewRestriction.LOGIN)

    told.move(members, pos="last-child")
    due()

    assert not any("Tea" in text for text in texts(telegram, subscriber))


def test_moving_a_brief_within_the_site_leaves_its_message(told, index, subscriber, telegram, due):
    section = index.add_child(instance=BriefIndexPage(title="Section", slug="section"))

    told.move(section, pos="last-child")
    due()

    assert "Tea" in texts(telegram, subscriber)[-1]


def test_a_correction_edits_and_answers_the_message_once(told, publish, subscriber, telegram, due):
    original = telegram.messages(subscriber.id)[-1].id
    told.summary = "The right figure is four."
    told.correction_note = "The first version said five."
    publish(told)
    publish(told)
    due()
    due()

    edited, answer = telegram.messages(subscriber.id)[-2:]
    assert "The right figure is four." in edited.text
    assert re.fullmatch(r"Corrected \d\d:\d\d: Tea\n\nThe first version said five\.", answer.text)
    [time] = [entity for entity in answer.entities if entity["type"] == "date_time"]
    made_at = Correction.objects.get().made_at
    assert (time["unix_time"], time["date_time_format"]) == (int(made_at.timestamp()), "t")
    assert f"{made_at:%H:%M}" in answer.text
    assert answer.reply_to in (original, edited) or answer.reply_to == edited.id
    assert sum("Corrected" in text for text in texts(telegram, subscriber)) == 1


def test_a_second_correction_is_sent_too(told, publish, subscriber, telegram, due):
    for note in ("It was five.", "It was six."):
        told.correction_note = note
        publish(told)
        due()

    told_of = [text.partition("\n\n")[2] for text in texts(telegram, subscriber) if "Corrected" in text]
    assert told_of == ["It was five.", "It was six."]


@pytest.mark.parametrize(
    ("hours", "left"), [(1, []), (49, ["“Tea” was withdrawn.", "Corrected: Tea"])], ids=["soon", "late"]
)
def test_a_corrected_brief_is_withdrawn_with_one_notice(
    told, publish, subscriber, telegram, due, hours, left
):
    told.correction_note = "It was five."
    publish(told)
    due()
    telegram.pass_time(hours * 3600)

    told.unpublish()
    due()
    due()

    assert [text for text in texts(telegram, subscriber) if "Tea" in text] == left


def test_a_withdrawn_brief_published_again_tells_nobody(told, publish, subscriber, telegram, due):
    told.unpublish()
    due()
    publish(told)
    due()

    assert Broadcast.objects.count() == 1
    assert not any("Tea" in text for text in texts(telegram, subscriber))
