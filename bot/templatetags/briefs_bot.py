"""How a period is written in a chat."""

from datetime import date

from django import template
from django.utils.formats import date_format

register = template.Library()


@register.filter
def period(days: tuple[date, date]) -> str:
    """“E” is the month as it stands in a date, which Slavic languages inflect."""
    first, last = days
    if first == last:
        return date_format(last, "j E Y")
    short = "j" if (first.year, first.month) == (last.year, last.month) else "j E"
    return (
        f"{date_format(first, short if first.year == last.year else 'j E Y')} – {date_format(last, 'j E Y')}"
    )
