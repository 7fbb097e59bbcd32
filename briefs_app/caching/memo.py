"""Remembers in this process what many pages show alike, until something public changes."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

Found = TypeVar("Found")

# Whoever changes rows past the models, and does not call `changes.bump`, waits no longer for it to show.
SECONDS = 60

_shelf: tuple[Any, dict[Hashable, Any]] = (None, {})


def until_change(request: HttpRequest | None, key: Hashable, find: Callable[[], Found]) -> Found:
    """Return what `find` gives, which depends on public content, `key`, language and time zone alone.

    It is found anew for who is logged in, and without ConditionalMiddleware, which knows of changes.
    """
    validators = getattr(request, "briefs_validators", None)
    if validators is None:
        return find()
    place = (get_language(), get_current_timezone_name(), get_script_prefix(), get_urlconf())
    found, key = _found(validators), (key, place)
    if key not in found:
        found[key] = find()
    return found[key]


def _found(validators: Any) -> dict[Hashable, Any]:
    """Return what is remembered of one state; a request never sees what was found after a later change."""
    global _shelf
    state = (validators.stamp.token, validators.expired_at, int(validators.now.timestamp()) // SECONDS)
    known, found = _shelf
    if known != state:
        found = {}
        _shelf = (state, found)
    return found
