"""A brief that lacks what readers need is published by no way, and the editor is told what it lacks."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Locale, Revision, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from briefs_app.pages.models import BriefIndexPage, BriefPage

pytestmark = pytest.mark.usefixtures("unindexed")

LACKS = "Nothing was published. “Coffee”: Topic: A brief needs a topic. Summary: A brief needs a summary."


@pytest.fixture
def incomplete(make_brief):
    draft = make_brief("Coffee", topic=None, summary="")
    draft.save_revision(clean=False)
    return draft


@pytest.fixture
def bulk(admin_client, django_capture_on_commit_callbacks):
    def bulk(action, *pages, model=("wagtailcore", "page"), **form):
        address = reverse("wagtail_bulk_action", args=[*model, action])
        query = "&".join(f"id={page.pk}" for page in pages)
        with django_capture_on_commit_callbacks(execute=True):
            return admin_client.post(f"{address}?{query}&next=/admin/", form, follow=True)

    return bulk


def live():
    return BriefPage.objects.live().count()


def test_of_many_briefs_with_an_incomplete_one_none_is_published(bulk, make_brief, incomplete):
    drafts = [make_brief(f"Tea {number}") for number in range(3)]

    answer = bulk("publish", *drafts, incomplete)

    assert answer.status_code == 200
    assert LACKS in answer.content.decode()
    assert live() == 0


def test_many_complete_briefs_are_published(bulk, make_brief):
    assert bulk("publish", *(make_brief(f"Tea {number}") for number in range(3))).status_code == 200
    assert live() == 3


def test_an_incomplete_brief_below_a_chosen_page_is_named(bulk, index, make_brief, incomplete):
    make_brief("Tea")

    assert LACKS in bulk("publish", index, include_descendants="on").content.decode()
    assert live() == 0
    assert bulk("publish", index).status_code == 200  # the page alone


def test_a_bulk_schedule_needs_a_complete_brief(bulk, make_brief):
    later = timezone.now() + timedelta(hours=1)
    draft = make_brief("Coffee", topic=None, go_live_at=later)

    assert "A brief needs a topic." in bulk("publish", draft).content.decode()
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


@pytest.mark.parametrize("live_before", [False, True])
def test_no_program_schedules_an_incomplete_brief(make_brief, publish, live_before):
    brief = make_brief("Coffee")
    if live_before:
        brief = publish(brief)
    brief.topic, brief.go_live_at = None, timezone.now() + timedelta(hours=1)

    with pytest.raises(ValidationError, match="A brief needs a topic"):
        brief.save_revision(clean=False).publish()
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_a_complete_schedule_is_kept_and_published(make_brief, publish):
    brief = make_brief("Tea", go_live_at=timezone.now() + timedelta(hours=1))
    publish(brief)
    Revision.objects.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    for revision in Revision.objects.all():
        revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
        revision.save(update_fields=["content"])

    call_command("publish_scheduled")

    assert live() == 1


@pytest.fixture
def moderated(index, incomplete, admin_user):
    """A workflow that is one step from publishing the incomplete brief."""
    workflow = Workflow.objects.create(name="Moderation")
    task = GroupApprovalTask.objects.create(name="Approval")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    WorkflowPage.objects.update_or_create(page=index, defaults={"workflow": workflow})
    workflow.start(incomplete, admin_user)
    return BriefPage.objects.get(pk=incomplete.pk)


@pytest.mark.parametrize("modal", [False, True])
def test_an_approval_of_an_incomplete_brief_tells_what_it_lacks(admin_client, moderated, modal):
    state = moderated.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[moderated.pk, "approve", state.pk])
    edit = reverse("wagtailadmin_pages:edit", args=[moderated.pk])
    headers = {"x-requested-with": "XMLHttpRequest"} if modal else {}

    answer = admin_client.post(address, {"comment": ""}, headers=headers)

    assert (answer.json()["redirect"] if modal else answer.url) == edit
    assert LACKS in admin_client.get(edit).content.decode()
    state.refresh_from_db()
    assert (live(), state.status) == (0, "in_progress")


def test_an_approval_of_a_complete_brief_publishes_it(admin_client, moderated, security):
    moderated.topic, moderated.summary = security, "In short."
    moderated.save_revision()
    state = moderated.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[moderated.pk, "approve", state.pk])

    assert admin_client.post(address, {"comment": ""}).status_code == 302
    assert live() == 1


def test_an_old_incomplete_version_is_not_published_from_the_history(admin_client, make_brief, publish):
    brief = make_brief("Tea", topic=None)
    old = brief.save_revision(clean=False)
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[brief.pk, old.pk])
    form = {
        "title": "Tea",
        "slug": brief.slug,
        "topic": "",
        "summary": "In short.",
        "body": streamfield([]),
        "brief_related_articles": inline_formset([]),
        "comments": inline_formset([]),
        "action-publish": "yes",
    }

    assert admin_client.get(revert).status_code == 200
    edit = reverse("wagtailadmin_pages:edit", args=[brief.pk])
    for address in (revert, edit):
        answer = admin_client.post(address, nested_form_data(form))
        assert (answer.status_code, live()) == (200, 0)
        assert "This field is required" in answer.content.decode()


@pytest.mark.parametrize("keep_live", ["", "on"])
@pytest.mark.parametrize("newest", ["complete", "incomplete"])
def test_a_brief_is_copied_whatever_its_newest_version_lacks(
    admin_client, index, make_brief, publish, keep_live, newest
):
    brief = publish(make_brief("Tea"))
    if newest == "incomplete":
        brief.topic = None
        brief.save_revision(clean=False)
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": index.pk, "publish_copies": keep_live}

    assert admin_client.post(reverse("wagtailadmin_pages:copy", args=[brief.pk]), form).status_code == 302
    assert BriefPage.objects.get(slug="copy").live == bool(keep_live)


def test_an_incomplete_draft_is_translated_and_aliased(admin_client, index, russian_index, incomplete):
    locale = Locale.objects.get(language_code="ru")
    address = reverse("simple_translation:submit_page_translation", args=[incomplete.pk])

    assert admin_client.post(address, {"locales": [locale.pk]}).status_code == 302
    form = {"new_title": "Twin", "new_slug": "twin", "new_parent_page": index.pk, "alias": "on"}
    assert (
        admin_client.post(reverse("wagtailadmin_pages:copy", args=[incomplete.pk]), form).status_code == 302
    )
    assert BriefPage.objects.filter(locale=locale).exists()
    assert live() == 0


def test_an_alias_among_many_is_named(bulk, index, make_brief, publish):
    alias = publish(make_brief("Tea")).create_alias(parent=index, update_slug="alias")
    answer = bulk("publish", make_brief("Coffee"), alias).content.decode()

    assert "“Tea” is an alias, which is published with its original." in answer
    assert not BriefPage.objects.get(title="Coffee").live


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move"])
def test_bulk_actions_take_briefs_of_every_state(bulk, index, make_brief, publish, incomplete, action):
    other = index.add_child(instance=BriefIndexPage(title="Other", slug="other", locale=index.locale))
    published = publish(make_brief("Tea"))
    alias = published.create_alias(parent=index, update_slug="alias")
    scheduled = publish(make_brief("Later", go_live_at=timezone.now() + timedelta(hours=1)))
    pages = [published, alias, scheduled, *([] if action == "publish" else [incomplete])]

    assert bulk(action, *pages, chooser=other.pk).status_code == 200


@pytest.mark.parametrize("action", ["delete"])
def test_bulk_actions_take_topics(bulk, security, energy, action):
    assert bulk(action, security, energy, model=("briefs_app", "topic")).status_code == 200
