"""None of Wagtail's addresses that could publish a page starts a broadcast that nobody was asked about.

They are walked as Wagtail has them, so a new one is tried on the day it is there.
"""

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import GroupApprovalTask, Locale, Page, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import nested_form_data

from briefs_app.pages.models import BriefIndexPage, BriefPage
from briefs_bot.models import Broadcast
from tests.briefs_bot.desk.conftest import NONE

PARTS = ("wagtailadmin_pages", "wagtailadmin_workflows", "simple_translation", "wagtail_bulk_action")
APPROVAL = {"action-workflow-action": "true", "workflow-action-name": "approve"}
FORMS = {"wagtailadmin_pages:add", "wagtailadmin_pages:edit", "wagtailadmin_pages:revisions_revert"}
# What is pressed in FORMS, which have more than one button.
BUTTONS = ({"action-publish": "yes"}, {"action-submit": "yes"}, {"action-restart-workflow": "yes"}, APPROVAL)
# All the others publish nothing, or nothing that is sent.
ASK = {
    "wagtailadmin_pages:add",
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:revisions_revert",
    "wagtailadmin_pages:workflow_action",
    "wagtailadmin_workflows:disable_task",
    "wagtail_bulk_action publish",
}


@pytest.fixture
def draft(make_brief, index, person, admin_user, crowd):
    """A draft that waits for the approval by which it is published."""
    person("Moderators")
    workflow = Workflow.objects.create(name="Moderation")
    WorkflowPage.objects.create(workflow=workflow, page=index)
    task = GroupApprovalTask.objects.create(name="Words")
    task.groups.set(Group.objects.filter(name="Moderators"))
    WorkflowTask.objects.create(workflow=workflow, task=task)
    draft = make_brief("Tea")
    draft.save_revision(user=admin_user)
    workflow.start(draft, admin_user)
    return BriefPage.objects.get(pk=draft.pk)


@pytest.fixture
def places(draft, index):
    """Values for each part of an address."""
    state = draft.current_workflow_task_state
    section = index.add_child(instance=BriefIndexPage(title="Section", slug="section"))
    return {
        "page_id": draft.pk,
        "page_pk": draft.pk,
        "workflow_pk": draft.current_workflow_state.workflow_id,
        "page_to_move_id": draft.pk,
        "destination_id": section.pk,
        "parent_page_id": index.pk,
        "revision_id": draft.latest_revision_id,
        "content_type_app_name": "briefs_pages",
        "content_type_model_name": "briefpage",
        "action_name": "approve",
        "task_state_id": state.pk,
        "task_id": state.task_id,
        "workflow_state_id": draft.current_workflow_state.pk,
    }


@pytest.fixture
def filled_in(draft, index, security):
    """The fields that all forms of these addresses ask for."""
    russian = Locale.objects.get_or_create(language_code="ru")[0]
    form = {
        "title": "Tea",
        "slug": "tea-again",
        "topic": security.pk,
        "summary": "In short.",
        "notify_subscribers": "on",
        "body-count": 0,
        "brief_related_articles": NONE,
        "comments": NONE,
        "new_title": "Tea",
        "new_slug": "copy",
        "new_parent_page": index.pk,
        "publish_copies": "on",
        "include_descendants": "on",
        "restriction_type": "none",
        "locales": [russian.pk],
        "chooser": index.pk,
    }
    return nested_form_data(form)


def addresses(places, draft):
    """Yield the name and the address of everything in PARTS."""
    [admin] = [entry for entry in get_resolver().url_patterns if str(entry.pattern) == "admin/"]
    for name, parts in names(admin.url_patterns):
        if name == "wagtail_bulk_action":
            for action in bulk_action_registry.get_bulk_actions_for_model("wagtailcore", "page"):
                given = ["wagtailcore", "page", action.action_type]
                yield (
                    f"{name} {action.action_type}",
                    f"{reverse(name, args=given)}?id={draft.pk}&next=/admin/",
                )
        else:
            given = {
                "pk": number(name, draft),
                "app_label": "briefs_pages",
                "model_name": "briefpage",
                **places,
            }
            yield name, reverse(name, kwargs={part: given[part] for part in parts})


def names(patterns, namespace=""):
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry.url_patterns, entry.namespace or namespace)
        # Wagtail 7 gives the parts of its comparison no names; it shows and changes nothing.
        elif (namespace or entry.name) in PARTS and entry.name != "revisions_compare":
            yield ":".join(filter(None, [namespace, entry.name])), list(entry.pattern.regex.groupindex)


def number(name, draft):
    state = draft.current_workflow_state
    if "task" in name:
        return state.current_task_state.task_id
    return state.workflow_id if "workflows:" in name else draft.pk


def test_no_address_starts_a_broadcast_that_nobody_was_asked_about(
    admin_client, places, filled_in, draft, subtests
):
    asked = set()
    for name, address in addresses(places, draft):
        for button in BUTTONS if name in FORMS else BUTTONS[:1]:
            with subtests.test(address=name, button=button), transaction.atomic():
                answer = admin_client.post(address, {**filled_in, **button})
                if b"40 subscribers" in answer.content:
                    asked.add(name)
                    assert not Page.objects.get(pk=draft.pk).live
                assert not Broadcast.objects.exists()
                transaction.set_rollback(True)

    assert asked == ASK
