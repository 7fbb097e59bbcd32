"""Lanes that want a turn: whoever has waited longest is asked for first."""

from heapq import heappop, heappush
from itertools import count

from briefs_bot.updates.lanes import Lane

# Its place in the line, and the lane.
Place = tuple[int, Lane]


class Waiting:
    """Each lane is in it once; some only from a moment on."""

    def __init__(self) -> None:
        self._ready: list[Place] = []
        self._later: list[tuple[float, int, Lane]] = []
        self._numbers = count()

    def add(self, lane: Lane) -> None:
        if not lane.is_waiting:
            lane.is_waiting = True
            heappush(self._ready, (next(self._numbers), lane))

    def put_back(self, place: Place, until: float) -> None:
        """Keeps its place in the line, but is not asked for before `until`."""
        place[1].is_waiting = True
        heappush(self._later, (until, *place))

    def take(self, most: int, now: float) -> list[Place]:
        """Return lanes that still have something for a turn."""
        while self._later and self._later[0][0] <= now:
            _until, number, lane = heappop(self._later)
            heappush(self._ready, (number, lane))
        taken: list[Place] = []
        while self._ready and len(taken) < most:
            number, lane = heappop(self._ready)
            lane.is_waiting = False
            if lane.wants_turn:
                taken.append((number, lane))
        return taken

    def next_at(self) -> float:
        """When somebody may be asked for: 0 is now."""
        if self._ready:
            return 0.0
        return self._later[0][0] if self._later else float("inf")
