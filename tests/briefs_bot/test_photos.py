"""Photos that a chat, Telegram or the storage refuses."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images.models import Image

from briefs_bot import tasks
from briefs_bot.models import Broadcast, Chat, Delivery
from briefs_bot.sandbox import Fault

BARRED = [
    "Bad Request: not enough rights to send photos to the chat",
    "Bad Request: not enough rights to send media to the chat",
    "Bad Request: not enough rights to send documents to the chat",
    "Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN",
    "Bad Request: CHAT_SEND_MEDIA_FORBIDDEN",
    "Bad Request: CHAT_SEND_DOCS_FORBIDDEN",
    "Forbidden: CHAT_SEND_PHOTOS_FORBIDDEN",
]


def bars_photos(telegram, person, description=BARRED[0]):
    code = 403 if description.startswith("Forbidden") else 400
    for method in ("sendPhoto", "editMessageMedia"):
        telegram.faults.add(
            Fault(
                kind="refuse",
                method=method,
                chat_id=person.id,
                times=None,
                error_code=code,
                description=description,
            )
        )


def newest(telegram, person):
    return telegram.messages(person.id)[-1]


def colour(message):
    return "red" if Picture.open(BytesIO(message.photo)).getpixel((9, 9))[0] > 200 else "navy"


def png(colour):
    file = BytesIO()
    Picture.new("RGB", (400, 300), colour).save(file, "PNG")
    return ImageFile(BytesIO(file.getvalue()), name="sea.png")


@pytest.fixture
def due():
    """Return a function that makes everything due and runs the tick."""

    def due():
        moment = timezone.now() - timedelta(seconds=1)
        Delivery.objects.update(not_before=moment)
        Broadcast.objects.exclude(amend_after=None).update(amend_after=moment)
        tasks.tick()

    return due


@pytest.mark.parametrize("description", BARRED)
def test_a_chat_that_bars_photos_gets_the_text_and_all_others_the_photo(
    make_brief, publish, crowd, telegram, photo, description
):
    first, *others = crowd
    bars_photos(telegram, first, description)

    publish(make_brief("Tea", photo=photo, photo_credit="Alice", summary="A long story. " * 80))

    words = newest(telegram, first)
    assert words.photo is None
    assert "Photo: Alice" not in words.text
    assert len(words.text) > 1024
    assert all(newest(telegram, other).photo for other in others)
    assert not Chat.objects.exclude(broken_reason="").exists()
    assert not Broadcast.objects.get().photo_refused


def test_all_chats_get_the_text_where_every_chat_bars_photos(make_brief, publish, crowd, telegram, photo):
    for person in crowd:
        bars_photos(telegram, person)

    publish(make_brief("Tea", photo=photo))

    assert {newest(telegram, person).photo for person in crowd} == {None}
    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}


def test_the_text_of_a_brief_is_shown_where_photos_are_barred(
    make_brief, publish, telegram, photo, says, presses
):
    publish(make_brief("Tea", photo=photo))
    anna = telegram.add_user("Anna")
    bars_photos(telegram, anna)
    says(anna, "/start")
    presses(anna, "Tea")

    assert "Tea, in short." in telegram.messages(anna.id)[-1].text


def test_a_chat_that_began_to_bar_photos_gets_the_new_text_and_all_others_the_new_photo(
    make_brief, publish, crowd, telegram, photo, due
):
    brief = publish(make_brief("Tea", photo=photo))
    first, *others = crowd
    bars_photos(telegram, first)
    brief.photo, brief.title = Image.objects.create(title="Fire", file=png("red")), "Coffee"
    publish(brief)
    due()

    assert "Coffee" in newest(telegram, first).text
    assert {colour(newest(telegram, other)) for other in others} == {"red"}
    assert not Delivery.objects.amendable().exists()


def test_a_chat_that_bars_text_as_well_is_marked_and_tried_again(
    make_brief, publish, subscriber, telegram, photo
):
    bars_photos(telegram, subscriber)
    reason = "Bad Request: not enough rights to send text messages to the chat"
    telegram.faults.add(Fault(kind="refuse", method="sendMessage", times=None, description=reason))

    publish(make_brief("Tea", photo=photo))

    assert Delivery.objects.get().status == "pending"
    assert "may not write there" in Chat.objects.get().broken_reason


@pytest.fixture
def away(settings):
    """Return a function that takes the storage away."""

    def away():
        storage = {"BACKEND": "tests.photos.AwayStorage", "OPTIONS": {"location": settings.MEDIA_ROOT}}
        settings.STORAGES = {**settings.STORAGES, "default": storage}

    return away


def complaints(caplog):
    return [record for record in caplog.records if "cannot be read" in record.getMessage()]


def test_all_chats_get_the_text_while_the_storage_is_away_and_the_log_says_so_once(
    make_brief, publish, crowd, telegram, photo, settings, away, caplog
):
    settings.BRIEFS_TELEGRAM_BATCH = 5
    away()

    publish(make_brief("Tea", photo=photo, photo_credit="Alice"))
    tasks.tick()

    assert {newest(telegram, person).photo for person in crowd} == {None}
    assert all("Tea" in newest(telegram, person).text for person in crowd)
    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}
    assert len(complaints(caplog)) == 1


def test_an_edit_reaches_the_chats_while_the_storage_of_the_new_photo_is_away(
    make_brief, publish, crowd, telegram, photo, due, away, caplog
):
    brief = publish(make_brief("Tea", photo=photo))
    brief.photo, brief.title = Image.objects.create(title="Fire", file=png("red")), "Coffee"
    away()
    publish(brief)
    due()
    due()

    assert all("Coffee" in newest(telegram, person).text for person in crowd)
    assert len(complaints(caplog)) == 1


def test_the_text_of_a_brief_is_shown_while_the_storage_is_away(
    make_brief, publish, telegram, photo, says, presses, away
):
    publish(make_brief("Tea", photo=photo))
    away()
    anna = telegram.add_user("Anna")
    says(anna, "/start")
    presses(anna, "Tea")

    assert "Tea, in short." in telegram.messages(anna.id)[-1].text


def form(image, **changes):
    return {"title": image.title, "collection": image.collection_id, **changes}


def test_another_file_in_the_same_image_reaches_the_chats_at_once(
    make_brief, publish, crowd, telegram, photo, due, admin_client
):
    publish(make_brief("Tea", photo=photo))

    admin_client.post(reverse("wagtailimages:edit", args=[photo.pk]), form(photo, file=png("red")))
    due()

    assert {colour(newest(telegram, person)) for person in crowd} == {"red"}
    assert len([call for call in telegram.calls if "attach://" in str(call.params.get("media"))]) == 1


def test_another_file_set_by_a_program_reaches_the_chats_at_once(
    make_brief, publish, crowd, telegram, photo, due
):
    publish(make_brief("Tea", photo=photo))
    photo.file = png("red")
    photo.save()
    due()

    assert {colour(newest(telegram, person)) for person in crowd} == {"red"}


def test_a_new_title_of_the_image_makes_no_call(
    make_brief, publish, subscriber, telegram, photo, due, admin_client
):
    publish(make_brief("Tea", photo=photo))
    calls = len(telegram.calls)

    admin_client.post(reverse("wagtailimages:edit", args=[photo.pk]), form(photo, title="Harbour"))
    due()

    photo.refresh_from_db()
    assert photo.title == "Harbour"
    assert len(telegram.calls) == calls


def test_a_draft_with_the_replaced_photo_changes_no_message(make_brief, publish, subscriber, telegram, photo):
    make_brief("Tea", photo=photo)
    publish(make_brief("Coffee"))
    calls = len(telegram.calls)
    photo.file = png("red")
    photo.save()
    tasks.tick()

    assert len(telegram.calls) == calls
