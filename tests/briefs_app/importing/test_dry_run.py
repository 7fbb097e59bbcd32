"""A dry run reports everything and writes nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from briefs_app.models import Topic

Run, Put = Callable[..., str], Callable[..., Path]
WRITES = ("INSERT", "UPDATE", "DELETE")


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@pytest.fixture
def paths(put: Put, harbour: str, weekly: str) -> list[Path]:
    bread = weekly.replace("Economy", "Bread")
    tugboat = "Similar articles\n\nTugboat sold\nMay 1, 2014\n\nToo small.\n"
    ferry = harbour.replace("Similar articles", tugboat)
    return [
        put(harbour, "1.txt"),
        put(ferry.replace("twice", "three times"), "2.txt"),
        put(bread, "3.txt"),
        put(bread.replace("13", "6").replace("19", "12"), "4.txt"),
        put("About us\n\nWe write.", "5.txt"),
        put(b"\xcf\xf0\xe8\xe2\xe5\xf2", "6.txt"),
    ]


def test_a_dry_run_writes_nothing(run: Run, paths: list[Path], economy: Topic) -> None:
    before = rows()

    with CaptureQueriesContext(connection) as queries:
        run(*paths, "--topic", "economy", "--create-topics", "--dry-run")

    assert rows() == before
    assert [query for query in queries.captured_queries if query["sql"].lstrip().startswith(WRITES)] == []


def test_dry_run_prints_the_same_report_as_the_import(run: Run, paths: list[Path], economy: Topic) -> None:
    options = [*paths, "--topic", "economy", "--create-topics"]

    report = run(*options, "--dry-run")

    assert report == run(*options)
    assert run(*options, "--dry-run") == run(*options)


def test_dry_run_reports_pages_that_would_be_left_alone(
    run: Run, paths: list[Path], economy: Topic, brief: Callable[..., object]
) -> None:
    run(*paths, "--topic", "economy")
    page = brief("Ferry to Halm sails again")
    page.save_revision()

    report = run(*paths, "--topic", "economy", "--dry-run")

    assert "left alone  Ferry to Halm sails again (edited since)" in report
