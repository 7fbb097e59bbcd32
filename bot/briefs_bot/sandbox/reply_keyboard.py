"""Keyboards in the place of the phone's own: their buttons write a text, or ask for a channel or group."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .membership import ALL_RIGHTS
from .params import Params
from .refusals import bad

if TYPE_CHECKING:
    from .chats import Chat

OTHER_REQUESTS = {"request_users", "request_contact", "request_location", "request_poll", "web_app"}
FLAGS = (
    "chat_is_channel", "chat_is_forum", "chat_has_username", "chat_is_created", "bot_is_member",
    "request_title", "request_username", "request_photo",
)  # fmt: skip
RIGHTS = ("user_administrator_rights", "bot_administrator_rights")
MOST_BUTTONS = 300
LARGEST = 2**31


@dataclass(frozen=True, slots=True)
class Key:
    """A button of such a keyboard; without `request_chat` it writes its text."""

    text: str
    request_chat: dict[str, Any] | None = None


Keys = list[list[Key]]


def read(params: Params, chat: "Chat") -> Keys | None:
    """Return the keyboard that a message shows; empty takes it away, None leaves what is there."""
    markup = params.object("reply_markup", "reply markup")
    if markup.get("remove_keyboard"):
        return []
    if not markup.get("keyboard"):
        return None
    rows = [[_key(each, chat) for each in row] for row in markup["keyboard"]]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    return [row for row in rows if row]


def _key(source: Any, chat: "Chat") -> Key:
    if isinstance(source, str):
        source = {"text": source}
    if not isinstance(source, dict):
        raise _unreadable("KeyboardButton must be an Object")
    if not isinstance(source.get("text"), str):
        raise _unreadable(
            'Field "text" must be of type String' if "text" in source else 'Can\'t find field "text"'
        )
    if not source["text"].strip():
        raise bad("BUTTON_TEXT_INVALID")
    if unknown := OTHER_REQUESTS & set(source):
        raise _unreadable(f"the sandbox does not know {', '.join(sorted(unknown))}")
    if "request_chat" not in source:
        return Key(source["text"])
    if chat.kind != "private":
        raise bad("chats can be requested in private chats only")
    return Key(source["text"], _request(source["request_chat"]))


def _request(source: Any) -> dict[str, Any]:
    if not isinstance(source, dict):
        raise _unreadable("KeyboardButtonRequestChat must be an Object")
    number = source.get("request_id")
    if not isinstance(number, int) or isinstance(number, bool) or not -LARGEST <= number < LARGEST:
        wrong = 'Field "request_id" must be a valid Number' if "request_id" in source else None
        raise _unreadable(wrong or 'Can\'t find field "request_id"')
    if "chat_is_channel" not in source:
        raise _unreadable('Can\'t find field "chat_is_channel"')
    for name in FLAGS:
        if not isinstance(source.get(name, False), bool):
            raise _unreadable(f'Field "{name}" must be of type Boolean')
    users, bots = (_granted(source.get(name), name) for name in RIGHTS)
    if bots is not None and not bots <= (users or set()):
        # Telegram's documentation asks for this; its own words are not known.
        raise _unreadable("bot_administrator_rights must be a subset of user_administrator_rights")
    return source


def _granted(rights: Any, name: str) -> set[str] | None:
    if rights is None:
        return None
    if not isinstance(rights, dict) or not all(isinstance(each, bool) for each in rights.values()):
        raise _unreadable(f'Field "{name}" must be of type Object')
    if unknown := set(rights) - ALL_RIGHTS:
        raise _unreadable(f"ChatAdministratorRights has no {', '.join(sorted(unknown))}")
    return {right for right, is_granted in rights.items() if is_granted}


def _unreadable(text: str) -> Exception:
    return bad(f"can't parse keyboard button: {text}")
