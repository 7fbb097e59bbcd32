"""How a period is said."""

from datetime import date

import pytest
from django.template import Context, Template
from django.utils import translation

from briefs_app.periods.scales import Month


@pytest.mark.parametrize(
    ("language", "first", "last", "said"),
    [
        ("en", date(2026, 6, 1), date(2026, 6, 7), "1–7 June 2026"),
        ("en", date(2026, 6, 29), date(2026, 7, 5), "29 June – 5 July 2026"),
        ("en", date(2020, 12, 28), date(2021, 1, 3), "28 Dec 2020 – 3 Jan 2021"),
        ("en", date(2026, 6, 7), date(2026, 6, 7), "7 June 2026"),
        ("ru", date(2026, 6, 1), date(2026, 6, 7), "1–7 июня 2026"),
        ("be", date(2026, 3, 2), date(2026, 3, 8), "2–8 сакавіка 2026"),
        ("be", date(2026, 12, 7), date(2026, 12, 7), "7 снежня 2026"),
        ("be", date(2026, 6, 29), date(2026, 7, 5), "29 чэрвеня – 5 ліпеня 2026"),
    ],
)
def test_a_period_is_said_as_short_as_it_can_be(language, first, last, said):
    with translation.override(language):
        assert Template("{% load briefs %}{{ days|period }}").render(Context({"days": (first, last)})) == said


@pytest.mark.parametrize(
    ("language", "said"), [("en", "January 2026"), ("ru", "Январь 2026"), ("be", "Студзень 2026")]
)
def test_a_month_that_stands_alone_is_named_as_on_a_calendar(language, said):
    with translation.override(language):
        assert str(Month.of(date(2026, 1, 5))).startswith(said)
