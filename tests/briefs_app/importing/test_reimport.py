"""Importing again: one page for each brief, the longer text is used, an editor's changes are left alone."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage

CRANE, FERRY = "Tolmar harbour orders a third crane", "Ferry to Halm sails again"
FERRY_PAGE = """\
Ferry to Halm sails again
Category status: The situation has gotten better
January 19, 2015 16:05
Photo: Ivo Brand

The ferry returned to service after eleven weeks in the dock.

Fares rise by a tenth.

Children still travel for nothing.
"""
Run, Put, Brief = Callable[..., str], Callable[..., Path], Callable[[str], BriefPage]


@pytest.fixture(autouse=True)
def _topic(economy: Topic) -> None:
    pass


def snapshot() -> list[Any]:
    fields = ("pk", "title", "live", "latest_revision_id", "last_published_at", "summary", "topic_id")
    return list(BriefPage.objects.order_by("pk").values_list(*fields))


def test_importing_twice_changes_nothing(run: Run, put: Put, harbour: str, weekly: str) -> None:
    paths = put(harbour), put(weekly, "weekly.txt")
    run(*paths, "--topic", "economy")
    before = snapshot()

    report = run(*paths, "--topic", "economy")

    assert snapshot() == before
    assert "Totals: 3 unchanged" in report


def test_a_file_given_twice_is_read_once(run: Run, put: Put, harbour: str) -> None:
    path = put(harbour)

    report = run(path, path.parent, path, "--topic", "economy")

    assert "Totals: 2 created" in report


@pytest.mark.parametrize("order", [("harbour", "ferry"), ("ferry", "harbour")])
def test_the_fuller_text_wins_in_any_order(
    run: Run, put: Put, brief: Brief, harbour: str, order: tuple[str, str]
) -> None:
    paths = {"harbour": put(harbour, "harbour.txt"), "ferry": put(FERRY_PAGE, "ferry.txt")}

    run(*[paths[name] for name in order], "--topic", "economy")

    ferry = brief(FERRY)
    assert len(ferry.body) == 2
    assert (ferry.photo_credit, ferry.status, ferry.live) == ("Ivo Brand", "improved", True)
    assert [article.page_id for article in brief(CRANE).brief_related_articles.all()] == [ferry.pk]
    assert BriefPage.objects.count() == 2


@pytest.mark.parametrize("order", [("harbour", "ferry"), ("ferry", "harbour")])
def test_importing_again_in_any_order_changes_nothing(
    run: Run, put: Put, harbour: str, order: tuple[str, str]
) -> None:
    paths = {"harbour": put(harbour, "harbour.txt"), "ferry": put(FERRY_PAGE, "ferry.txt")}
    run(paths["harbour"], paths["ferry"], "--topic", "economy")

    report = run(*[paths[name] for name in order], "--topic", "economy")

    assert "Totals: 3 unchanged" in report


def test_a_shorter_main_article_does_not_replace_a_fuller_one(
    run: Run, put: Put, brief: Brief, harbour: str
) -> None:
    run(put(harbour), "--topic", "economy")

    run(put(harbour.replace("The money comes from the fishing fund, which the fishermen dislike.\n", "")))

    assert len(brief(CRANE).body) == 2


def test_a_corrected_page_updates_its_brief(run: Run, put: Put, brief: Brief, harbour: str) -> None:
    run(put(harbour), "--topic", "economy")

    report = run(put(harbour.replace("twice", "three times")))

    assert "three times" in brief(CRANE).summary
    assert "three times" in brief(CRANE).latest_revision.as_object().summary
    assert f"updated     {CRANE}" in report
    assert brief(CRANE).last_published_at == datetime(2016, 3, 7, 9, 30, tzinfo=UTC)


def test_dashes_quotes_and_case_of_a_headline_make_no_second_brief(run: Run, put: Put, harbour: str) -> None:
    run(put(harbour.replace(CRANE, "Crane – “the third” – ordered")), "--topic", "economy")

    run(put(harbour.replace(CRANE, 'CRANE - "the third" — ordered')), "--topic", "economy")

    assert BriefPage.objects.filter(title__icontains="ordered").count() == 1


def test_a_draft_is_published_when_its_topic_is_known(run: Run, put: Put, brief: Brief, harbour: str) -> None:
    run(put(harbour))

    report = run(put(harbour), "--topic", "economy")

    assert brief(CRANE).live
    assert brief(CRANE).last_published_at == brief(CRANE).brief_date
    assert "Totals: 2 updated" in report


def test_a_draft_stays_the_same_draft(run: Run, put: Put, harbour: str) -> None:
    run(put(harbour))
    before = snapshot()

    report = run(put(harbour))

    assert snapshot() == before
    assert f"unchanged   {CRANE} (still a draft; no topic)" in report


def test_an_undated_draft_is_found_again(run: Run, put: Put, harbour: str) -> None:
    undated = harbour.replace("March 07, 2016 09:30\n", "")
    run(put(undated))

    run(put(undated))

    assert BriefPage.objects.filter(title=CRANE).count() == 1


def test_related_articles_keep_their_order_and_are_not_doubled(
    run: Run, put: Put, brief: Brief, harbour: str
) -> None:
    more = "Tugboat sold\nMay 1, 2014\n\nIt was too small.\n\nBuoys repainted\nApril 2, 2013\n\nAll nine.\n"
    again = "Ferry to Halm sails again\nJanuary 19, 2015\n\nIt did.\n"
    path = put(harbour.replace("Recent trends", f"{more}\n{again}"))

    for _ in range(3):
        run(path, "--topic", "economy")

    articles = brief(CRANE).brief_related_articles.order_by("sort_order")
    assert [article.page.title for article in articles] == [FERRY, "Tugboat sold", "Buoys repainted"]


def test_a_brief_is_not_related_to_itself(run: Run, put: Put, brief: Brief, harbour: str) -> None:
    itself = f"{CRANE}\nMarch 07, 2016\n\nThe port expects more.\n\nRecent trends"

    run(put(harbour.replace("Recent trends", itself)), "--topic", "economy")

    assert [article.page.title for article in brief(CRANE).brief_related_articles.all()] == [FERRY]


def edit_and_publish(page: BriefPage) -> None:
    page.summary = "The editor knows better."
    page.save_revision().publish()


def edit_as_draft(page: BriefPage) -> None:
    page.summary = "The editor knows better."
    page.save_revision()


def rename(page: BriefPage) -> None:
    page.title = "A third crane for Tolmar"
    page.save_revision().publish()


def redate(page: BriefPage) -> None:
    page.brief_date = datetime(2016, 3, 8, tzinfo=UTC)
    page.save_revision().publish()


def take_down(page: BriefPage) -> None:
    page.unpublish()


def change_without_revision(page: BriefPage) -> None:
    page.status = "improved"
    page.save()


@pytest.mark.parametrize(
    "change", [edit_and_publish, edit_as_draft, rename, redate, take_down, change_without_revision]
)
def test_a_page_edited_since_is_left_alone(
    run: Run, put: Put, brief: Brief, harbour: str, change: Callable[[BriefPage], None]
) -> None:
    run(put(harbour), "--topic", "economy")
    change(brief(CRANE))
    before = snapshot()

    report = run(put(harbour.replace("twice", "three times")), "--topic", "economy")

    assert snapshot() == before
    assert f"left alone  {CRANE} (edited since)" in report


def test_a_brief_written_here_is_left_alone(
    run: Run, put: Put, brief: Brief, harbour: str, index: BriefIndexPage, economy: Topic
) -> None:
    moment = datetime(2016, 3, 7, 12, tzinfo=UTC)
    own = BriefPage(title=CRANE, summary="Our own words.", topic=economy, brief_date=moment)
    index.add_child(instance=own)

    report = run(put(harbour), "--topic", "economy")

    assert brief(CRANE).summary == "Our own words."
    assert f"left alone  {CRANE} (written here, not imported)" in report


def test_a_moved_brief_is_found_again(
    run: Run, put: Put, brief: Brief, harbour: str, index: BriefIndexPage
) -> None:
    run(put(harbour), "--topic", "economy")
    section = index.add_child(instance=BriefIndexPage(title="Old briefs", slug="old", locale=index.locale))
    brief(CRANE).move(section, pos="last-child")

    report = run(put(harbour), "--topic", "economy", "--parent", index.pk)

    assert "Totals: 2 unchanged" in report


def test_a_deleted_brief_comes_back(run: Run, put: Put, brief: Brief, harbour: str) -> None:
    run(put(harbour), "--topic", "economy")
    brief(CRANE).delete()

    report = run(put(harbour), "--topic", "economy")

    assert f"created     {CRANE}" in report
    assert brief(CRANE).live
