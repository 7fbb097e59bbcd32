"""Request data of a message packed once for many chats: only the address differs between them."""

import json
from functools import lru_cache

from telegram._utils.types import JSONDict
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from briefs_bot.telegram import html
from briefs_bot.values import CAPTION_LIMIT, TEXT_LIMIT, Message, Place


def request_data(message: Message, markup: str, paid: bool, place: Place) -> RequestData:
    """Return the data of sendMessage or sendPhoto.

    `message` has no photo, or one that Telegram has already; `markup` is JSON, or "".
    """
    address = [RequestParameter("chat_id", place.chat_id, None)]
    if place.thread:
        address.append(RequestParameter("message_thread_id", place.thread, None))
    if place.reply_to:
        answered: JSONDict = {"message_id": place.reply_to, "allow_sending_without_reply": True}
        address.append(RequestParameter("reply_parameters", answered, None))
    return RequestData([*address, *_packed(message, markup, paid)])


@lru_cache(maxsize=16)
def _packed(message: Message, markup: str, paid: bool) -> list[RequestParameter]:
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
    return [RequestParameter(name, value, None) for name, value in parameters.items()]
