"""Decides from the 429s that a process sees whether one chat has to wait, or the whole bot."""

from dataclasses import dataclass
from time import monotonic

from briefs_bot.telegram.priority import Priority

# 429s of different chats within so many seconds, without a success between them, may have one cause.
WINDOW = 60.0
# Seconds for which broadcasts are held when one cause is suspected; doubled while probes fail.
FIRST_HOLD = 0.5
LONGEST_HOLD = 900.0


@dataclass(frozen=True)
class Pause:
    """The seconds that all chats, and broadcasts to all chats, have to wait besides the chat itself."""

    everybody: float = 0.0
    broadcasts: float = 0.0


class Floods:
    """The 429s since the last success. Telegram does not say whether one is about the chat or about the bot.

    Only groups have a slow mode, so a person's 429 during a broadcast is about the bot, and so are those of
    two persons. That of a second group is a suspicion: broadcasts are held for a moment, then one chat after
    another is tried, until a success lifts the suspicion or a person's 429 confirms it.
    """

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._groups: dict[int, float] = {}  # until when each has to wait
        self._people: dict[int, float] = {}
        self._first = self._last = 0.0
        self._hold = FIRST_HOLD
        self._held_until = 0.0

    @property
    def is_suspected(self) -> bool:
        """True while the whole bot may have to wait and nothing is certain yet."""
        return self._held_until > 0 and monotonic() <= self._held_until + WINDOW

    def add(self, chat_id: int, kind: str, priority: Priority, seconds: float, began: float) -> Pause:
        """Return who else has to wait; `began` is when the refused call did, by the monotonic clock."""
        now = monotonic()
        if now > max(self._last, self._held_until) + WINDOW:
            self._forget()
        # Calls that ran at the same time count as one.
        is_new = bool(self._groups or self._people) and began > self._first
        self._first, self._last = self._first or now, now
        (self._people if kind == "private" else self._groups)[chat_id] = now + seconds
        people, groups = _left(self._people, now), _left(self._groups, now)
        if kind == "private" and priority is Priority.BROADCAST:
            return Pause(everybody=seconds)
        if kind == "private" and len(people) > 1:
            return Pause(everybody=min(people))
        if is_new and len(people + groups) > 1 and now >= self._held_until:
            return Pause(broadcasts=self._suspect(min(people + groups), now))
        return Pause()

    def _suspect(self, shortest: float, now: float) -> float:
        hold = min(shortest, self._hold)
        self._hold = min(self._hold * 2, LONGEST_HOLD)
        self._held_until = now + hold
        return hold

    def succeeded(self, began: float) -> bool:
        """Forget earlier 429s, as they were not about the bot. Return whether that was suspected."""
        if not self._first or began <= self._first:
            return False
        was_suspected = self._held_until > 0
        self._forget()
        return was_suspected


def _left(waits: dict[int, float], now: float) -> list[float]:
    """Return the seconds that are left of each wait; drop those that are over."""
    for chat_id in [chat_id for chat_id, until in waits.items() if until <= now]:
        del waits[chat_id]
    return [until - now for until in waits.values()]
