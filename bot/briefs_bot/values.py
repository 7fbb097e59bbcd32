"""Messages, buttons and places as plain values, before python-telegram-bot's types."""

from dataclasses import dataclass, replace

# Telegram's, in code points after parsing.
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


@dataclass(frozen=True)
class Place:
    """Telegram's ids of a chat, of the message to answer, and of a forum thread in it."""

    chat_id: int
    reply_to: int | None = None
    thread: int | None = None


@dataclass(frozen=True)
class Button:
    """A button that opens `url`, or sends `data` (1 to 64 bytes) back to the bot.

    A personal one decides what the chat gets, and is left out of channels.
    """

    text: str
    url: str = ""
    data: str = ""
    is_personal: bool = False


@dataclass(frozen=True)
class Document:
    """A file to send, with Telegram's HTML below it."""

    name: str
    content: bytes
    html: str = ""


@dataclass(frozen=True)
class Offer:
    """A brief in the list that people see on typing the bot's name in any chat.

    Choosing it posts `message`, with the picture at `picture_url` above its text.
    """

    key: str
    title: str
    description: str
    message: "Message"
    picture_url: str = ""
    thumbnail_url: str = ""


@dataclass(frozen=True)
class Offers:
    """One page of such a list; without a next page `next_offset` is empty.

    `button` above the list leads to the bot. A personal page is not shown to others who ask the same.
    """

    offers: tuple[Offer, ...]
    next_offset: str = ""
    is_personal: bool = False
    button: str = ""


@dataclass(frozen=True)
class ChatRequest:
    """A button in the place of the phone's keyboard by which a person chooses a channel or group of theirs.

    `number` is sent back with the choice.
    """

    text: str
    number: int
    is_channel: bool


@dataclass(frozen=True)
class Message:
    """A message to send: `html` is Telegram's HTML, `photo` the bytes of a JPEG or a file_id of Telegram's.

    `photo_id` and `photo_hash` identify the image and its file; `text_html` is sent instead where the photo
    is not. `requests` replace the phone's keyboard; () gives it back, and None leaves it as it is.
    """

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    photo: bytes | str | None = None
    photo_id: int | None = None
    photo_hash: str = ""
    silent: bool = False
    text_html: str = ""
    requests: tuple[ChatRequest, ...] | None = None

    def for_channel(self) -> "Message":
        rows = (tuple(button for button in row if not button.is_personal) for row in self.buttons)
        return replace(self, buttons=tuple(row for row in rows if row))

    def without_photo(self) -> "Message":
        return replace(self, photo=None, html=self.text_html or self.html)
