"""The tables of the bot: chats and what they get, broadcasts, deliveries, updates, leases, tokens."""

from briefs_bot.models.alert import Alert
from briefs_bot.models.arrivals import Arrival
from briefs_bot.models.bot_name import BotName
from briefs_bot.models.broadcast import Broadcast
from briefs_bot.models.chat import Chat, Subscription
from briefs_bot.models.content_language import ContentLanguage
from briefs_bot.models.delivery import Delivery
from briefs_bot.models.following import Following
from briefs_bot.models.incoming import IncomingUpdate
from briefs_bot.models.installation import Installation
from briefs_bot.models.invitation import Invitation
from briefs_bot.models.lease import BotLease
from briefs_bot.models.previewer import Previewer
from briefs_bot.models.stored_token import StoredToken

__all__ = [
    "Alert",
    "Arrival",
    "BotLease",
    "BotName",
    "Broadcast",
    "Chat",
    "ContentLanguage",
    "Delivery",
    "Following",
    "IncomingUpdate",
    "Installation",
    "Invitation",
    "Previewer",
    "StoredToken",
    "Subscription",
]
