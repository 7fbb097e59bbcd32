"""The limits of the query of an address, the same for pages, feeds and APIs."""

from django.http import QueryDict
from django.utils.translation import gettext

# Values of one name, and characters of all names and values together.
MOST_VALUES = 50
LONGEST_QUERY = 10_000


class TooMuch(ValueError):
    """A query above the limits; the text says which limit, for whoever asked."""


def check(query: QueryDict) -> None:
    """Raise TooMuch for a query above the limits. Called before anything looks up or repeats a value."""
    length = 0
    for name, values in query.lists():
        if len(values) > MOST_VALUES:
            said = {"name": name[:60], "count": MOST_VALUES}
            raise TooMuch(gettext("%(name)s: more than %(count)d values are not allowed") % said)
        length += len(name) * len(values) + sum(map(len, values))
    if length > LONGEST_QUERY:
        said = {"count": LONGEST_QUERY}
        raise TooMuch(gettext("more than %(count)d characters in the query are not allowed") % said)
