"""Database access from the event loop."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, connections

# The errors of a database that is being restarted or cannot be reached.
AWAY = (OperationalError, InterfaceError)


async def in_database(work: Callable[[], Any]) -> Any:
    def with_connection() -> Any:
        renew()
        return work()

    return await sync_to_async(with_connection)()


def renew() -> None:
    """Drop dead connections, like Django before each request: the database may have been restarted."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:  # else somebody else began the transaction, as a test does
            connection.close_if_unusable_or_obsolete()
