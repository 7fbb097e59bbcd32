"""Remembers in this process what is public, until something public changes."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import partial, wraps
from itertools import count
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf
from django.utils import timezone
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from briefs_app.caching import changes

Found = TypeVar("Found")
Given = ParamSpec("Given")

# Whoever changes rows past the models, and does not call `changes.bump`, waits no longer for it to show.
SECONDS = 60
# Readers choose what is asked for, pages and topics: so many answers, none of them a longer list.
MOST, LONGEST = 1000, 100


class State(NamedTuple):
    """A state of the public content: another one after each change, and each minute."""

    token: int
    expired_at: datetime | None
    minute: int

    @classmethod
    def at(cls, token: int, expired_at: datetime | None, now: datetime) -> "State":
        return cls(token, expired_at, int(now.timestamp()) // SECONDS)


_shelf: tuple[State | None, dict[Hashable, Any]] = (None, {})
# The last one that `remembering` read, and the moment before it was read.
_newest: tuple[int, State] = (0, State(0, None, 0))
_moments = count(1)
_current: ContextVar[State | None] = ContextVar("current", default=None)


def until_change(request: HttpRequest | None, key: Hashable, find: Callable[[], Found]) -> Found:
    """Return what `find` gives, which depends on public content, `key`, language and time zone alone.

    It is found anew for who is logged in, and without ConditionalMiddleware, which knows of changes.
    """
    validators = getattr(request, "briefs_validators", None)
    if validators is None:
        return find()
    state = State.at(validators.stamp.token, validators.expired_at, validators.now)
    return _recalled(state, key, find)


def moment() -> int:
    """Return a number that is greater than those of all earlier moments in this process."""
    return next(_moments)


@contextmanager
def remembering(since: int) -> Iterator[None]:
    """Take what is public as it is now: within, `remembered` functions ask anew after changes only.

    Makes one query, another one after each change, and none where the state was read after `since`, the
    moment of the question. So many questions that wait in line take one query.
    """
    before = _current.set(_read(since))
    try:
        yield
    finally:
        _current.reset(before)


def remembered(find: Callable[Given, Found]) -> Callable[Given, Found]:
    """Mark a function that depends on public content, its arguments, language and time zone alone.

    Only within `remembering` is anything remembered.
    """

    @wraps(find)
    def recall(*args: Given.args, **kwargs: Given.kwargs) -> Any:
        state = _current.get()
        if state is None:
            return find(*args, **kwargs)
        key = (find, args, *sorted(kwargs.items()))
        found = _recalled(state, key, partial(find, *args, **kwargs))
        return found.copy() if isinstance(found, list) else found

    return recall


def _read(since: int) -> State:
    global _newest
    read_at, state = _newest
    if read_at < since:
        read_at, token, now = moment(), changes.stamp().token, timezone.now()
        state = State.at(token, changes.newest_expiry(token, now), now)
        _newest = (read_at, state)
    return state


def _recalled(state: State, key: Hashable, find: Callable[[], Found]) -> Found:
    place = (get_language(), get_current_timezone_name(), get_script_prefix(), get_urlconf())
    shelf, key = _of(state), (key, place)
    if key in shelf:
        return shelf[key]
    found = find()
    if len(shelf) < MOST and not (isinstance(found, list) and len(found) > LONGEST):
        shelf[key] = found
    return found


def _of(state: State) -> dict[Hashable, Any]:
    """Return what is remembered of one state; nobody sees what was found after a later change."""
    global _shelf
    known, found = _shelf
    if known != state:
        found = {}
        _shelf = (state, found)
    return found
