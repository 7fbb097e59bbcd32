"""Asks a provider for an embed, for a bounded time, and puts the answer into Wagtail's table."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import connections
from wagtail.embeds import embeds
from wagtail.embeds.exceptions import EmbedException
from wagtail.embeds.models import Embed

from briefs_app.blocks.embeds.wanted import Wanted
from briefs_app.conf import settings

logger = logging.getLogger(__name__)

# For how many seconds a provider that did not answer is left alone while people wait.
SILENCE = 60
TEXTS = ("type", "html", "title", "author_name", "provider_name", "thumbnail_url")
SIZES = ("width", "height")
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500


class NoAnswer(Exception):
    """The provider did not answer, or not in time: worth another try later."""


def fetch_missing(wanted: Wanted) -> None:
    """Fetch what is not stored yet, while a person waits. Raise EmbedException if there is no such embed."""
    silent = f"briefs_embed_silent:{provider(wanted)}"
    if Embed.objects.filter(hash=wanted.hash).exists() or cache.get(silent):
        return
    try:
        fetch(wanted, settings.EMBED_TIMEOUT)
    except NoAnswer as error:
        cache.set(silent, True, SILENCE)
        logger.warning("embed.silent provider=%s reason=%s", provider(wanted), error)


def fetch(wanted: Wanted, seconds: float) -> None:
    """Store the provider's answer. Raise EmbedException if it has none, NoAnswer if it does not say."""
    try:
        answer = _within(seconds, lambda: embeds.get_finder_for_embed(*wanted))
    except TimeoutError as error:
        raise NoAnswer(f"no answer within {seconds} seconds") from error
    except EmbedException as error:
        if _is_outage(error.__cause__):
            raise NoAnswer(type(error.__cause__).__name__) from error
        raise
    except Exception as error:  # a finder, maybe the host's own, that fails must not fail the editor
        raise NoAnswer(type(error).__name__) from error
    _store(wanted, answer)


def provider(wanted: Wanted) -> str:
    return urlsplit(wanted.url).hostname or ""


def _within(seconds: float, ask: Callable[[], Any]) -> Any:
    """Return what `ask` does, in a thread: finders may wait as long as they like, some for ever."""
    future: Future[Any] = Future()

    def run() -> None:
        try:
            future.set_result(ask())
        except BaseException as error:  # raised again where the result is asked for
            future.set_exception(error)
        finally:
            connections.close_all()  # of this thread, should a finder have asked the database

    Thread(target=run, daemon=True, name="embed").start()
    return future.result(seconds)


def _is_outage(cause: BaseException | None) -> bool:
    """Return whether the provider was not reached or has trouble, rather than not knowing the address."""
    if cause is None:
        return False
    response = getattr(cause, "response", None)  # of requests; a refusal is falsy
    status = getattr(cause, "code", None) if response is None else response.status_code
    return not isinstance(status, int) or status >= SERVER_ERROR or status == TOO_MANY_REQUESTS


def _store(wanted: Wanted, answer: dict[str, Any]) -> None:
    """Store the answer like Wagtail, which cannot store one without asking for it."""
    fields: dict[str, Any] = {name: answer.get(name) or "" for name in TEXTS}
    fields |= {name: _number(answer.get(name)) for name in SIZES}
    fields |= {"url": wanted.url, "max_width": wanted.max_width, "cache_until": answer.get("cache_until")}
    Embed.objects.update_or_create(hash=wanted.hash, defaults=fields)


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
