"""The queues of the bots, by BRIEFS_TELEGRAM_BOT_QUEUES: no broadcast waits behind another bot's."""

from briefs_bot import bots
from briefs_bot.conf import settings
from briefs_bot.models import Broadcast


def queue_of(broadcast_id: int) -> str | None:
    """Return the name of the queue of a broadcast's bot; None where the host's own routes decide."""
    if not settings.BOT_QUEUES:
        return None
    bot = Broadcast.objects.filter(pk=broadcast_id).values_list("bot", flat=True).first()
    return _by_bot().get(bot) if bot else None


def _by_bot() -> dict[int, str]:
    tokens = bots.tokens()
    return {bots.number(tokens[host]): queue for host, queue in settings.BOT_QUEUES.items() if host in tokens}
