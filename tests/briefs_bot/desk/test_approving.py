"""A moderator learns to how many an approval sends a brief, wherever it is pressed."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Task, Workflow, WorkflowPage, WorkflowTask

from briefs_app.pages.models import BriefPage
from briefs_bot import tasks
from briefs_bot.models import Broadcast
from tests.admin import confirm, repeat

FETCHED = {"x-requested-with": "XMLHttpRequest"}


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


@pytest.fixture
def approve_outside(admin_client):
    """Press "Approve" on the admin's first page; with a comment, in a dialog."""

    def approve_outside(brief, **headers):
        state = BriefPage.objects.get(pk=brief.pk).current_workflow_task_state
        address = reverse("wagtailadmin_pages:workflow_action", args=[brief.pk, "approve", state.pk])
        return admin_client.post(address, {"comment": "Well done", "next": "/admin/"}, headers=headers)

    return approve_outside


def approve(publish_form, brief, name="approve", **fields):
    decision = {"action-workflow-action": "true", "workflow-action-name": name, "action-publish": ""}
    return publish_form(brief, **decision, title=brief.title, slug=brief.slug, **fields)


def test_the_approval_that_publishes_asks_first(admin_client, publish_form, submitted, crowd):
    assert approve(publish_form, submitted).status_code == 302, "another task follows"

    asked = approve(publish_form, submitted)

    assert "Approving publishes it. Goes to 40 subscribers." in asked.content.decode()
    assert f"/admin/pages/{submitted.pk}/view_draft/?mode=telegram" in asked.content.decode()
    assert not BriefPage.objects.get().live
    assert repeat(admin_client, asked, "notify").status_code == 302
    assert BriefPage.objects.get().live


def test_the_question_is_about_the_form_that_is_sent_with_the_approval(
    publish_form, submitted, crowd, energy
):
    submitted.notify_subscribers = False
    submitted.save_revision()
    Task.objects.filter(name="Words").update(active=False)

    assert approve(publish_form, submitted, topic=energy.pk, summary="").status_code == 200, "incomplete"
    assert (
        "Approving publishes it. Goes to 40 subscribers." in approve(publish_form, submitted).content.decode()
    )
    assert not Broadcast.objects.exists()


def test_the_approval_outside_the_form_asks_first(admin_client, approve_outside, submitted, crowd):
    assert approve_outside(submitted).url == "/admin/", "another task follows"

    asked = approve_outside(submitted)

    assert "Approving publishes it. Goes to 40 subscribers." in asked.content.decode()
    assert "view_draft/?mode=telegram" in asked.content.decode()
    assert not BriefPage.objects.get().live
    assert repeat(admin_client, asked, "notify").url == "/admin/"
    assert BriefPage.objects.get().live


def test_the_approval_in_a_dialog_asks_there(admin_client, approve_outside, submitted, crowd):
    approve_outside(submitted)

    asked = approve_outside(submitted, **FETCHED).json()

    assert asked["step"] == "action", "the dialog sends the form that it shows"
    assert "Approving publishes it. Goes to 40 subscribers." in asked["html"]
    assert not BriefPage.objects.get().live
    repeat(admin_client, asked["html"], "notify")
    brief = BriefPage.objects.get()
    assert brief.live
    assert brief.workflow_states.get().current_task_state.comment == "Well done"


def test_a_rejection_asks_nothing(publish_form, submitted, crowd):
    assert approve(publish_form, submitted, name="reject").status_code == 302
    assert not BriefPage.objects.get().live


def test_an_approval_that_sends_to_nobody_asks_nothing(approve_outside, submitted):
    approve_outside(submitted)

    assert approve_outside(submitted).url == "/admin/"
    assert BriefPage.objects.get().live


def test_disabling_the_last_task_asks_about_the_briefs_that_it_publishes(admin_client, submitted, crowd):
    Task.objects.filter(name="Words").update(active=False)
    address = reverse("wagtailadmin_workflows:disable_task", args=[Task.objects.get(name="Facts").pk])

    asked = admin_client.post(address)

    assert "Tea: 40 subscribers" in asked.content.decode()
    assert not BriefPage.objects.get().live
    assert Task.objects.get(name="Facts").active
    repeat(admin_client, asked, "quietly")
    assert BriefPage.objects.get().live
    assert not Broadcast.objects.exists()


@pytest.mark.parametrize("form", ["new", "edited", "restarted"])
def test_a_workflow_whose_tasks_are_all_disabled_publishes_nothing(
    publish_form, moderated, make_brief, admin_user, crowd, form
):
    brief = None if form == "new" else make_brief("Tea")
    if form == "restarted":
        brief.save_revision()
        moderated.start(brief, admin_user)
        brief.current_workflow_task_state.reject()
    Task.objects.update(active=False)
    action = "action-restart-workflow" if form == "restarted" else "action-submit"

    answer = publish_form(brief, **{"action-publish": "", action: "yes"}, slug="tea")

    assert "all tasks of its workflow are disabled" in str(list(answer.wsgi_request._messages))
    assert not BriefPage.objects.get().live


def test_an_approval_names_the_day_on_which_messages_are_deleted(
    admin_client, publish_form, moderated, admin_user, crowd, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        confirm(admin_client, publish_form())
    brief = BriefPage.objects.get()
    Task.objects.filter(name="Words").update(active=False)
    moderated.start(brief, admin_user)

    asked = approve(publish_form, brief, expire_at="2099-01-01 12:00")

    assert "On Jan. 1, 2099, noon it expires: 40 messages on Telegram" in asked.content.decode()
    assert BriefPage.objects.get().expire_at is None
    repeat(admin_client, asked, "expire")
    assert BriefPage.objects.get().expire_at


@pytest.fixture
def last_approval(publish_form, approve_outside, submitted):
    """Press "Approve" where nobody else has to: in the form, on the admin's first page, or in a dialog."""
    words = {"title": "Tea", "slug": "tea", "summary": submitted.summary}
    publish_form(submitted, **{"action-publish": ""}, **words)  # so that the form is sent as it was saved
    Task.objects.filter(name="Words").update(active=False)

    def last_approval(door, **fields):
        brief = BriefPage.objects.get()
        if door == "form":
            return approve(publish_form, brief, summary=brief.summary, **fields)
        answer = approve_outside(brief, **(FETCHED if door == "dialog" else {}))
        return answer.json().get("html", "") if door == "dialog" else answer

    return last_approval


@pytest.fixture
def received(telegram, subscriber):
    """The bot's messages to Anna after its welcome, once the worker has run."""

    def received(minutes=0):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            tasks.tick()
        return [message.text for message in telegram.messages(subscriber.id) if message.from_bot][1:]

    return received


@pytest.mark.parametrize("door", ["form", "outside", "dialog"])
@pytest.mark.parametrize(
    ("choice", "at_once", "later"), [("notify", 1, 1), ("quietly", 0, 0), ("later", 0, 1)]
)
def test_the_moderator_chooses_whether_and_when_it_is_sent(
    admin_client, last_approval, received, door, choice, at_once, later
):
    repeat(admin_client, last_approval(door), choice, minutes="15")

    brief = BriefPage.objects.get()
    assert brief.live
    assert brief.notify_subscribers is (choice != "quietly")
    assert len(received()) == at_once
    assert len(received(minutes=14)) == at_once
    assert len(received(minutes=16)) == later


def test_minutes_that_are_not_offered_approve_nothing(admin_client, last_approval, subscriber):
    answer = repeat(admin_client, last_approval("form"), "later", minutes="7")

    assert "Choose how many minutes to wait." in answer.content.decode()
    assert not BriefPage.objects.get().live
    assert "Notify later" not in last_approval("form", go_live_at="2099-01-01 12:00").content.decode()


@pytest.fixture
def changed(admin_client, publish_form, moderated, subscriber, django_capture_on_commit_callbacks):
    """Submit other words for a brief that Anna has."""
    with django_capture_on_commit_callbacks(execute=True):
        confirm(admin_client, publish_form())
    publish_form(
        BriefPage.objects.get(), **{"action-publish": "", "action-submit": "yes"}, summary="Other words."
    )
    Task.objects.filter(name="Words").update(active=False)
    return BriefPage.objects.get()


@pytest.mark.parametrize("door", ["form", "outside"])
@pytest.mark.parametrize(("choice", "answers"), [("minor", []), ("material", ["It was coffee."])])
def test_the_moderator_says_whether_readers_must_know_of_a_change(
    admin_client, publish_form, approve_outside, changed, received, door, choice, answers
):
    [_shown] = received()

    def press():
        if door == "form":
            return approve(publish_form, changed, summary="Other words.")
        return approve_outside(changed)

    asked = press()
    assert "1 message on Telegram shows this brief. Changed: Summary." in asked.content.decode()
    assert BriefPage.objects.get().summary == "In short."
    refused = repeat(admin_client, asked, "material", note=" ")
    assert "Say what was wrong" in refused.content.decode()
    assert BriefPage.objects.get().summary == "In short."

    repeat(admin_client, refused, choice, note="It was coffee.")

    shown, *told = received(minutes=1)
    assert "Other words." in shown
    assert len(told) == len(answers)
    assert all(note in text for note, text in zip(answers, told, strict=True))
    assert BriefPage.objects.get().correction_note == "".join(answers)
