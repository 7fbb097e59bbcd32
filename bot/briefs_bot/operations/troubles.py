"""Finds what is in trouble now: channels, broadcasts, tokens, the queue and the whole installation."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from briefs_bot import bots, guard
from briefs_bot.models import Alert, Broadcast, Chat
from briefs_bot.operations import health, runner
from briefs_bot.telegram import reasons

Kind: Any = Alert.Kind
# Seconds since the last tick after which the queue stands still.
STANDSTILL = 120


@dataclass(frozen=True)
class Trouble:
    """A trouble, with what to do about it; `reference` is the id of the row that has it."""

    kind: str
    reference: int
    bot: int
    text: str


def find() -> tuple[list[Trouble], set[str]]:
    """Return the troubles of now, and the kinds that could be asked about: without Redis not all can."""
    troubles = [*_chats(), *_broadcasts(), *_installation()]
    kinds = {Kind.CHAT.value, Kind.BROADCAST.value, Kind.SILENT.value}
    try:
        troubles += [*_tokens(), *_queue()]
        kinds |= {Kind.TOKEN.value, Kind.QUEUE.value}
    except RedisError:
        pass
    return troubles, kinds


def _chats() -> Iterator[Trouble]:
    # Those whose forum topic is lost still get their briefs; the admin's first page says where.
    harmless = ("", reasons.THREAD_LOST)
    places = Chat.objects.filter(is_active=True).exclude(kind=Chat.Kind.PRIVATE)
    broken = places.exclude(broken_reason__in=harmless)
    for chat in broken:
        text = _("“%(chat)s” gets no briefs: %(reason)s What it missed is sent once that is mended.")
        yield Trouble(
            Kind.CHAT, chat.pk, chat.bot, text % {"chat": chat, "reason": _shown(chat.broken_reason)}
        )


def _broadcasts() -> Iterator[Trouble]:
    for row in (
        Broadcast.objects.recent().filter(paused_itself=True, cancelled_at=None).exclude(paused_at=None)
    ):
        text = _("“%(title)s” is paused: %(reason)s Mend the brief, then press Resume on its page.")
        if row.kind == Broadcast.Kind.DIGEST:
            text = _("“%(title)s” is paused: %(reason)s Mend the cause, then press Resume in its report.")
        said = {"title": row.title, "reason": _shown(row.paused_reason)}
        yield Trouble(Kind.BROADCAST.value, row.pk, row.bot or 0, text % said)


def _installation() -> Iterator[Trouble]:
    if silence := guard.silence():
        text = _("%(reason)s Nothing is sent until “manage.py broadcast adopt” lets this installation send.")
        yield Trouble(Kind.SILENT.value, 0, 0, text % {"reason": silence})


def _tokens() -> Iterator[Trouble]:
    for bot in bots.configured():
        if health.why_held(bot.number) == "token":
            text = _("Telegram does not accept the token of the bot of %(site)s: nothing is sent. Check it.")
            yield Trouble(Kind.TOKEN.value, bot.number, bot.number, text % {"site": bot.site})


def _queue() -> Iterator[Trouble]:
    seconds = health.seconds_since_tick()
    if seconds is not None and seconds > STANDSTILL:
        yield Trouble(Kind.QUEUE.value, 0, 0, str(runner.of_this_host().stopped))


def _shown(reason: str) -> str:
    return reasons.shown(reason)
