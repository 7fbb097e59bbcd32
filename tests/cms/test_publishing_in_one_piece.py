"""A publication that fails half-way has not happened."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data

from briefs_app.pages.models import BriefPage
from briefs_app.signals import brief_published
from briefs_bot.models import Broadcast


@pytest.fixture
def failing_listener():
    def fail(**kwargs):
        raise RuntimeError("Out of luck.")

    brief_published.connect(fail)
    yield lambda: brief_published.disconnect(fail)
    brief_published.disconnect(fail)


@pytest.fixture
def form(security):
    return nested_form_data(
        {
            "title": "Tea",
            "slug": "tea",
            "topic": security.pk,
            "summary": "In short.",
            "notify_subscribers": "on",
            "body-count": 0,
            "brief_related_articles": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
            "action-publish": "publish",
        }
    )


def test_a_publication_that_fails_leaves_nothing_public_and_can_be_repeated(
    admin_client, index, form, failing_listener
):
    admin_client.raise_request_exception = False
    address = reverse("wagtailadmin_pages:add", args=["briefs_pages", "briefpage", index.pk])

    assert admin_client.post(address, form).status_code == 500

    assert not BriefPage.objects.exists()
    assert not Broadcast.objects.exists()

    failing_listener()
    assert admin_client.post(address, form).status_code == 302
    assert BriefPage.objects.get().live
    assert Broadcast.objects.count() == 1
