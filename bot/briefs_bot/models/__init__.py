"""The ledger of the bot: who follows what, what became of each message, and what people sent."""

from briefs_bot.models.arrivals import Arrival
from briefs_bot.models.broadcast import Broadcast
from briefs_bot.models.chat import Chat, Subscription
from briefs_bot.models.delivery import Delivery
from briefs_bot.models.incoming import IncomingUpdate

__all__ = ["Arrival", "Broadcast", "Chat", "Delivery", "IncomingUpdate", "Subscription"]
