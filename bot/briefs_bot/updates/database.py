"""Database access from the event loop."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.db import InterfaceError, InternalError, OperationalError, connections

# Seconds for which a connection is kept at least: to open one takes longer than many an answer. The bot looks
# for updates each second, so none is idle for so long that a firewall forgets it.
KEPT = 60
# The errors of a database that is being restarted or cannot be reached; behind PgBouncer, psycopg then gets
# more results than it asked for, which is an InternalError.
AWAY = (OperationalError, InterfaceError, InternalError)


async def in_database(work: Callable[[], Any]) -> Any:
    def with_connection() -> Any:
        renew()
        return work()

    return await sync_to_async(with_connection)()


def keep_connections() -> None:
    """Keep connections from one update to the next, in a process that does nothing but handle updates.

    Django refuses to do so where there is a pool, which keeps them anyway.
    """
    for values in connections.settings.values():
        if values["CONN_MAX_AGE"] is not None and not values["OPTIONS"].get("pool"):
            values["CONN_MAX_AGE"] = max(KEPT, values["CONN_MAX_AGE"])


def renew() -> None:
    """Drop dead connections, like Django before each request: the database may have been restarted."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:  # else somebody else began the transaction, as a test does
            connection.close_if_unusable_or_obsolete()
