"""Decides who may read the metrics."""

import hmac
from ipaddress import ip_address

from django.conf import settings as django_settings
from django.http import HttpRequest

from briefs_bot.conf import settings

# A proxy adds one of these: the caller's own address is then that of the proxy.
FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip")


def is_open(request: HttpRequest) -> bool:
    """Return whether there are metrics for this caller at all: with a token, or in local work.

    Behind a proxy all callers have an internal address, and not each proxy says that it is one. So without
    a token nobody gets them in production, not even this machine.
    """
    return bool(settings.METRICS_TOKEN) or (django_settings.DEBUG and _is_local(request))


def may_read(request: HttpRequest) -> bool:
    """Return whether the caller has the token, where there is one."""
    if not settings.METRICS_TOKEN:
        return is_open(request)
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    return kind.lower() == "bearer" and hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())


def _is_local(request: HttpRequest) -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
