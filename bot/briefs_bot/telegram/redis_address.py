"""Reads BRIEFS_TELEGRAM_REDIS_URL as Celery reads its broker's address, so that one serves both."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from celery import current_app

from briefs_bot.conf import settings

SCHEMES = ("redis", "rediss", "unix", "redis+socket")
# Celery's names of how far the server's certificate is verified, and those of the Redis library.
VERIFICATION = {
    **{f"CERT_{name.upper()}": name for name in ("none", "optional", "required")},
    **{name: name for name in ("none", "optional", "required")},
}
FILES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")


def read() -> dict[str, Any]:
    """Return the arguments of `Redis.from_url`: the address in the library's own spelling, and TLS options.

    The broker's own address, where it has no options, takes those of CELERY_BROKER_USE_SSL; without them
    Celery encrypts `rediss://`, but does not verify the server.
    """
    scheme, place, query = _split(settings.REDIS_URL)
    options: dict[str, Any] = {}
    if "ssl_cert_reqs" in query:
        query["ssl_cert_reqs"] = VERIFICATION.get(query["ssl_cert_reqs"], "required")
    elif is_unverified():
        query["ssl_cert_reqs"] = "none"
    elif scheme in ("redis", "rediss") and not _has_tls(query) and (options := _options_of_broker()):
        scheme = "rediss"
    if scheme == "redis+socket":
        scheme = "unix"
        query["db"] = query.pop("virtual_host", "0")
    return {"url": f"{scheme}://{place}?{urlencode(query)}".rstrip("?"), **options}


def mistakes() -> Iterator[str]:
    """Yield a sentence for each part that cannot work, as far as that shows without a connection."""
    scheme, _place, query = _split(settings.REDIS_URL)
    if scheme not in SCHEMES:
        yield "BRIEFS_TELEGRAM_REDIS_URL is no address of a Redis."
    if (verification := query.get("ssl_cert_reqs", "none")) not in VERIFICATION:
        yield f"BRIEFS_TELEGRAM_REDIS_URL has the unknown ssl_cert_reqs={verification}."
    for name in FILES:
        if name in query and not Path(query[name]).is_file():
            yield f"BRIEFS_TELEGRAM_REDIS_URL: there is no file {query[name]!r} for {name}."


def is_unverified() -> bool:
    """Return whether Celery does not verify the same server's certificate, though nobody asked for that."""
    scheme, _place, query = _split(settings.REDIS_URL)
    return scheme == "rediss" and not _has_tls(query) and _is_broker() and not _options_of_broker()


def _split(address: str) -> tuple[str, str, dict[str, str]]:
    parts = urlsplit(address)
    return parts.scheme, f"{parts.netloc}{parts.path}", dict(parse_qsl(parts.query))


def _has_tls(query: dict[str, str]) -> bool:
    return any(name.startswith("ssl_") for name in query)


def _options_of_broker() -> dict[str, Any]:
    options = current_app.conf.broker_use_ssl
    if not _is_broker() or not isinstance(options, dict):
        return {}
    return {name: value for name, value in options.items() if name.startswith("ssl_")}


def _is_broker() -> bool:
    return settings.REDIS_URL in (current_app.conf.broker_url, current_app.conf.broker_write_url)
