"""Titles in a sentence: the first few by name, the others counted."""

from collections.abc import Sequence

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NAMED = 5


def titles(named: Sequence[str], others: int = 0) -> str:
    """Return “A”, “B” and 3 others; `others` are not to be named."""
    more = others + max(0, len(named) - NAMED)
    counted = ngettext("%(count)s other", "%(count)s others", more) % {"count": more}
    return get_text_list([*(f"“{title}”" for title in named[:NAMED]), *([counted] if more else [])], _("and"))
