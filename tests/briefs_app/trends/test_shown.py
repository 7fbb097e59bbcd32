"""The trends on every page are found once, and never outlive what they show."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from briefs_app.caching import memo
from briefs_app.pages.models import BriefPage

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


@pytest.fixture
def pages(public_brief):
    public_brief("Ports wait", week=-1, status="improved")
    return [public_brief("Tea is scarce"), public_brief("Tea is back", week=1)]


def test_the_second_page_finds_them_found(client, pages):
    first, second = (_queries(client, path) for path in ("/tea-is-scarce/", "/tea-is-back/"))

    assert second < first


def _withdraw(brief):
    brief.unpublish()


def _restrict(brief):
    PageViewRestriction.objects.create(page=brief, restriction_type=PageViewRestriction.LOGIN)


def _rename(brief):
    brief.title = "Tea is plenty"
    brief.save_revision().publish()


def _expire(brief):
    brief.expire_at = timezone.now() + timedelta(seconds=5)
    brief.save()


@pytest.mark.parametrize("change", [_withdraw, _restrict, _rename, _expire])
def test_a_change_shows_at_once(client, read, pages, change):
    with time_machine.travel(NOW, tick=False) as clock:
        assert "Tea is back" in read("/tea-is-scarce/")

        change(pages[1])
        clock.shift(6)

        assert "Tea is back" not in read("/tea-is-scarce/")


def test_what_was_written_past_the_models_shows_after_a_minute(read, pages, monkeypatch):
    monkeypatch.setattr(memo, "SECONDS", 60)
    with time_machine.travel(NOW, tick=False) as clock:
        read("/tea-is-scarce/")
        BriefPage.objects.filter(pk=pages[1].pk).update(title="Tea is plenty")

        clock.shift(60)

        assert "Tea is plenty" in read("/tea-is-scarce/")


def test_who_is_logged_in_never_gets_what_was_remembered(admin_client, client, read, pages):
    with time_machine.travel(NOW, tick=False):
        read("/tea-is-scarce/")
        BriefPage.objects.filter(pk=pages[1].pk).update(title="Tea is plenty")

        assert "Tea is plenty" in admin_client.get("/tea-is-scarce/").content.decode()


def test_a_brief_outside_every_site_can_be_previewed(pages):
    Site.objects.all().delete()

    assert pages[0].make_preview_request().status_code == 200


def _queries(client, path):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)
