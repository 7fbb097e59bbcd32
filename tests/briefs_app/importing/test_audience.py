"""An import notifies nobody, and what was private in the source stays private."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from briefs_app import reader
from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage

Run, Put, Write = Callable[..., str], Callable[..., Path], Callable[..., str]


@pytest.fixture
def import_all(
    run: Run, put: Put, export: Write, post: Write, django_capture_on_commit_callbacks: Any
) -> Callable[..., str]:
    """Return a function that imports public, private and undated posts and runs the commit hooks."""
    category = '<category domain="category">Security</category>'
    items = (
        post("Patrols resume", 1, more=category),
        post("Patrols planned", 2, more=category, wp__status="private"),
        post("Patrols undated", 3, more=category, wp__post_date_gmt=""),
    )

    def import_all(*options: str) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            return run(put(export(*items), "export.xml"), *options)

    return import_all


def test_subscribers_receive_nothing_for_an_import_or_a_later_edit(
    import_all: Callable[..., str], subscriber: Any, telegram: Any, publish: Callable[[Page], Page]
) -> None:
    before = len(telegram.messages(subscriber.id))

    report = import_all("--drafts")
    assert "Totals: 1 created, 2 draft" in report
    for brief in BriefPage.objects.all():
        brief.summary = "An editor was here."
        publish(publish(brief))

    assert BriefPage.objects.live().count() == 3
    assert len(telegram.messages(subscriber.id)) == before


def test_a_private_post_is_public_nowhere(
    import_all: Callable[..., str], security: Topic, client: Client, index: BriefIndexPage
) -> None:
    import_all("--drafts", "--redirects")

    titles = {card.title for card in reader.latest(10)}
    page = client.get("/", headers={"host": "archive.example.org"}).content.decode()
    old = client.get("/2019/05/post-2/", headers={"host": "archive.example.org"})
    assert titles == {"Patrols resume"}
    assert "Patrols resume" in page
    assert "Patrols planned" not in page
    assert old.status_code == 404


def test_a_brief_imported_into_a_restricted_section_is_not_public(
    import_all: Callable[..., str], security: Topic, index: BriefIndexPage
) -> None:
    PageViewRestriction.objects.create(page=index, restriction_type=PageViewRestriction.LOGIN)

    assert "1 created" in import_all()
    assert reader.latest(10) == []
