"""Words, signs and pictures of briefs, for any template."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.db.models import prefetch_related_objects
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from briefs_app.models import SIGNS, Status

register = template.Library()

LABELS: dict[str, str | Promise] = {**dict(Status.choices), "": Status.__empty__}
# The same signs as SVG paths on a field of 12 by 12, so that they look alike in every font.
SHAPES = {
    "improved": "M6 1 11.5 11H.5Z",
    "unchanged": "M1.5 1.5h9v9h-9Z",
    "worsened": "M6 11 .5 1h11Z",
    "": "M6 1.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9Zm0 1.7a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Z",
}

# Django date formats, so that each language may settle its own order.
DAY = pgettext_lazy("date format", "j E Y")
SHORT_DAY = pgettext_lazy("date format, short", "j M Y")
IN_ONE_MONTH = pgettext_lazy("date format, first day of a period within one month", "j–")
IN_ONE_YEAR = pgettext_lazy("date format, first day of a period within one year", "j E – ")
OVER_NEW_YEAR = pgettext_lazy("date format, first day of a period over New Year", "j M Y – ")


@register.filter
def status_label(status: str) -> str:
    return str(LABELS.get(status, LABELS[""]))


@register.filter
def sign(status: str) -> str:
    return SIGNS.get(status, SIGNS[""])


@register.filter
def shape(status: str) -> str:
    return SHAPES.get(status, SHAPES[""])


@register.filter(expects_localtime=True)
def day(moment: date | datetime | None) -> str:
    """`7 June 2026`."""
    return date_format(moment, str(DAY)) if moment else ""


@register.filter
def period(days: tuple[date, date] | None) -> str:
    """`1–7 June 2026`, `29 June – 5 July 2026`, `28 Dec 2020 – 3 Jan 2021`."""
    if not days:
        return ""
    first, last = days
    if first == last:
        return day(last)
    if first.year != last.year:
        return date_format(first, str(OVER_NEW_YEAR)) + date_format(last, str(SHORT_DAY))
    opening = IN_ONE_MONTH if first.month == last.month else IN_ONE_YEAR
    return date_format(first, str(opening)) + day(last)


@register.filter
def host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


@register.filter
def answer(field: BoundField) -> Any:
    """What the visitor asked with a field of the filter form, in the words of the form."""
    asked = field.form.cleaned_data.get(field.name)
    choices = dict(getattr(field.field, "choices", ()))
    return choices.get(asked, asked) if asked else ""


@register.simple_tag
def edition_days(edition: Any) -> str:
    return period((edition.first, edition.last))


@register.filter
def with_renditions(briefs: Iterable[Any]) -> list[Any]:
    """The same briefs, or cards; one query brings the renditions of all their photos."""
    briefs = list(briefs)
    prefetch_related_objects([brief.photo for brief in briefs if brief.photo], "renditions")
    return briefs
