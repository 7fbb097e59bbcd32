"""A connection to Redis for a single question: it fails within seconds where Redis is away or hangs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from briefs_bot.telegram import redis_address


@contextmanager
def open_redis() -> Iterator[Redis]:
    # Tried once: the library would try for minutes, and whoever asks will ask again.
    quick: dict[str, Any] = {"socket_connect_timeout": 1, "socket_timeout": 2, "retry": Retry(NoBackoff(), 0)}
    with Redis.from_url(**redis_address.read(), **quick) as redis:
        yield redis
