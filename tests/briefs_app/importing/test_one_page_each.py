"""Each article has its own page: none replaces another, and no public page is unpublished."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from briefs_app.models import Topic
from briefs_app.pages.models import BriefPage

Run, Put = Callable[..., str], Callable[..., Path]
HEAD = "title,date,topic,summary"
CRANE, FERRY = "Crane,2016-03-07,Economy,It is here.", "Ferry,2015-01-19,Economy,It sails."
PAGE = (
    '<html><head><meta charset="utf-8"><link rel="canonical" href="https://old.example.org{1}">'
    '<meta property="article:published_time" content="2016-03-07T09:30:00+00:00"></head><body><article>'
    "<h1>{0}</h1><p>The {0} came and went, and nobody in the town saw it.</p></article></body></html>"
)


@pytest.fixture(autouse=True)
def _topic(economy: Topic) -> None:
    pass


def titles() -> list[str]:
    return list(BriefPage.objects.order_by("pk").values_list("title", flat=True))


def test_the_ids_of_two_tables_may_both_count_from_one(run: Run, put: Put) -> None:
    put(f"{HEAD},id\n{CRANE},1\n", "old/a.csv")
    folder = put(f"{HEAD},id\n{FERRY},1\n", "old/b.csv").parent

    assert "Totals: 2 created" in run(folder)
    assert "Totals: 2 unchanged" in run(folder)
    assert titles() == ["Crane", "Ferry"]


def test_an_address_as_id_is_the_same_article_in_every_table(run: Run, put: Put) -> None:
    run(put(f"{HEAD},id\n{CRANE},https://old.example.org/?p=1\n", "a.csv"))

    assert "1 updated" in run(put(f"{HEAD},id\nThe c{CRANE[1:]},https://old.example.org/?p=1\n", "b.csv"))


@pytest.mark.parametrize("column", ["id", "url"])
def test_the_second_article_with_the_same_id_is_broken_at_every_run(run: Run, put: Put, column: str) -> None:
    name = "https://old.example.org/all"
    path = put(f"{HEAD},{column}\n{CRANE},{name}\n{FERRY},{name}\n", "old.csv")

    first, second = run(path), run(path)

    expected = (
        "line 3: Ferry (“Crane”, read before, has the same id, address, or day and headline: give each its"
    )
    assert expected in first
    assert "Totals: 1 created, 1 broken" in first
    assert "Totals: 1 unchanged, 1 broken" in second
    assert titles() == ["Crane"]


def test_a_dry_run_reports_a_repeated_id(run: Run, put: Put) -> None:
    path = put(f"{HEAD},id\n{CRANE},1\n{FERRY},1\n", "old.csv")

    assert run(path, "--dry-run") == run(path)


def test_a_repeated_line_changes_nothing(run: Run, put: Put) -> None:
    assert "Totals: 1 created, 1 unchanged" in run(put(f"{HEAD},id\n{CRANE},1\n{CRANE},1\n", "old.csv"))


def test_the_second_article_of_the_same_day_and_headline_is_broken(run: Run, put: Put) -> None:
    path = put(f"{HEAD}\n{CRANE}\n{CRANE} Again.\n", "old.csv")

    assert "Totals: 1 created, 1 broken" in run(path)
    assert BriefPage.objects.get().summary == "It is here."


@pytest.mark.parametrize("address", ["", "/"])
def test_a_page_that_names_the_home_page_has_no_address(run: Run, put: Put, address: str) -> None:
    put(PAGE.format("crane", address), "old/a.html")
    folder = put(PAGE.format("ferry", address), "old/b.html").parent

    run(folder, "--topic", "economy")

    assert titles() == ["crane", "ferry"]
    assert set(BriefPage.objects.values_list("source_url", flat=True)) == {""}


@pytest.mark.parametrize(("date", "reason"), [("2099-01-01", "its date lies ahead"), ("", "no date")])
def test_a_public_brief_that_loses_its_date_is_left_alone(run: Run, put: Put, date: str, reason: str) -> None:
    run(put(f"{HEAD},id\n{CRANE},1\n", "old.csv"))
    before = BriefPage.objects.get()

    report = run(put(f"{HEAD},id\n{CRANE.replace('2016-03-07', date)} Now.,1\n", "old.csv"))

    after = BriefPage.objects.get()
    assert f"left alone  line 2: Crane ({reason}, but public here: mend the source" in report
    assert (after.live, after.brief_date) == (True, datetime(2016, 3, 7, tzinfo=UTC))
    assert (after.summary, after.latest_revision_id) == (before.summary, before.latest_revision_id)


CORRECTIONS: dict[str, tuple[str, str, Any]] = {
    "status": ("improved", "", ""),
    "status_reason": ("Too dear", "Too late", "Too late"),
    "outlook_risk": ("no", "yes", True),
    "byline": ("Lena", "Ivo", "Ivo"),
    "source_name": ("Halm Review", "", ""),
    "body": ("<p>One.</p><p>Two.</p>", "<p>One.</p>", "One."),
}


@pytest.mark.parametrize("column", CORRECTIONS)
def test_a_corrected_line_without_an_id_updates_its_brief(run: Run, put: Put, column: str) -> None:
    before, after, expected = CORRECTIONS[column]
    run(put(f"{HEAD},{column}\n{CRANE},{before}\n", "old.csv"))
    path = put(f"{HEAD},{column}\n{CRANE},{after}\n", "old.csv")

    assert "Totals: 1 updated" in run(path)
    value = getattr(BriefPage.objects.get(), column)
    assert ("".join(str(block.value.source) for block in value) if column == "body" else value) == (
        f"<p>{expected}</p>" if column == "body" else expected
    )
    assert "Totals: 1 unchanged" in run(path)


def test_a_photo_can_be_added_by_a_later_import(run: Run, put: Put, pictures: Path) -> None:
    path = put(f"{HEAD},photo\n{CRANE},2019/05/crane.png\n", "old.csv")
    run(path)

    assert "Totals: 1 updated" in run(path, "--images", pictures)
    assert BriefPage.objects.get().photo
