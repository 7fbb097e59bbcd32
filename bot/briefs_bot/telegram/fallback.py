"""The limits of one process while Redis is away: a slow pace, and the waits that Telegram asked it for."""

from collections.abc import Sequence
from time import monotonic

from briefs_bot.telegram.floods import Pause
from briefs_bot.telegram.priority import Priority

# Each process alone: one message a second.
FALLBACK_INTERVAL = 1.0


class Fallback:
    def __init__(self) -> None:
        self._free = 0.0
        self._everybody = 0.0
        self._broadcasts = 0.0
        self._chats: dict[int, float] = {}  # until when each has to wait
        self._unshared_until = 0.0
        self.is_tripped = False

    def flood(self, chat_id: int, seconds: float, pause: Pause) -> None:
        now = monotonic()
        self._chats = {chat: until for chat, until in self._chats.items() if until > now}
        self._chats[chat_id] = max(now + seconds, self._chats.get(chat_id, 0.0))
        self._everybody = max(self._everybody, now + pause.everybody)
        self.hold(pause.broadcasts)

    def hold(self, seconds: float) -> None:
        self._broadcasts = max(self._broadcasts, monotonic() + seconds)

    def release(self) -> None:
        self._broadcasts = 0.0

    def held_for(self) -> float:
        return max(0.0, max(self._everybody, self._broadcasts) - monotonic())

    def keep(self, seconds: float) -> None:
        """Remember that Redis was not told, so that this process keeps the wait also when Redis is back."""
        self._unshared_until = max(self._unshared_until, monotonic() + seconds)

    def unshared(self, chat_id: int, priority: Priority) -> float:
        """Return the seconds that the chat has to wait and that Redis may not know of."""
        now = monotonic()
        return self._wait(chat_id, priority, now) if self._unshared_until > now else 0.0

    def turns(self, chats: Sequence[tuple[int, str]], priority: Priority) -> list[float]:
        """Return waits like the limiter: 0 for at most one chat, the others have to wait."""
        now, waits = monotonic(), []
        for chat_id, _kind in chats:
            wait = max(self._wait(chat_id, priority, now), self._free - now)
            if wait <= 0:
                self._free = now + FALLBACK_INTERVAL
            waits.append(max(wait, 0.0))
        return waits

    def _wait(self, chat_id: int, priority: Priority, now: float) -> float:
        until = max(self._everybody, self._chats.get(chat_id, 0.0))
        if priority is Priority.BROADCAST:
            until = max(until, self._broadcasts)
        return max(until - now, 0.0)
