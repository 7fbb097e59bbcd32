"""Large imports: stopped and continued, with little memory, and with similar briefs found at the end."""

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext

from briefs_app.importing.sources import Source, Sources
from briefs_app.models import BriefWords, ImportedBrief, SimilarBrief, Topic
from briefs_app.pages.models import BriefPage

Run, Put, Write = Callable[..., str], Callable[..., Path], Callable[..., str]
MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def _topic(economy: Topic) -> None:
    pass


@contextmanager
def somebody_stops(sender: type[Model], when: Callable[[Any], bool]) -> Iterator[None]:
    """Raise KeyboardInterrupt, as Ctrl+C does, after such a row was written."""

    def interrupt(instance: Any, **kwargs: Any) -> None:
        if when(instance):
            raise KeyboardInterrupt

    post_save.connect(interrupt, sender=sender)
    try:
        yield
    finally:
        post_save.disconnect(interrupt, sender=sender)


def test_a_stopped_import_continues_where_it_stopped(run: Run, put: Put, export: Write, post: Write) -> None:
    path = put(export(*(post(f"Post {number}", number) for number in range(5))), "old.xml")

    with (
        somebody_stops(ImportedBrief, lambda row: row.page.title == "Post 3"),
        pytest.raises(CommandError, match="the same command goes on") as stopped,
    ):
        call_command("import_briefs", str(path))
    assert stopped.value.returncode == 130
    assert BriefPage.objects.count() == 3

    assert "Totals: 2 created, 3 unchanged" in run(path)
    assert BriefPage.objects.count() == 5


@pytest.mark.parametrize("posts", [5, 60])
def test_similar_briefs_are_found_for_the_briefs_of_a_stopped_import(
    run: Run, put: Put, export: Write, post: Write, posts: int
) -> None:
    text = "The harbour crane lifts containers from barges at night."
    alike = [post(f"{text} {number}", number, content__encoded=text) for number in range(posts)]
    path = put(export(*alike), "old.xml")
    with somebody_stops(ImportedBrief, lambda row: row.page.title == f"{text} {posts - 1}"):
        run(path)
    assert not SimilarBrief.objects.exists()

    assert f"Totals: 1 created, {posts - 1} unchanged" in run(path)
    assert SimilarBrief.objects.values("brief").distinct().count() == posts
    assert not BriefWords.objects.exclude(step=BriefWords.Step.COMPARED).exists()


def test_stopping_the_search_for_similar_briefs_says_how_to_continue(
    run: Run, put: Put, export: Write, post: Write
) -> None:
    with somebody_stops(BriefWords, lambda row: True):
        report = run(put(export(post()), "old.xml"))

    assert "CommandError: Stopped. All is imported; rebuild_similar finds the rest" in report


def large(path: Path, posts: int, post: Write, export: Write) -> Path:
    """Write a file of many posts without keeping them in memory; return its path."""
    before, after = export("@").split("@")
    text = "".join(f"<p>{'barrel ' * 100}</p>" for _ in range(4))
    with path.open("w") as file:
        file.write(before)
        for number in range(posts):
            # Not wanted, so it costs no time, yet it must be read.
            file.write(
                post(f"Post {number}", number, content__encoded=f"<![CDATA[{text}]]>", wp__status="draft")
            )
        file.write(after)
    return path


def test_two_thousand_entries_need_no_more_memory_than_two_hundred(
    tmp_path: Path, post: Write, export: Write
) -> None:
    peaks = {}
    for posts in (200, 2000):
        path = large(tmp_path / f"{posts}.xml", posts, post, export)
        tracemalloc.start()
        read = sum(1 for _ in Sources().read(Source(path, path), lambda size: None))
        peaks[posts] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert read == posts

    assert peaks[2000] < peaks[200] + 1 * MEGABYTE
    # The file itself has more than that.
    assert (tmp_path / "2000.xml").stat().st_size > 5 * MEGABYTE


def test_a_dry_run_of_many_entries_needs_no_more_memory(
    run: Run, tmp_path: Path, post: Write, export: Write
) -> None:
    peaks = {}
    for posts in (50, 400):
        path = large(tmp_path / f"{posts}.xml", posts, post, export)
        tracemalloc.start()
        report = run(path, "--dry-run", "--drafts")
        peaks[posts] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert f"Totals: {posts} draft" in report

    assert peaks[400] < peaks[50] + 1 * MEGABYTE


@pytest.mark.parametrize("posts", [2, 52])
def test_similar_briefs_are_found_at_the_end(
    run: Run, put: Put, export: Write, post: Write, posts: int
) -> None:
    filler = [post(f"Post {number}", number, content__encoded=f"word{number}") for number in range(2, posts)]
    text = "The harbour crane lifts containers from barges at night."
    alike = [post(f"{text} {number}", number, content__encoded=text) for number in range(2)]

    run(put(export(*alike, *filler), "old.xml"))

    first, second = BriefPage.objects.order_by("pk")[:2]
    assert SimilarBrief.objects.filter(brief=first, similar=second).exists()


def test_similar_briefs_can_be_found_later(run: Run, put: Put, export: Write, post: Write) -> None:
    report = run(put(export(post(), post("Third crane is ordered", 8)), "old.xml"), "--no-similar")

    assert report.endswith("Run rebuild_similar to find the similar briefs.\n")
    assert not SimilarBrief.objects.exists()


def test_a_brief_costs_as_many_queries_in_a_large_site_as_in_a_small_one(
    run: Run, put: Put, export: Write, post: Write
) -> None:
    costs = []
    for start, end in [(0, 5), (5, 10), (10, 40), (40, 45)]:
        path = put(export(*(post(f"Post {number}", number) for number in range(start, end))), "old.xml")
        with CaptureQueriesContext(connection) as queries:
            run(path, "--no-similar")
        costs.append(len(queries))

    assert costs[3] <= costs[1]


def test_no_progress_bar_is_drawn_outside_a_terminal(
    run: Run, put: Put, harbour: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(put(harbour))

    assert capsys.readouterr().err == ""
