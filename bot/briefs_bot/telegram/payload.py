"""The parameters of a call, encoded once for many chats: only the address differs from chat to chat."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlencode

from telegram.request import RequestData

from briefs_bot.telegram import html
from briefs_bot.values import CAPTION_LIMIT, TEXT_LIMIT, Message, Place


class Payload:
    """Encoded parameters without files, with what python-telegram-bot documents of its RequestData.

    The library has no public way to make a RequestData.
    """

    contains_files = False

    def __init__(self, json_parameters: dict[str, str]) -> None:
        self.json_parameters = json_parameters

    @property
    def parameters(self) -> dict[str, str]:
        return self.json_parameters

    @property
    def json_payload(self) -> bytes:
        return json.dumps(self.json_parameters).encode()

    @property
    def multipart_data(self) -> dict[str, Any]:
        return {}

    def url_encoded_parameters(self, encode_kwargs: dict[str, Any] | None = None) -> str:
        return urlencode(self.json_parameters, **(encode_kwargs or {}))

    def parametrized_url(self, url: str, encode_kwargs: dict[str, Any] | None = None) -> str:
        return f"{url}?{self.url_encoded_parameters(encode_kwargs)}"


def encoded(values: Mapping[str, Any]) -> RequestData:
    """Return the data of a call; what is not a text is encoded as JSON."""
    texts = {name: each if isinstance(each, str) else json.dumps(each) for name, each in values.items()}
    return cast(RequestData, Payload(texts))


def message_data(message: Message, markup: str, paid: bool, place: Place) -> RequestData:
    """Return the data of sendMessage or sendPhoto.

    `message` has no photo, or one that Telegram has already; `markup` is JSON, or "".
    """
    address: dict[str, Any] = {"chat_id": place.chat_id}
    if place.thread:
        address["message_thread_id"] = place.thread
    if place.reply_to:
        address["reply_parameters"] = {"message_id": place.reply_to, "allow_sending_without_reply": True}
    return encoded({**address, **_packed(message, markup, paid)})


@lru_cache(maxsize=16)
def _packed(message: Message, markup: str, paid: bool) -> Mapping[str, str]:
    parameters = {"parse_mode": "HTML", "disable_notification": json.dumps(message.silent)}
    if isinstance(message.photo, str):
        parameters |= {"photo": message.photo, "caption": html.cut(message.html, CAPTION_LIMIT)}
    else:
        parameters |= {"text": html.cut(message.html, TEXT_LIMIT)}
        parameters["link_preview_options"] = json.dumps({"is_disabled": True})
    if markup:
        parameters["reply_markup"] = markup
    if paid:
        parameters["allow_paid_broadcast"] = "true"
    return parameters
