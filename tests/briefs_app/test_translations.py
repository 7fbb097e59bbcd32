"""A brief keeps to its language: its topic, and the pages beside it."""

from importlib.util import find_spec

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from briefs_app.models import RelatedArticle
from briefs_app.pages.models import BriefPage

pytestmark = pytest.mark.usefixtures("unindexed")

ADVICE = "Translate the topic “Security” first ("


@pytest.fixture
def russian_topic(security, russian_index):
    topic = security.copy_for_translation(russian_index.locale)
    topic.name = "Безопасность"
    topic.save()
    return topic


@pytest.fixture
def foreign(make_brief, russian_index, security):
    """A Russian draft with a topic that has no translation."""
    return make_brief("Чай", parent=russian_index, topic=security)


def as_copy(brief, locale):
    return brief.copy_for_translation(locale)


def as_alias(brief, locale):
    return brief.copy_for_translation(locale, alias=True)


@pytest.mark.parametrize("translate", [as_copy, as_alias])
def test_a_translation_has_the_topic_and_the_articles_of_its_language(
    make_brief, publish, russian_index, russian_topic, translate
):
    picked, english_only = publish(make_brief("Coffee")), publish(make_brief("Milk"))
    translated = picked.copy_for_translation(russian_index.locale)
    brief = make_brief("Tea")
    brief.brief_related_articles = [
        RelatedArticle(page=picked),
        RelatedArticle(url="https://example.org/", headline="Outside"),
        RelatedArticle(page=english_only),
    ]
    brief = publish(brief)

    found = translate(brief, russian_index.locale)
    publish(brief)  # brings its aliases up to date

    for version in (BriefPage.objects.get(pk=found.pk), found.get_latest_revision_as_object()):
        assert version.topic == russian_topic
        articles = [article.page_id for article in version.brief_related_articles.all()]
        assert articles == [translated.pk, None, english_only.pk]


def test_a_translation_made_in_the_admin_has_the_topic_of_its_language(
    admin_client, make_brief, publish, russian_index, russian_topic
):
    brief = publish(make_brief("Tea"))
    address = reverse("simple_translation:submit_page_translation", args=[brief.pk])

    admin_client.post(address, {"locales": [russian_index.locale.pk]})

    assert brief.get_translation(russian_index.locale).topic == russian_topic


def test_a_draft_waits_for_the_translation_of_its_topic(foreign, publish, security, russian_index):
    with pytest.raises(ValidationError, match="Translate the topic"):
        publish(foreign)
    assert not BriefPage.objects.get(pk=foreign.pk).live

    security.copy_for_translation(russian_index.locale).save()

    assert publish(foreign).topic.locale == russian_index.locale


def form_of(brief):
    return nested_form_data(
        {
            "title": brief.title,
            "slug": brief.slug,
            "topic": brief.topic_id,
            "summary": brief.summary,
            "status": "improved",
            "body": streamfield([]),
            "brief_related_articles": inline_formset([]),
            "comments": inline_formset([]),
        }
    )


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize("action", ["action-publish", "action-draft"])
def test_the_edit_form_says_what_to_do_about_a_foreign_topic(admin_client, foreign, live, action):
    BriefPage.objects.filter(pk=foreign.pk).update(live=live)

    answer = admin_client.post(
        reverse("wagtailadmin_pages:edit", args=[foreign.pk]), {**form_of(foreign), action: "yes"}
    )

    refused = live or action == "action-publish"
    assert (answer.status_code == 200) == refused
    if refused:
        assert ADVICE in " ".join(BeautifulSoup(answer.content, "html.parser").get_text().split())
    assert BriefPage.objects.get(pk=foreign.pk).live == live


def test_publishing_many_names_the_briefs_that_cannot_be_published(admin_client, foreign, make_brief):
    fine = make_brief("Tea")
    Page.objects.get(pk=foreign.pk).specific.save_revision()
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))

    answer = admin_client.post(
        f"{address}?id={foreign.pk}&id={fine.pk}&next={reverse('wagtailadmin_home')}",
        {"include_descendants": ""},
        follow=True,
    )

    assert f"Nothing was published. “Чай”: Topic: {ADVICE}" in answer.content.decode()
    assert not BriefPage.objects.filter(live=True).exists()


@pytest.mark.skipif(not find_spec("wagtail.api.v3"), reason="has no API v3")
def test_api_v3_publishes_no_foreign_topic(admin_user, foreign):
    from wagtail.models import APIToken

    foreign.save_revision()
    token = APIToken.create_token(user=admin_user, name="tests")[1]
    client, page = Client(headers={"Authorization": f"Bearer {token}"}), f"/api/v3/pages/{foreign.pk}/"
    body = {"title": "Чай", "meta": {"type": "briefs_pages.BriefPage", "action": "publish"}}

    published = client.post(f"{page}actions/publish/")
    patched = client.patch(page, body, content_type="application/json")

    for answer in (published, patched):
        assert answer.status_code == 422
        assert ADVICE in str(answer.json())


def test_the_form_offers_topics_of_its_language(admin_client, russian_index, russian_topic, energy):
    form = admin_client.get(
        reverse("wagtailadmin_pages:add", args=("briefs_pages", "briefpage", russian_index.pk))
    )
    assert "locale__language_code=ru" in form.content.decode()

    chooser = reverse(russian_topic.snippet_viewset.chooser_viewset.get_url_name("choose"))
    offered = admin_client.get(chooser, {"locale__language_code": "ru"}).json()["html"]

    assert "Безопасность" in offered
    assert "Energy" not in offered
