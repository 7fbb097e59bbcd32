"""The value of what a chat follows: everything or some topics, less those that it excludes."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Following:
    """The keys of the topics that a chat chose or excluded; `everything` includes those still to come."""

    everything: bool = False
    topics: frozenset[UUID] = frozenset()
    excluded: frozenset[UUID] = frozenset()

    def __contains__(self, topic: UUID) -> bool:
        return topic in self.topics or (self.everything and topic not in self.excluded)

    def __bool__(self) -> bool:
        return self.everything or bool(self.topics)
