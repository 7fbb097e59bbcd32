"""An ASGI application in front of Django's, which stores what Telegram sends without Django's way to a view.

Optional: the view does the same for one update at a time. Here those that come while the database works are
stored by one statement.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from briefs_bot.batching import Batcher, Waiting
from briefs_bot.updates import webhook, webhook_address
from briefs_bot.updates.database import renew

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Posted = tuple[int | None, bytes]

SECRET_HEADER = webhook.SECRET_HEADER.lower().encode()


class Gone(Exception):
    """Who posts hung up."""


def with_webhook(django: Application) -> Application:
    """Return an application that takes updates by itself, and gives anything else to Django's."""
    batcher: Batcher[Posted] = Batcher(_store)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        number = _number(scope)
        if number is None:
            await django(scope, receive, send)
            return
        try:
            given = dict(scope["headers"]).get(SECRET_HEADER, b"").decode("latin-1")
            status = webhook.refusal(given, number or None)
            status = status or await batcher.do((number or None, await _body(receive)))
        except Gone:
            return
        await _say(send, status)

    return application


def _number(scope: Scope) -> int | None:
    """Return the number in the address of a webhook, 0 in that of the default site's bot; else None."""
    if scope["type"] != "http" or scope["method"] != "POST":
        return None
    return webhook_address.number_in(scope["path"])


async def _body(receive: Receive) -> bytes:
    """Return the body, or its beginning where it is too long."""
    body, has_more = b"", True
    while has_more and len(body) <= webhook.LONGEST:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        body += message.get("body", b"")
        has_more = message.get("more_body", False)
    return body


def _store(batch: Sequence[Waiting[Posted]]) -> None:
    renew()
    for each, status in zip(batch, webhook.store([each.item for each in batch]), strict=True):
        each.settle(status)


async def _say(send: Send, status: int) -> None:
    said = webhook.RETRY_LATER if status == 503 else {}
    headers = [(b"content-length", b"0")]
    headers += [(name.lower().encode(), value.encode()) for name, value in said.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
