"""Dates as people write them: each is parsed or reported, and none becomes a headline or a summary."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from briefs_app.models import Topic
from briefs_app.pages.models import BriefPage

Run, Put = Callable[..., str], Callable[..., Path]
HALF_PAST_NINE = datetime(2016, 3, 7, 9, 30, tzinfo=UTC)
EVENING, MIDNIGHT = HALF_PAST_NINE.replace(hour=21), datetime(2016, 3, 7, tzinfo=UTC)
TEXT = "Кран заказан\n{}\nСитуация улучшилась\n\nПорт ждёт большего.\n\nЕщё два крана.\n"
PAGE = (
    '<html lang="ru"><head><meta charset="utf-8"><title>Кран заказан</title></head><body><article>'
    "<h1>Кран заказан</h1><p>Ситуация улучшилась</p><p>{}</p><p>Порт ждёт вдвое больше.</p>"
    "<p>Два крана работают день и ночь, и третий обещан давно.</p></article></body></html>"
)
WRITTEN = {
    "07.03.2016 09:30": HALF_PAST_NINE,
    "07.03.2016, 09:30": HALF_PAST_NINE,
    "7.3.2016 г. в 9:30": HALF_PAST_NINE,
    "07.03.2016": MIDNIGHT,
    "Дата: 07.03.2016": MIDNIGHT,
    "2016.03.07": MIDNIGHT,
    "2016-03-07T09:30": HALF_PAST_NINE,
    "2016-03-07T12:30:00+03:00": HALF_PAST_NINE,
    "March 7, 2016 9:30 PM": EVENING,
    "March 7, 2016 at 9:30 p.m.": EVENING,
    "March 7, 2016 12:00 am": MIDNIGHT,
    "Monday, March 7, 2016": MIDNIGHT,
    "пн, 7 марта 2016 г., 09:30": HALF_PAST_NINE,
    "панядзелак, 7 сакавіка 2016": MIDNIGHT,
}


@pytest.fixture(autouse=True)
def _topic(economy: Topic) -> None:
    pass


@pytest.mark.parametrize("written", WRITTEN)
def test_date_below_the_headline_becomes_the_date_of_the_brief(run: Run, put: Put, written: str) -> None:
    run(put(TEXT.format(written)), "--topic", "economy")

    brief = BriefPage.objects.get()
    assert (brief.title, brief.summary) == ("Кран заказан", "Порт ждёт большего.")
    assert (brief.brief_date, brief.live) == (WRITTEN[written], True)


def test_dotted_date_on_a_web_page_is_not_taken_for_the_summary(run: Run, put: Put) -> None:
    run(put(PAGE.format("07.03.2016 09:30"), "old.html"), "--topic", "economy")

    brief = BriefPage.objects.get()
    assert (brief.brief_date, brief.status) == (HALF_PAST_NINE, "improved")
    assert brief.summary == "Порт ждёт вдвое больше."


@pytest.mark.parametrize("written", ["03/07/2016", "07.03.16", "3/7/16 9:30 PM", "7-3-2016"])
@pytest.mark.parametrize(("page", "name"), [(TEXT, "old.txt"), (PAGE, "old.html")])
def test_ambiguous_date_makes_a_draft(run: Run, put: Put, written: str, page: str, name: str) -> None:
    report = run(put(page.format(written), name), "--topic", "economy")

    assert f"“{written}” may be several dates: write it as 2016-03-07" in report
    brief = BriefPage.objects.get()
    assert (brief.title, brief.brief_date, brief.live) == ("Кран заказан", None, False)
    assert brief.summary.startswith("Порт ждёт")


@pytest.mark.parametrize("written", ["13.09.2021 – 19.09.2021", "13.09 – 19.09.2021", "13–19.09.2021 г."])
def test_a_period_may_be_written_with_dots(run: Run, put: Put, written: str) -> None:
    run(put(TEXT.format(f"{written}\n20.09.2021 09:30")), "--topic", "economy")

    brief = BriefPage.objects.get()
    assert brief.period == (date(2021, 9, 13), date(2021, 9, 19))
    assert brief.brief_date == datetime(2021, 9, 20, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("line", ["2016", "22-33-44", "1.2", "100 : 0", "Sunday markets", "10.30 – 12.00"])
def test_other_numbers_stay_in_the_text(run: Run, put: Put, line: str) -> None:
    run(put(f"{TEXT.format('07.03.2016')}\n{line}\n"), "--topic", "economy")

    assert [block.value.source for block in BriefPage.objects.get().body][-1] == f"<p>{line}</p>"
