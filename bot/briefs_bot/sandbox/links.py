"""Checks links as Telegram does: http, https, tg and ton, with a host that could be public."""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import urlsplit

SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*)://|(tg|ton):", re.IGNORECASE)
HOST = re.compile(r"[^\s/?#@:<>\"']+\.[^\s/?#@:<>\"'.]{2,}\.?")
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


class WrongLink(ValueError):
    """A link that Telegram refuses, with its reason."""


class LocalLink(WrongLink):
    """A link that works only on this machine."""


# A broadcast repeats the same links.
@lru_cache(maxsize=1024)
def checked(url: str, allow_local: bool) -> str:
    """Return the link as Telegram stores it; a link without a scheme becomes http. Raise WrongLink."""
    url = url.strip()
    match = SCHEME.match(url)
    scheme = (match[1] or match[2]).lower() if match else "http"
    if scheme in ("tg", "ton"):
        return url
    if scheme not in ("http", "https"):
        raise WrongLink("Unsupported URL protocol")
    full = url if match else f"http://{url}"
    _check_host(full, allow_local)
    return full if urlsplit(full).path or "?" in full or "#" in full else f"{full}/"


def _check_host(url: str, allow_local: bool) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port  # reading it checks it
    except ValueError as error:
        raise WrongLink("Wrong HTTP URL") from error
    if not host:
        raise WrongLink("URL host is empty")
    if _is_local(host):
        if not allow_local:
            raise LocalLink("Wrong HTTP URL")
    elif not HOST.fullmatch(host) and not _is_address(host):
        raise WrongLink("Wrong HTTP URL")


def _is_local(host: str) -> bool:
    return host in LOCAL_HOSTS or host.endswith(".localhost")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
