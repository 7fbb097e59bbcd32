"""The protocol between the sender and its jobs, and the outcome of a call."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from telegram import Bot

from briefs_bot.models import Broadcast, Chat, Delivery
from briefs_bot.telegram import courier, refusals


@dataclass(frozen=True)
class Answer:
    """The outcome of one call: a receipt, or a refusal."""

    delivery: Delivery
    receipt: courier.Receipt | None = None
    refusal: refusals.Refusal | None = None


class Job(Protocol):
    """Sync functions for the database, and one async call of Telegram.

    `counts` are the outcomes of this run by their names in the log.
    """

    broadcast: Broadcast
    counts: Counter[str]

    @property
    def cautious(self) -> bool:
        """True while each call has to be settled before the next claim."""

    def claim(self, size: int) -> list[Delivery]: ...
    def begin(self, block: Sequence[Delivery]) -> list[Delivery]: ...
    async def call(self, bot: Bot, delivery: Delivery) -> courier.Receipt: ...
    def settle(self, answers: Sequence[Answer]) -> None: ...
    def reached(self, but: set[int]) -> list[Chat]: ...
    def postpone_lost(self, answers: Sequence[Answer]) -> None: ...
    def give_back(self, deliveries: Sequence[Delivery], seconds: float) -> None: ...
