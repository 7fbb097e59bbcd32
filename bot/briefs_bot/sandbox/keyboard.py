"""Reads `reply_markup` and refuses buttons that Telegram would refuse."""

from collections.abc import Callable
from typing import Any

from . import links
from .chats import Button
from .params import Params
from .refusals import bad

OTHER_ACTIONS = {
    "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text",
}  # fmt: skip
SWITCHES = {
    "force_reply": bool, "remove_keyboard": bool, "selective": bool, "one_time_keyboard": bool,
    "is_persistent": bool, "resize_keyboard": bool,
}  # fmt: skip
MOST_BUTTONS = 100
DATA_LIMIT = 64  # bytes

Rows = list[list[Button]]


def read(params: Params, allow_local: bool) -> Rows:
    """Return the rows of inline buttons. Of other keyboards only the shape is checked here."""
    markup = params.object("reply_markup", "reply markup")
    for name, kind in SWITCHES.items():
        if not isinstance(markup.get(name, False), kind):
            raise bad(f'field "{name}" must be of type Boolean')
    _rows(markup, "keyboard")
    rows = [[_button(each, allow_local) for each in row] for row in _rows(markup, "inline_keyboard")]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    return [row for row in rows if row]


def _rows(markup: dict[str, Any], name: str) -> list[Any]:
    rows = markup.get(name) or []
    if not isinstance(rows, list):
        raise bad(f'field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad(f'field "{name}" must be an Array of Arrays')
    return rows


def _button(source: Any, allow_local: bool) -> Button:
    if not isinstance(source, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    if not isinstance(source.get("text"), str):
        raise _unreadable(
            'Field "text" must be of type String' if "text" in source else 'Can\'t find field "text"'
        )
    if not source["text"].strip():
        raise bad("BUTTON_TEXT_INVALID")
    for field, kind in KINDS.items():
        if source.get(field):
            return kind(source, allow_local)
    if OTHER_ACTIONS.isdisjoint(source):
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    return Button(source["text"], source=source)


def _link_button(source: dict[str, Any], allow_local: bool) -> Button:
    url = str(source["url"])
    try:
        kept = links.checked(url, allow_local)
    except links.LocalLink as error:
        raise bad("BUTTON_URL_INVALID") from error
    except links.WrongLink as error:
        raise bad(f"inline keyboard button URL '{url}' is invalid: {error}") from error
    return Button(source["text"], url=kept, source=source | {"url": kept})


def _data_button(source: dict[str, Any], allow_local: bool) -> Button:
    data = str(source["callback_data"])
    if len(data.encode()) > DATA_LIMIT:
        raise bad("BUTTON_DATA_INVALID")
    return Button(source["text"], data=data, source=source)


KINDS: dict[str, Callable[[dict[str, Any], bool], Button]] = {
    "url": _link_button,
    "callback_data": _data_button,
}


def _unreadable(text: str) -> Exception:
    return bad(f"can't parse inline keyboard button: {text}")
