"""The queue of one chat: few updates, in their order."""

from collections import deque
from dataclasses import replace
from enum import Enum

from briefs_bot.updates.item import Item

# A person gets an answer a second: the last of five that are asked in one go comes after five seconds.
PER_SENDER = 5
# A group gets 15 answers a minute: whoever asks after so many others waits longer than that.
PER_CHAT = 20
# Buttons: as many as somebody taps in one go who chooses from a long list of topics. The change itself is
# quick; only the message below the button waits for its turn.
TAPS_PER_SENDER = 30
TAPS_PER_CHAT = 200


class Left(Enum):
    """Why an update gets no answer of its own."""

    REPEATED = "repeated"
    OVERTAKEN = "overtaken"
    SURPLUS = "surplus"


class Lane:
    """Two queues: `hurried` has buttons, /stop and what happened to the bot; `others` waits for a turn.

    `is_running` while one of its updates is handled; `is_hurried` and `is_waiting` while the dispatcher has
    the lane in its line for the one queue and for the other.
    """

    def __init__(self) -> None:
        self.hurried: deque[Item] = deque()
        self.others: deque[Item] = deque()
        self.is_running = self.is_hurried = self.is_waiting = False

    def __len__(self) -> int:
        return len(self.hurried) + len(self.others)

    def add(self, item: Item) -> list[tuple[Item, Left]]:
        """Return what needs no answer any more: the update itself, or others."""
        starts = [each for each in self.others if item.ends and each.command == "start"]
        for start in starts:
            self.others.remove(start)
        own = [start for start in starts if start.sender == item.sender]
        # What another person started before this one stopped it comes first, as it was written first.
        self.hurried.extend(start for start in starts if start.sender != item.sender)
        overtaken = [(start, Left.OVERTAKEN) for start in own]
        queue = self.hurried if item.hurries else self.others
        if len(own) == len(starts) and any(item.repeats(each) for each in queue):
            return [*overtaken, (item, Left.REPEATED)]
        if not item.is_kept and self._is_full(queue, item):
            return [*overtaken, (item, Left.SURPLUS)]
        queue.append(item)
        return overtaken

    def complain(self, about: Item) -> None:
        """Say once that something was left out."""
        self.hurried.append(replace(about, number=0, text=None, command=""))

    @property
    def wants_turn(self) -> bool:
        return bool(self.others) and not self.is_running

    @property
    def place(self) -> tuple[int, str]:
        """The chat, and what kind it is."""
        item = (self.hurried or self.others)[0]
        return item.chat_id, item.kind

    def pop(self) -> Item:
        return (self.hurried or self.others).popleft()

    def _is_full(self, queue: deque[Item], item: Item) -> bool:
        tapped = queue is self.hurried
        most, each = (TAPS_PER_CHAT, TAPS_PER_SENDER) if tapped else (PER_CHAT, PER_SENDER)
        # Whoever tapped a lot can stop all the same.
        own = 0 if item.ends else sum(waiting.sender == item.sender for waiting in queue)
        return len(queue) >= most or own >= each
