"""The collector of prometheus_client: what cannot be read is left out, and said to be away."""

from collections.abc import Callable, Iterable, Iterator

from django.db import DatabaseError, InterfaceError
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from briefs_bot.operations.metrics import broadcasts, chats, limits, updates
from briefs_bot.operations.metrics.families import Family, gauge

Source = Callable[[], Iterable[Family]]
DATABASE: tuple[Source, ...] = (broadcasts.families, chats.families, updates.families)
REDIS: tuple[Source, ...] = (limits.families,)


class BriefsCollector(Collector):
    """Reads everything anew for each scrape; register it where you have a registry of your own."""

    def collect(self) -> Iterator[Family]:
        up = gauge("briefs_up", "1 where it answers, as those who need it see it.", "system")
        for system, sources, away in (
            ("database", DATABASE, (DatabaseError, InterfaceError)),
            ("redis", REDIS, (RedisError,)),
        ):
            try:
                yield from [family for source in sources for family in source()]
            except away:
                up.add_metric([system], 0)
            else:
                up.add_metric([system], 1)
        yield up
