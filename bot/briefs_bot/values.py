"""A message before it is Telegram's."""

from dataclasses import dataclass, replace

# Telegram's, in code points after parsing.
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


@dataclass(frozen=True)
class Place:
    """A chat, a thread of its forum, the message that is answered; by Telegram's numbers."""

    chat_id: int
    reply_to: int | None = None
    thread: int | None = None


@dataclass(frozen=True)
class Button:
    """Opens `url`, or sends `data` (1 to 64 bytes) back to the bot."""

    text: str
    url: str = ""
    data: str = ""


@dataclass(frozen=True)
class Message:
    """`html` is Telegram's HTML; `photo` is the bytes of a JPEG, or the file_id of one that Telegram has;
    `photo_id` and `photo_hash` tell of which image and file. `text_html` is sent instead where the photo
    is not."""

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    photo: bytes | str | None = None
    photo_id: int | None = None
    photo_hash: str = ""
    silent: bool = False
    text_html: str = ""

    def without_photo(self) -> "Message":
        return replace(self, photo=None, html=self.text_html or self.html)
