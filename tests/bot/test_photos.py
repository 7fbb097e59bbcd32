"""What becomes of a photo that a chat, Telegram or the storage does not give or take."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image as Picture

from bot import tasks
from bot.models import Broadcast, Chat, Delivery
from bot.sandbox import Fault

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
    """Everything that waits may go now."""

    def due():
        moment = timezone.now() - timedelta(seconds=1)
        Delivery.objects.update(not_before=moment)
        Broadcast.objects.exclude(amend_after=None).update(amend_after=moment)
        tasks.tick()

    return due


@pytest.mark.parametrize("description", BARRED)
def test_a_chat_that_bars_photos_gets_the_words_and_all_others_the_photo(
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


def test_where_every_chat_bars_photos_all_get_the_words(make_brief, publish, crowd, telegram, photo):
    for person in crowd:
        bars_photos(telegram, person)

    publish(make_brief("Tea", photo=photo))

    assert {newest(telegram, person).photo for person in crowd} == {None}
    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}


def test_start_gives_the_words_of_the_newest_brief_where_photos_are_barred(
    make_brief, publish, telegram, photo, says
):
    publish(make_brief("Tea", photo=photo))
    anna = telegram.add_user("Anna")
    bars_photos(telegram, anna)

    assert "Tea" in says(anna, "/start")[-1]


def test_a_chat_that_came_to_bar_photos_gets_the_new_words_and_all_others_the_new_photo(
    make_brief, publish, crowd, telegram, photo, due
):
    from wagtail.images.models import Image

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
    assert "text messages" in Chat.objects.get().broken_reason
