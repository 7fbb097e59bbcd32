"""A brief can be previewed before it is finished, and before it exists."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from briefs_app.pages.models import BriefPage


def test_a_draft_with_nothing_but_a_headline_can_be_previewed(index):
    draft = index.add_child(instance=BriefPage(title="Only a headline", live=False))

    response = draft.make_preview_request()

    assert response.status_code == 200
    assert "Only a headline" in response.text
    assert "Not assessed" in response.text


def test_a_brief_that_was_never_saved_can_be_previewed(index):
    response = BriefPage(title="Only a headline", locale=index.locale).make_preview_request()

    assert response.status_code == 200
    assert "Only a headline" in response.text


def test_a_new_brief_can_be_previewed_in_the_admin(admin_client, index, topic):
    url = reverse("wagtailadmin_pages:preview_on_add", args=["briefs_pages", "briefpage", index.pk])
    form = {
        "title": "Only a headline",
        "slug": "only",
        "topic": topic.pk,
        "summary": "So far.",
        "body": streamfield([]),
        "brief_related_articles": inline_formset([]),
        "comments": inline_formset([]),
    }

    assert admin_client.post(url, nested_form_data(form)).json()["is_valid"]
    response = admin_client.get(url)

    assert response.status_code == 200
    assert "Only a headline" in response.content.decode()


@pytest.mark.parametrize("status", ["worsened", ""])
def test_the_admin_lists_briefs_with_sign_word_and_period(admin_client, public_brief, status):
    public_brief("Tea", status=status)

    page = " ".join(admin_client.get(reverse("briefs:index")).content.decode().split())

    assert {"worsened": "▼</span> Worsened", "": "○</span> Not assessed"}[status] in page
    assert "1–7 June 2026</td>" in page
