"""Refusals that say a chat is lost, kept back until it is clear whether the chat or Telegram is at fault."""

import logging
from collections.abc import Awaitable, Callable
from time import monotonic

from telegram import Bot

from briefs_bot.delivery.job import Answer
from briefs_bot.models import Chat
from briefs_bot.telegram import courier, refusals
from briefs_bot.telegram.limiter import Limiter
from briefs_bot.telegram.priority import Priority

logger = logging.getLogger(__name__)

# Lost chats in a row, without a success between them, after which Telegram is probed; then twice as many.
MANY = 8


class Quarantine:
    """Holds chats that seem lost until another chat shows that Telegram works.

    A success shows it; without one, a chat that got a message before is asked whether it accepts a chat
    action.
    """

    def __init__(
        self, bot: Bot, limiter: Limiter, reached: Callable[[set[int]], Awaitable[list[Chat]]]
    ) -> None:
        self._bot, self._limiter, self._reached = bot, limiter, reached
        self._held: list[Answer] = []
        self._limit = MANY
        self._witness: Chat | None = None

    def __len__(self) -> int:
        return len(self._held)

    @staticmethod
    def takes(answer: Answer) -> bool:
        return isinstance(answer.refusal, refusals.Gone | refusals.Barred)

    def add(self, answer: Answer) -> None:
        self._held.append(answer)

    @property
    def is_full(self) -> bool:
        return len(self._held) >= self._limit

    def succeeded(self, chat: Chat) -> list[Answer]:
        """Return the answers that may be settled now, as this chat got its message."""
        if _takes_actions(chat):
            self._witness = chat
        self._limit = MANY
        return self.release()

    def release(self) -> list[Answer]:
        held, self._held = self._held, []
        return held

    async def is_telegram_at_fault(self) -> bool | None:
        """Ask a lost chat and a reached one; return None if unknown. Then twice as many may be held."""
        self._limit *= 2
        # A chat that refuses messages as blocked but accepts an action shows that Telegram is at fault.
        at_fault = True if await self._accepts(self._lost()) else await self._all_refuse()
        said = "chats_lost_in_a_row bot=%s held=%s telegram_at_fault=%s"
        logger.warning(said, self._limiter.bot, len(self), at_fault)
        return at_fault

    async def _all_refuse(self) -> bool | None:
        """Return whether chats that got a message before refuse, too; several, as old ones may have left."""
        witnesses = [self._witness] if self._witness else await self._reached(self._held_chats())
        answers = [answer for chat in witnesses if (answer := await self._accepts(chat)) is not None]
        return not any(answers) if answers else None

    def _held_chats(self) -> set[int]:
        return {answer.delivery.chat_id for answer in self._held}

    def _lost(self) -> Chat | None:
        chats = [a.delivery.chat for a in self._held if isinstance(a.refusal, refusals.Gone)]
        return next(filter(_takes_actions, chats), None)

    async def _accepts(self, chat: Chat | None) -> bool | None:
        """Return whether the bot can write there, or None where that cannot be asked now."""
        if chat is None or await self._limiter.turn(chat.telegram_id, chat.kind, Priority.BROADCAST):
            return None
        began = monotonic()
        try:
            return await courier.can_write(self._bot, chat.telegram_id)
        except refusals.Flood as flood:
            await self._limiter.flood(
                flood.seconds,
                chat_id=chat.telegram_id,
                kind=chat.kind,
                priority=Priority.BROADCAST,
                began=began,
            )
            return None
        except refusals.Refusal:
            return False


def _takes_actions(chat: Chat) -> bool:
    return chat.kind != Chat.Kind.CHANNEL
