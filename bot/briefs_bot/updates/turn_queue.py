"""The order in which chats are given turns: the one that has waited longest is first."""

from heapq import heappop, heappush
from itertools import count

from briefs_bot.updates.chat_queues import ChatQueues

# Its number in the line, and the queues of the chat.
Entry = tuple[int, ChatQueues]


class TurnQueue:
    """A priority queue of chats, each in it once; some only from a moment on."""

    def __init__(self) -> None:
        self._ready: list[Entry] = []
        self._later: list[tuple[float, int, ChatQueues]] = []
        self._numbers = count()

    def add(self, queues: ChatQueues) -> None:
        if not queues.is_waiting:
            queues.is_waiting = True
            heappush(self._ready, (next(self._numbers), queues))

    def put_back(self, entry: Entry, until: float) -> None:
        """Keep its place in the order, but do not take it before `until`."""
        entry[1].is_waiting = True
        heappush(self._later, (until, *entry))

    def take(self, most: int, now: float) -> list[Entry]:
        """Return up to `most` chats that still have something for a turn."""
        while self._later and self._later[0][0] <= now:
            _until, number, queues = heappop(self._later)
            heappush(self._ready, (number, queues))
        taken: list[Entry] = []
        while self._ready and len(taken) < most:
            number, queues = heappop(self._ready)
            queues.is_waiting = False
            if queues.wants_turn:
                taken.append((number, queues))
        return taken

    def next_at(self) -> float:
        """Return when a chat may be taken, by the monotonic clock; 0 is now."""
        if self._ready:
            return 0.0
        return self._later[0][0] if self._later else float("inf")
