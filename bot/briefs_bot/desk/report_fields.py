"""The fields of a delivery in a report: the same in its table and in the downloads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import get_content_languages

from briefs_bot.models import Chat, Delivery
from briefs_bot.telegram import reasons

# Telegram's ids of channels and supergroups begin so; the rest stands in the address of a post.
CHANNEL_PREFIX = "-100"
# Characters by which a spreadsheet takes a text for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Field:
    """A column: `value` takes what a row stands for, and returns text, a number or a moment."""

    name: str
    label: str | Promise
    value: Callable[[Any], Any]


def language(code: str) -> str:
    return str(get_content_languages().get(code, code))


def post_url(delivery: Delivery) -> str:
    """Return the address of the message in a channel, which its members can open; else nothing."""
    if delivery.chat is None:
        return ""
    number = str(delivery.chat.telegram_id)
    if delivery.chat.kind != Chat.Kind.CHANNEL or not delivery.message_id:
        return ""
    known = delivery.status == Delivery.Status.SENT and number.startswith(CHANNEL_PREFIX)
    return f"https://t.me/c/{number.removeprefix(CHANNEL_PREFIX)}/{delivery.message_id}" if known else ""


def exported(value: Any) -> Any:
    """Return a value as a spreadsheet may hold it: texts without control characters and formulas."""
    if not isinstance(value, str):
        return value
    text = "".join(char for char in value if char.isprintable())
    return f"'{text}" if text.startswith(FORMULA) else text


CHAT = Field("chat", _("Chat"), lambda d: str(d.chat or _("Deleted by its owner")))
KIND = Field("kind", _("Kind of chat"), lambda d: d.chat.get_kind_display() if d.chat else "")
LANGUAGE = Field("language", _("Language"), lambda d: language(d.chat.language) if d.chat else "")
STATUS = Field("status", _("Status"), lambda d: d.get_status_display())
REASON = Field("reason", _("Reason"), lambda d: reasons.shown(d.reason))
TIME = Field("time", _("Time"), lambda d: d.settled_at)
POST = Field("post", _("Message"), post_url)
OF_DELIVERIES = (CHAT, KIND, LANGUAGE, STATUS, REASON, TIME, POST)


@dataclass(frozen=True)
class Number:
    """How many deliveries have a status and a reason."""

    status: str
    reason: str
    chats: int


OF_NUMBERS = (
    Field("status", _("Status"), lambda n: str(Delivery.Status(n.status).label)),
    Field("reason", _("Reason"), lambda n: reasons.shown(n.reason)),
    Field("chats", _("Chats"), lambda n: n.chats),
)


def numbers(broadcast: Any) -> list[Number]:
    """Return the kept counts in the order of the statuses, those without a reason last in each."""
    counts, rows = broadcast.delivery_counts, []
    for status in Delivery.Status.values:
        by_reason = counts.reasons.get(status, {})
        rows += [Number(status, reason, number) for reason, number in by_reason.items()]
        if others := counts[status] - sum(by_reason.values()):
            rows.append(Number(status, "", others))
    return rows
