"""The ledger of the bot: who follows what, and what became of each message."""

from bot.models.broadcast import Broadcast
from bot.models.chat import Chat, Subscription
from bot.models.delivery import Delivery

__all__ = ["Broadcast", "Chat", "Delivery", "Subscription"]
