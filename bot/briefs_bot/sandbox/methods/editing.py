"""The methods editMessageText, editMessageCaption, editMessageReplyMarkup, editMessageMedia."""

from typing import Any

from .. import keyboard, reply_keyboard
from ..chats import Button, Message
from ..files import File
from ..formatting import Formatted
from ..params import Params
from ..refusals import bad
from ..world import World
from . import composing

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def edit_text(world: World, params: Params) -> dict[str, Any]:
    formatted = composing.text(world, params, too_long="MESSAGE_TOO_LONG")
    message = _editable(world, params)
    if message.file:
        raise bad("there is no text in the message to edit")
    preview = params.object("link_preview_options", "link preview options")
    return _change(world, params, message, formatted, None, preview)


def edit_caption(world: World, params: Params) -> dict[str, Any]:
    formatted = composing.caption(world, params)
    message = _editable(world, params)
    if not message.file:
        raise bad("there is no caption in the message to edit")
    return _change(world, params, message, formatted, message.file, {})


def edit_reply_markup(world: World, params: Params) -> dict[str, Any]:
    message = _editable(world, params)
    kept = Formatted(message.text, message.html, message.entities)
    return _change(world, params, message, kept, message.file, message.preview)


def edit_media(world: World, params: Params) -> dict[str, Any]:
    media = params.object("media", "InputMedia")
    if media.get("type") not in ("photo", "document"):
        raise bad("can't parse InputMedia: the sandbox knows the types photo and document")
    captioned = Params({**params.values, **media}, params.uploads)
    formatted = composing.caption(world, captioned)
    file = composing.named_file(world, params, media["type"], str(media.get("media", "")))
    return _change(world, params, _editable(world, params), formatted, file, {})


def _editable(world: World, params: Params) -> Message:
    chat = world.chat(params)
    chat.check_writable()
    if not params.has("message_id"):
        raise bad("message identifier is not specified")
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if not message.from_bot:
        raise bad("message can't be edited")
    return message


def _change(
    world: World,
    params: Params,
    message: Message,
    formatted: Formatted,
    file: File | None,
    preview: dict[str, Any],
) -> dict[str, Any]:
    # An edit without reply_markup takes the buttons away: Telegram does that, too.
    buttons = keyboard.read(params, world.allow_local_urls)
    if reply_keyboard.read(params, message.chat) is not None:
        raise bad("inline keyboard expected")
    if _content(formatted.text, formatted.entities, buttons, file, preview) == _content(
        message.text, message.entities, message.buttons, message.file, message.preview
    ):
        raise bad(NOT_MODIFIED)
    message.text, message.html, message.entities = formatted.text, formatted.html, formatted.entities
    message.buttons, message.file, message.preview = buttons, file, preview
    message.edited = int(world.clock.now())
    world.changed("edited", message.chat)
    return message.as_dict()


def _content(
    text: str, entities: list[Any], buttons: list[list[Button]], file: File | None, preview: dict[str, Any]
) -> tuple[Any, ...]:
    return text, entities, [[button.source for button in row] for row in buttons], file, preview
