"""Takes back what one case of a test did, so that the next one starts from the same costly set-up."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from redis import Redis

from briefs_bot import follow_link, stored_tokens
from briefs_bot.guard import asking
from briefs_bot.telegram.limiter import process_state


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo what the block writes to the database; files and what the sandbox has shown stay."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    clear_caches()


def clear_caches() -> None:
    """Empty Valkey, what this process remembers, and Django's caches: SQLite gives ids out again."""
    process_state.cache_clear()
    asking.memory.forget()
    stored_tokens.memory.forget()
    follow_link.usernames.cache_clear()
    Redis.from_url(settings.REDIS_URL).flushdb()
    for cache in caches.all():
        cache.clear()
