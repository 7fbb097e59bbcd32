"""Two lanes for messages, so that nobody who asks waits behind a broadcast."""

from enum import Enum


class Lane(Enum):
    """Answers to people go first; broadcasts and edits give way."""

    PEOPLE = "people"
    BROADCAST = "broadcast"
