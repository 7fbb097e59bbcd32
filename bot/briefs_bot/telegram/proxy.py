"""Finds the proxy for Telegram: BRIEFS_TELEGRAM_PROXY, or else the one in the environment."""

from importlib.util import find_spec
from urllib.parse import urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

from briefs_bot.conf import settings

# Schemes of aiohttp itself, and those of aiohttp-socks.
HTTP = ("http", "https")
SOCKS = ("socks4", "socks5")
LOCAL = ("localhost", "127.0.0.1", "::1")


def address() -> str:
    """Return the proxy's address, or an empty string."""
    if settings.PROXY:
        return _complete(settings.PROXY)
    api = urlsplit(settings.API_URL)
    host = api.hostname or ""
    if host in LOCAL or proxy_bypass(host):
        return ""
    proxies = getproxies()
    return _complete(proxies.get(api.scheme) or proxies.get("all") or "")


def is_socks(proxy: str) -> bool:
    return urlsplit(proxy).scheme in SOCKS


def mistake() -> str:
    """Return a sentence on what is wrong with the address, without its password; else an empty string."""
    try:
        parts = urlsplit(address())
        has_place = parts.hostname and (parts.port or parts.scheme in HTTP)
    except ValueError:
        return "The address of the proxy cannot be read."
    if not parts.netloc and not parts.scheme:
        return ""
    if parts.scheme not in HTTP + SOCKS:
        return f"{parts.scheme!r} is no kind of proxy that the bot can use."
    if not has_place:
        return "The address of the proxy lacks a host or a port."
    if parts.scheme in SOCKS and not find_spec("aiohttp_socks"):
        return f"A proxy of the kind {parts.scheme!r} needs the package aiohttp-socks."
    return ""


def _complete(proxy: str) -> str:
    """Read it like curl: a bare host is an HTTP proxy, `socks5h` a SOCKS proxy that asks for names itself.

    Ours always does.
    """
    if proxy and "://" not in proxy:
        proxy = f"http://{proxy}"
    parts = urlsplit(proxy)
    names = {"socks5h": "socks5", "socks4a": "socks4"}
    return urlunsplit(parts._replace(scheme=names.get(parts.scheme, parts.scheme)))
