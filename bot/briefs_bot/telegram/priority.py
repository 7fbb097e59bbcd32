"""Two priorities of messages, so that nobody who asks waits behind a broadcast."""

from enum import Enum


class Priority(Enum):
    """The kind of a message: answers to people go first, broadcasts and edits give way."""

    PEOPLE = "people"
    BROADCAST = "broadcast"
