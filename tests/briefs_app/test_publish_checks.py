"""Editors are told what is wrong with a brief before they publish it."""

import json
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.documents.models import Document
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupApprovalTask,
    Locale,
    Page,
    PageViewRestriction,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from briefs_app import reader
from briefs_app.models import RelatedArticle, Topic
from briefs_app.pages.models import BriefPage

WEEK = {"period_start": date(2026, 6, 1), "period_end": date(2026, 6, 7)}


def link(kind, key):
    return f'<a linktype="{kind}" id="{key}">words</a>'


def paragraph(*links):
    return {"type": "paragraph", "value": f"<p>{' '.join(links)}</p>"}


@pytest.fixture
def check(admin_user, settings):
    """Return what the checks of briefs_app say about a brief, by their codes."""

    def check(brief, user=admin_user):
        request = RequestFactory().get("/", headers={"host": "briefs.example.org"})
        request.user = user
        found = {finding.code: finding for finding in reader.findings(brief, request)}
        return {code: finding for code, finding in found.items() if not code.startswith("telegram")}

    return check


@pytest.fixture
def document(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def document(title, **fields):
        return Document.objects.create(title=title, file=ContentFile(b"words", name="a.txt"), **fields)

    return document


def test_a_complete_brief_has_no_findings(check, make_brief, publish, photo, document):
    photo.description = "A calm sea"
    photo.save()
    other = publish(make_brief("Coffee"))
    body = [
        paragraph(
            link("page", other.pk), link("document", document("Map").pk), '<a href="https://e.org">x</a>'
        ),
        {"type": "image", "value": {"image": photo.pk, "alt": "Boats", "caption": "", "credit": ""}},
    ]
    brief = make_brief("Tea", photo=photo, photo_credit="Ivan", body=json.dumps(body), **WEEK)
    brief.brief_related_articles.add(RelatedArticle(page=other))

    assert check(brief) == {}


def test_each_flaw_of_a_draft_is_found(check, make_brief, photo, security, subtests):
    image = {"type": "image", "value": {"image": photo.pk, "caption": "The sea", "credit": "Ivan"}}
    russian = Locale.objects.get_or_create(language_code="ru")[0]
    foreign = Topic.objects.create(name="Чай", slug="chai", locale=russian)
    table = [
        ("no_status", {"status": ""}, "status"),
        ("no_period", {"period_end": None}, "period_end"),
        ("photo_credit", {"photo": photo, "photo_alt": "A sea"}, "photo_credit"),
        ("photo_alt", {"photo": photo, "photo_credit": "Ivan"}, "photo_alt"),
        ("body_alt", {"body": json.dumps([image, image])}, "body"),
        ("date_ahead", {"brief_date": timezone.now() + timedelta(days=500)}, "brief_date"),
        ("date_past", {"brief_date": datetime(206, 3, 1, tzinfo=UTC)}, "brief_date"),
        ("topic_language", {"topic": foreign}, "topic"),
    ]
    for number, (code, fields, field) in enumerate(table):
        with subtests.test(code):
            week = {name: day + timedelta(weeks=number) for name, day in WEEK.items()}
            found = check(make_brief("Tea", **{"topic": security, **week, **fields}))

            assert list(found) == [code]
            assert found[code].field == field
            assert found[code].is_error is (code == "topic_language")


def test_briefs_of_the_same_period_are_named(
    check, make_brief, publish, index, russian_index, energy, django_user_model
):
    brief = make_brief("Tea", **WEEK)
    make_brief("Coffee", period_start=date(2026, 6, 7), period_end=date(2026, 6, 30))
    make_brief("Later", period_start=date(2026, 6, 8), period_end=date(2026, 6, 14))
    make_brief("Power", topic=energy, **WEEK)
    make_brief("Чай", parent=russian_index, **WEEK)
    elsewhere = Page.get_first_root_node().add_child(instance=type(index)(title="Else", slug="else"))
    make_brief("Elsewhere", parent=elsewhere, **WEEK)
    stranger = django_user_model.objects.create_user("stranger")

    assert "of this topic: “Coffee”. Check" in check(brief)["period_overlaps"].text
    assert "of this topic: 1 other. Check" in check(brief, stranger)["period_overlaps"].text
    publish(BriefPage.objects.get(title="Coffee"))
    assert "of this topic: “Coffee”. Check" in check(brief, stranger)["period_overlaps"].text


def test_links_that_readers_do_not_get_are_found(check, make_brief, publish, index, document):
    private = index.add_child(instance=type(index)(title="Private", slug="private"))
    PageViewRestriction.objects.create(page=private)
    closed = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(collection=closed)
    draft, secret = make_brief("Draft"), publish(make_brief("Secret", parent=private))
    targets = [
        *(("page", draft.pk), ("page", secret.pk), ("page", 10**6), ("document", 10**6)),
        ("document", document("Plan", collection=closed).pk),
    ]
    brief = make_brief("Tea", body=json.dumps([paragraph(link(*target)) for target in targets]), **WEEK)
    brief.brief_related_articles = [
        RelatedArticle(page=draft),
        RelatedArticle(page=publish(make_brief("Public"))),
    ]

    said = {code: finding.text for code, finding in check(brief).items()}

    assert said.keys() == {"link_gone", "link_not_published", "link_not_public", "related_hidden"}
    assert said["link_gone"].startswith("2 links lead to pages or documents that were deleted.")
    assert "not published: “Draft”." in said["link_not_published"]
    assert "not everybody may read: “Plan” and “Secret”." in said["link_not_public"]
    assert "cannot see: “Draft”." in said["related_hidden"]


def test_many_links_ask_as_many_queries_as_few(check, make_brief, index, photo):
    kind = ContentType.objects.get_for_model(Page)
    rows = [
        Page(title=f"{n}", slug=f"p{n}", path=f"{index.path}{n:04}", depth=index.depth + 1, live=False)
        for n in range(9000, 9200)
    ]
    for row in rows:
        row.content_type, row.locale = kind, index.locale
    Page.objects.bulk_create(rows)
    image = {"type": "image", "value": {"image": photo.pk, "caption": "", "credit": ""}}

    def queries(number):
        pages = Page.objects.filter(live=False, slug__startswith="p")[:number]
        links = [paragraph(link("page", page.pk), link("document", page.pk)) for page in pages]
        brief = make_brief("Tea", body=json.dumps([*links, *[image] * number]), photo=photo, **WEEK)
        brief.brief_related_articles = [RelatedArticle(page=page) for page in pages]
        with CaptureQueriesContext(connection) as queries:
            found = check(brief)
        assert f"{number} links lead" in found["link_gone"].text
        return len(queries)

    queries(3)
    assert queries(3) == queries(200) < 30


@pytest.fixture
def form(admin_client, index, security):
    """Fill in the form of a new brief, or of one that is there, and press Publish."""

    def form(brief=None, **fields):
        given = {
            "title": "Tea",
            "slug": "tea",
            "topic": security.pk,
            "summary": "In short.",
            "body": streamfield([]),
            "brief_related_articles": inline_formset([]),
            "comments": inline_formset([]),
            "action-publish": "yes",
            **fields,
        }
        address = reverse("wagtailadmin_pages:add", args=("briefs_pages", "briefpage", index.pk))
        if brief:
            address = reverse("wagtailadmin_pages:edit", args=[brief.pk])
        return admin_client.post(address, nested_form_data(given), follow=True).content.decode()

    return form


@pytest.fixture
def forbids_tea():
    """Another app finds an error in briefs on tea, and a warning in all others."""

    def check(brief, request):
        is_tea = "Tea" in brief.title
        level = reader.Level.ERROR if is_tea else reader.Level.WARNING
        yield reader.Finding("tea", f"<b>{brief.title}</b> is no topic. Write of coffee.", level, "title")

    with hooks.register_temporarily("register_brief_check", check):
        yield


def test_warnings_are_passed_and_told_after_publishing(form):
    page = form(status="")

    assert BriefPage.objects.get().live
    assert "No status: readers see “Not assessed”." in page
    assert "No period: give the first and the last day" in page


@pytest.mark.usefixtures("forbids_tea")
def test_an_error_keeps_a_brief_from_being_published(form, make_brief, publish):
    page = form(title="Tea at sea")

    brief = BriefPage.objects.get()
    assert (brief.title, brief.live, brief.first_published_at) == ("Tea at sea", False, None)
    assert "Nothing was published. &lt;b&gt;Tea at sea&lt;/b&gt; is no topic." in page
    page = form(brief, title="Coffee at sea")
    brief.refresh_from_db()
    assert (brief.title, brief.live) == ("Coffee at sea", True)
    assert "&lt;b&gt;Coffee at sea&lt;/b&gt; is no topic." in page
    assert "Nothing was published." in form(brief, title="Tea again")
    brief.refresh_from_db()
    assert (brief.title, brief.live, brief.latest_revision.content["title"]) == (
        "Coffee at sea",
        True,
        "Tea again",
    )


@pytest.mark.usefixtures("forbids_tea")
def test_an_error_keeps_a_brief_from_being_published_in_bulk_or_by_approval(
    admin_client, admin_user, make_brief, form, index
):
    brief = make_brief("Tea")
    brief.save_revision()
    workflow = Workflow.objects.create(name="Moderation")
    task = GroupApprovalTask.objects.create(name="Approval")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    WorkflowPage.objects.update_or_create(page=index, defaults={"workflow": workflow})
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    address = f"{address}?{urlencode({'id': brief.pk, 'next': '/admin/'})}"

    told = admin_client.post(address, follow=True).content.decode()

    assert "Nothing was published. “Tea”: &lt;b&gt;Tea&lt;/b&gt; is no topic." in told
    workflow.start(brief, admin_user)
    state = brief.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[brief.pk, "approve", state.pk])
    told = admin_client.post(address, {"comment": ""}, follow=True).content.decode()
    assert "Nothing was published. “Tea”: &lt;b&gt;Tea&lt;/b&gt; is no topic." in told
    approval = {"action-publish": "", "action-workflow-action": "yes", "workflow-action-name": "approve"}
    told = form(brief, title="Tea again", **approval)
    assert "Nothing was published. &lt;b&gt;Tea again&lt;/b&gt; is no topic." in told
    brief = BriefPage.objects.get()
    assert (brief.live, brief.title, brief.workflow_in_progress) == (False, "Tea again", True)
    form(brief, title="Coffee", **approval)
    assert BriefPage.objects.get().live


@pytest.mark.usefixtures("forbids_tea")
def test_the_checks_panel_lists_the_findings_of_the_version_that_is_saved(admin_client, make_brief, index):
    brief = make_brief("Tea", status="", **WEEK)
    brief.save_revision()
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[brief.pk])).content
    page = BeautifulSoup(page, "html.parser")

    place = page.select_one("[data-side-panel=checks] [data-brief-checks]")
    rows = place.select(".brief-finding")
    assert [row["data-code"] for row in rows if "telegram" not in row["data-code"]] == ["tea", "no_status"]
    assert "<b>Tea</b> is no topic." in rows[0].get_text()
    counter = page.select_one("[data-side-panel-toggle=checks] [data-side-panel-toggle-counter]")
    assert counter.get_text(strip=True) == str(len(rows)) == place.select_one(".has-errors").get_text()
    assert page.select_one("[data-side-panel=checks] [data-checks-panel]")
    brief.status = "improved"
    brief.save_revision()
    answer = admin_client.get(place["data-brief-checks"]).content.decode()
    assert "is no topic" in answer
    assert "No status" not in answer
    new = admin_client.get(reverse("wagtailadmin_pages:add", args=("briefs_pages", "briefpage", index.pk)))
    assert "Save the brief to have it checked." in new.content.decode()
    other = admin_client.get(reverse("wagtailadmin_pages:edit", args=[index.pk])).content.decode()
    assert "data-brief-checks" not in other
