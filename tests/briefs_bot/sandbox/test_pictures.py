"""Pictures: uploaded, used again, refused, changed, fetched back."""

import io
from typing import Any

import pytest
from telegram import InputMediaPhoto

from briefs_bot.sandbox import Sandbox

Image = pytest.importorskip("PIL.Image")


def picture(width: int = 40, height: int = 30) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "PNG")
    return file.getvalue()


def test_a_picture_is_uploaded_once_and_used_again(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    first = ask("send_photo", anna.id, picture(), caption="<b>Tea</b>", parse_mode="HTML", filename="tea.png")
    again = ask("send_photo", anna.id, first.photo[-1].file_id)

    assert (first.caption, first.photo[-1].width, first.photo[-1].height) == ("Tea", 40, 30)
    assert sandbox.sent[0].photo == sandbox.sent[1].photo == picture()
    assert again.photo[-1].file_unique_id == first.photo[-1].file_unique_id


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "tea.png", "file must be non-empty"),
        (b"not a picture", "tea.png", "IMAGE_PROCESS_FAILED"),
        (picture(), "tea.svg", "photo has unsupported extension. Use one of .jpg"),
        (picture(9000, 1001), "tea.png", "PHOTO_INVALID_DIMENSIONS"),
        (picture(420, 20), "tea.png", "PHOTO_INVALID_DIMENSIONS"),
        (picture() + bytes(10 * 1024 * 1024), "tea.png", "is too big for a photo"),
    ],
)
def test_a_file_that_is_no_picture_is_refused(
    anna: Any, ask: Any, content: bytes, name: str, refusal: str, refused: Any
) -> None:
    with refused(refusal):
        ask("send_photo", anna.id, content, filename=name)


@pytest.mark.parametrize(
    ("photo", "refusal"),
    [
        ("AgACunknown", "wrong file identifier/HTTP URL specified"),
        ("https://example.com/missing.jpg", "failed to get HTTP URL content"),
        ("ftp://example.com/tea.jpg", "wrong HTTP URL specified"),
    ],
)
def test_a_picture_must_be_found(anna: Any, ask: Any, photo: str, refusal: str, refused: Any) -> None:
    with refused(refusal):
        ask("send_photo", anna.id, photo)


def test_a_picture_can_come_from_the_web(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    sandbox.web["https://example.com/tea.png"] = picture()

    ask("send_photo", anna.id, "https://example.com/tea.png")

    assert sandbox.sent[-1].photo == picture()


def test_a_caption_is_shorter_than_a_text(anna: Any, ask: Any, refused: Any) -> None:
    with refused("message caption is too long"):
        ask("send_photo", anna.id, picture(), caption="x" * 1025)


def test_a_caption_and_a_picture_can_be_edited(sandbox: Sandbox, anna: Any, ask: Any, refused: Any) -> None:
    sent = ask("send_photo", anna.id, picture(), caption="Tea")

    ask("edit_message_caption", anna.id, sent.message_id, caption="Coffee")
    assert sandbox.sent[-1].text == "Coffee"
    ask("edit_message_media", InputMediaPhoto(picture(50, 50), caption="Milk"), anna.id, sent.message_id)
    assert (sandbox.sent[-1].text, sandbox.sent[-1].photo) == ("Milk", picture(50, 50))

    with refused("there is no text in the message to edit"):
        ask("edit_message_text", "Tea", anna.id, sent.message_id)


def test_a_file_can_be_fetched_back(anna: Any, ask: Any, run: Any) -> None:
    sent = ask("send_document", anna.id, b"everything we know", filename="export.json")
    assert sent.document.file_name == "export.json"

    async def fetch(bot: Any) -> bytes:
        file = await bot.get_file(sent.document.file_id)
        return bytes(await file.download_as_bytearray())

    assert run(fetch) == b"everything we know"
