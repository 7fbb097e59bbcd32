"""The queues of one chat: few updates, in their order."""

from collections import deque
from dataclasses import replace
from enum import Enum

from briefs_bot.updates.queued_update import QueuedUpdate

# A person gets three answers at once: the last of five that are asked in one go comes after three seconds.
PER_SENDER = 5
# A group gets 15 answers a minute: whoever asks after so many others waits longer than that.
PER_CHAT = 20
# Buttons: as many as somebody taps in one go who chooses from a long list of topics. The change itself is
# quick; only the message below the button waits for its turn.
TAPS_PER_SENDER = 30
TAPS_PER_CHAT = 200


class Skipped(Enum):
    """The reason why an update gets no answer of its own."""

    REPEATED = "repeated"
    OVERTAKEN = "overtaken"
    SURPLUS = "surplus"


class ChatQueues:
    """Two queues: `urgent` has buttons, /stop and changes of membership; `others` waits for turns.

    `is_running` while one of its updates is handled; `is_urgent_listed` and `is_waiting` while the dispatcher
    lists the chat for the one queue and for the other.
    """

    def __init__(self) -> None:
        self.urgent: deque[QueuedUpdate] = deque()
        self.others: deque[QueuedUpdate] = deque()
        self.is_running = self.is_urgent_listed = self.is_waiting = False

    def __len__(self) -> int:
        return len(self.urgent) + len(self.others)

    def add(self, item: QueuedUpdate) -> list[tuple[QueuedUpdate, Skipped]]:
        """Add an update; return those that need no answer any more, which may include itself."""
        if item.is_query:
            overtaken = [(each, Skipped.OVERTAKEN) for each in self.urgent]
            self.urgent.clear()
            self.urgent.append(item)
            return overtaken
        overtaken = [(each, Skipped.OVERTAKEN) for each in self.others if item.replaces(each)]
        for each, _why in overtaken:
            self.others.remove(each)
        starts = [each for each in self.others if item.ends and each.command == "start"]
        for start in starts:
            self.others.remove(start)
        own = [start for start in starts if start.sender == item.sender]
        # What another person started before this one stopped it comes first, as it was written first.
        self.urgent.extend(start for start in starts if start.sender != item.sender)
        overtaken += [(start, Skipped.OVERTAKEN) for start in own]
        queue = self.urgent if item.is_urgent else self.others
        if len(own) == len(starts) and any(item.repeats(each) for each in queue):
            return [*overtaken, (item, Skipped.REPEATED)]
        if not item.is_kept and self._is_full(queue, item):
            return [*overtaken, (item, Skipped.SURPLUS)]
        queue.append(item)
        return overtaken

    def notify_too_fast(self, about: QueuedUpdate) -> None:
        """Queue a notice, which says once that something was left out."""
        self.urgent.append(replace(about, number=0, text=None, command=""))

    @property
    def wants_turn(self) -> bool:
        return bool(self.others) and not self.is_running

    @property
    def chat(self) -> tuple[int, str]:
        """The id and the kind of the chat, as the limiter takes them."""
        item = (self.urgent or self.others)[0]
        return item.chat_id, item.kind

    def pop(self) -> QueuedUpdate:
        return (self.urgent or self.others).popleft()

    def _is_full(self, queue: deque[QueuedUpdate], item: QueuedUpdate) -> bool:
        tapped = queue is self.urgent
        most, each = (TAPS_PER_CHAT, TAPS_PER_SENDER) if tapped else (PER_CHAT, PER_SENDER)
        # A person who tapped a lot can still stop the bot.
        own = 0 if item.ends else sum(waiting.sender == item.sender for waiting in queue)
        return len(queue) >= most or own >= each
