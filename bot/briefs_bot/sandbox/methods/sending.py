"""The methods sendMessage, sendPhoto, sendDocument."""

from typing import Any

from .. import keyboard, reply_keyboard
from ..chats import Chat, Message
from ..files import File
from ..formatting import Formatted
from ..params import Params
from ..refusals import bad
from ..world import World
from . import composing

# Paying for messages needs Stars, which the sandbox's bot does not have.
PAID = "allow_paid_broadcast"


def send_message(world: World, params: Params) -> dict[str, Any]:
    formatted = composing.text(world, params, too_long="message is too long")
    preview = params.object("link_preview_options", "link preview options")
    return _send(world, params, formatted, None, preview).as_dict()


def send_photo(world: World, params: Params) -> dict[str, Any]:
    return _send_file(world, params, "photo")


def send_document(world: World, params: Params) -> dict[str, Any]:
    return _send_file(world, params, "document")


def _send_file(world: World, params: Params, kind: str) -> dict[str, Any]:
    caption = composing.caption(world, params)
    file = composing.file(world, params, kind)
    return _send(world, params, caption, file, {}).as_dict()


def _send(
    world: World, params: Params, formatted: Formatted, file: File | None, preview: dict[str, Any]
) -> Message:
    buttons = keyboard.read(params, world.allow_local_urls)
    chat = world.chat(params)
    chat.check_writable(f"{file.kind}s" if file else "text messages")
    if params.flag(PAID):
        raise bad("FLOODSKIP_NOT_ALLOWED")
    keys = reply_keyboard.read(params, chat)
    thread_id, reply_to = _thread(chat, params), _replied(chat, params)
    if keys is not None:
        chat.keys = keys
    return world.post(
        chat,
        text=formatted.text,
        html=formatted.html,
        entities=formatted.entities,
        sender=world.bot,
        from_bot=True,
        buttons=buttons,
        file=file,
        silent=params.flag("disable_notification"),
        protected=params.flag("protect_content"),
        thread_id=thread_id,
        reply_to=reply_to,
        preview=preview,
    )


def _thread(chat: Chat, params: Params) -> int | None:
    thread_id = params.integer("message_thread_id")
    if thread_id and thread_id not in chat.threads:
        raise bad("message thread not found")
    return thread_id or None


def _replied(chat: Chat, params: Params) -> int | None:
    reply = params.object("reply_parameters", "reply parameters")
    if reply and "message_id" not in reply:
        raise bad('can\'t find field "message_id"')
    message_id = int(reply.get("message_id") or params.integer("reply_to_message_id"))
    if not message_id or message_id in chat.messages:
        return message_id or None
    if reply.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return None
    raise bad("message to be replied not found")
