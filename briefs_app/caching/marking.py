"""Marks the answers that depend on public content alone, and so may be “not modified”."""

from typing import Any
from weakref import WeakKeyDictionary

from django.http import HttpResponseBase

_marks: WeakKeyDictionary[HttpResponseBase, bool] = WeakKeyDictionary()


def mark(response: HttpResponseBase) -> Any:
    """Promise that the response depends on public content, the address, the languages and Accept alone.

    Return the response. One that was unmarked stays so.
    """
    _marks.setdefault(response, True)
    return response


def unmark(response: HttpResponseBase) -> Any:
    """The response depends on more, such as an index of words that follows the database a little later."""
    _marks[response] = False
    return response


def is_marked(response: HttpResponseBase) -> bool:
    return _marks.get(response, False)
