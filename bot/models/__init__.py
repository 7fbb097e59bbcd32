"""The ledger of the bot: who follows what, what became of each message, and what people sent."""

from bot.models.broadcast import Broadcast
from bot.models.chat import Chat, Subscription
from bot.models.delivery import Delivery
from bot.models.incoming import IncomingUpdate

__all__ = ["Broadcast", "Chat", "Delivery", "IncomingUpdate", "Subscription"]
