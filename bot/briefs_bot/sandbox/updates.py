"""The updates that wait for the bot, oldest first, until it confirms them."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

KEPT_SECONDS = 24 * 3600
# Telegram leaves these out unless the bot asks for them.
UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, slots=True)
class Update:
    id: int
    kind: str
    payload: dict[str, Any]
    chat_id: int
    at: float

    def as_dict(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.payload}


class Updates:
    def __init__(self, first_id: int = 1) -> None:
        self._numbers = itertools.count(first_id)
        self._waiting: dict[int, Update] = {}
        self.allowed: list[str] = []  # sticks until changed; empty means all but UNASKED
        self.listeners: set[Callable[[], None]] = set()  # called from any thread when something happens
        self.poll = 0  # the number of the newest getUpdates

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, kind: str, payload: dict[str, Any], chat_id: int, now: float) -> None:
        if kind not in self.allowed if self.allowed else kind in UNASKED:
            return
        update = Update(next(self._numbers), kind, payload, chat_id, now)
        self._waiting[update.id] = update
        self.wake()

    def wake(self) -> None:
        for listener in list(self.listeners):
            listener()

    def new_poll(self) -> int:
        """Number a getUpdates; older ones, which wait, wake up and end."""
        self.poll += 1
        self.wake()
        return self.poll

    def confirm(self, update_id: int) -> None:
        self._waiting.pop(update_id, None)

    def confirm_before(self, offset: int) -> None:
        """Forget what `offset` confirms; a negative offset keeps only the last ones."""
        if offset < 0:
            offset = min(list(self._waiting)[offset:], default=0)
        for update_id in [each for each in self._waiting if each < offset]:
            del self._waiting[update_id]

    def waiting(self, now: float, limit: int | None = None) -> list[Update]:
        for update in list(
            itertools.takewhile(lambda each: now - each.at > KEPT_SECONDS, self._waiting.values())
        ):
            self.confirm(update.id)
        return list(itertools.islice(self._waiting.values(), limit))

    def clear(self) -> None:
        self._waiting.clear()
