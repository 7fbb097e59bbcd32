"""Telegram's flood limits: its own numbers are unpublished, these are those of its FAQ."""

from collections import deque
from dataclasses import dataclass, field
from math import ceil

from .chats import Chat
from .refusals import Refused


@dataclass(frozen=True, slots=True)
class Limits:
    overall: int = 30  # messages per second to all chats together
    private: int = 1  # messages per second to one person
    group: int = 20  # messages per minute to one group or channel


@dataclass(slots=True)
class Meter:
    """Lets `count` calls pass in any `seconds`, for each pair; then nothing until the pause is over."""

    windows: tuple[tuple[int, float], ...]
    passed: deque[float] = field(init=False)
    paused_until: float = 0.0

    def __post_init__(self) -> None:
        self.passed = deque(maxlen=max(count for count, _ in self.windows))

    def pause(self, now: float) -> int:
        """Return whole seconds to wait, or 0. Asking again during a pause does not change its end."""
        if now >= self.paused_until:
            self.paused_until = max(self._free_at(count, seconds) for count, seconds in self.windows)
        return max(1, ceil(self.paused_until - now)) if self.paused_until > now else 0

    def _free_at(self, count: int, seconds: float) -> float:
        return self.passed[-count] + seconds if len(self.passed) >= count else 0.0


class FloodControl:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._overall = self._meter_overall()
        self._chats: dict[int, Meter] = {}

    def check(self, chat: Chat, now: float) -> None:
        """Count one message to the chat, or refuse it."""
        meter = self._chats.get(chat.id) or self._chats.setdefault(chat.id, self._meter_for(chat))
        if seconds := max(self._overall.pause(now), meter.pause(now)):
            raise flood(seconds)
        self._overall.passed.append(now)
        meter.passed.append(now)

    def _meter_overall(self) -> Meter:
        # "About 30": a tenth more passes within one second, so that an evenly paced sender is not
        # punished for the jitter of its network; over ten seconds the figure is kept.
        most = self.limits.overall
        return Meter(((most + ceil(most / 10), 1.0), (10 * most + 1, 10.0)))

    def _meter_for(self, chat: Chat) -> Meter:
        if chat.kind == "private":
            # A short burst passes, as people see with real bots.
            most = self.limits.private
            return Meter(((most + 2, 1.0), (10 * most + 1, 10.0)))
        return Meter(((self.limits.group, 60.0),))


class Waits:
    """Waits of Telegram's own choice: a chat's slow mode, or silence of the whole bot.

    `violations` counts calls that came too early although the bot had been told of the wait.
    """

    def __init__(self) -> None:
        self._until: dict[int, float] = {}  # by chat; 0 is the whole bot
        self._told: set[int] = set()
        self.violations = 0

    def clear(self) -> None:
        self._until.clear()
        self._told.clear()
        self.violations = 0

    def start(self, chat_id: int, until: float) -> None:
        self._until[chat_id] = until
        self._told.discard(chat_id)

    def check(self, chat: Chat, now: float) -> None:
        """Refuse a message that comes too early."""
        for who in (0, chat.id):
            left = self._until.get(who, now) - now
            if left > 0:
                self.violations += who in self._told
                self._told.add(who)
                raise flood(ceil(left))


def flood(seconds: int) -> Refused:
    return Refused(429, f"retry after {seconds}", retry_after=seconds)
