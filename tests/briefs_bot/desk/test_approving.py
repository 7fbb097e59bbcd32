"""A moderator learns to how many an approval sends a brief."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

from briefs_app.pages.models import BriefPage
from tests.admin import repeat


@pytest.fixture
def moderated(index, person):
    """Let each brief be approved by two moderators in turn."""
    person("Moderators")
    workflow = Workflow.objects.create(name="Two pairs of eyes")
    WorkflowPage.objects.create(workflow=workflow, page=index)
    for order, name in enumerate(["Facts", "Words"]):
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.set(Group.objects.filter(name="Moderators"))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    return workflow


@pytest.fixture
def submitted(make_brief, moderated, admin_user):
    brief = make_brief("Tea")
    brief.save_revision(user=admin_user)
    moderated.start(brief, admin_user)
    return BriefPage.objects.get()


def approve(publish_form, brief, name="approve"):
    decision = {"action-workflow-action": "true", "workflow-action-name": name, "action-publish": ""}
    return publish_form(brief, **decision, title=brief.title, slug=brief.slug)


def test_the_approval_that_publishes_asks_first(admin_client, publish_form, submitted, crowd):
    assert approve(publish_form, submitted).status_code == 302, "another task follows"

    asked = approve(publish_form, submitted)

    assert "it goes to 40 subscribers" in asked.content.decode()
    assert not BriefPage.objects.get().live
    assert repeat(admin_client, asked, "notify").status_code == 302
    assert BriefPage.objects.get().live


def test_a_rejection_asks_nothing(publish_form, submitted, crowd):
    assert approve(publish_form, submitted, name="reject").status_code == 302
    assert not BriefPage.objects.get().live
