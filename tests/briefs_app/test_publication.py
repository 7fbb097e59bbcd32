"""Only a first public appearance is news: every trap of Wagtail's signals, by the door the editor uses."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import PageViewRestriction, Workflow, WorkflowPage, WorkflowTask

from briefs_app import reader
from briefs_app.pages.models import BriefPage
from briefs_app.signals import brief_changed, brief_published, brief_withdrawn

pytestmark = pytest.mark.usefixtures("unindexed")


@pytest.fixture
def news():
    """The titles that were announced, in order."""
    heard = []

    def listen(sender, brief, **kwargs):
        heard.append(brief.title)

    brief_published.connect(listen)
    yield heard
    brief_published.disconnect(listen)


@pytest.fixture
def changes():
    heard = []

    def listen(sender, brief, **kwargs):
        heard.append(brief.title)

    brief_changed.connect(listen)
    yield heard
    brief_changed.disconnect(listen)


@pytest.fixture
def withdrawals():
    heard = []

    def listen(sender, brief_id, **kwargs):
        heard.append(brief_id)

    brief_withdrawn.connect(listen)
    yield heard
    brief_withdrawn.disconnect(listen)


def test_a_first_publication_is_news(make_brief, publish, news):
    publish(make_brief("Tea"))

    assert news == ["Tea"]


def test_a_draft_is_no_news(make_brief, news):
    make_brief("Tea").save_revision()

    assert news == []


def test_publishing_again_is_a_change(make_brief, publish, news, changes):
    publish(publish(make_brief("Tea")))

    assert news == ["Tea"]
    assert changes == ["Tea"]


def test_a_scheduled_brief_is_news_when_its_time_comes(make_brief, publish, news):
    brief = make_brief("Tea", go_live_at=timezone.now() + timedelta(hours=1))
    publish(brief)
    assert news == []

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        call_command("publish_scheduled")
        call_command("publish_scheduled")

    assert news == ["Tea"]


def test_a_scheduled_change_of_a_live_brief_is_no_news(make_brief, publish, news, changes):
    brief = publish(make_brief("Tea"))
    brief.title = "Coffee"
    brief.go_live_at = timezone.now() + timedelta(hours=1)
    publish(brief)
    assert (news, changes) == (["Tea"], [])

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        call_command("publish_scheduled")

    assert (news, changes) == (["Tea"], ["Coffee"])


def test_an_alias_is_no_news(make_brief, publish, index, news):
    brief = publish(make_brief("Tea"))
    alias = brief.create_alias(parent=index, update_slug="tea-alias")
    publish(brief)

    assert alias.live
    assert news == ["Tea"]


def test_a_live_copy_is_no_news(make_brief, publish, news):
    brief = publish(make_brief("Tea"))
    copy = CopyPageAction(page=brief, update_attrs={"slug": "tea-copy"}, keep_live=True).execute(True)

    assert copy.live
    assert news == ["Tea"]


def test_a_copy_made_as_a_draft_is_news_when_it_is_published(make_brief, publish, news):
    brief = publish(make_brief("Tea"))
    copy = CopyPageAction(page=brief, update_attrs={"slug": "tea-copy"}, keep_live=False).execute(True)
    publish(copy)

    assert news == ["Tea", "Tea"]


def test_a_translation_is_news_in_its_language(make_brief, publish, russian_index, news, security):
    security.copy_for_translation(russian_index.locale).save()
    brief = publish(make_brief("Tea"))
    translation = brief.copy_for_translation(russian_index.locale)
    translation.title = "Чай"
    assert news == ["Tea"]

    publish(translation)

    assert news == ["Tea", "Чай"]


def test_moving_is_no_news(make_brief, publish, index, news, changes):
    other = index.add_child(instance=type(index)(title="Archive", slug="archive"))
    brief = publish(make_brief("Tea"))
    brief.move(other, pos="last-child")

    assert (news, changes) == (["Tea"], [])


def test_a_page_added_live_by_code_is_no_news(index, security, news):
    index.add_child(instance=BriefPage(title="Tea", slug="tea", topic=security, summary="Tea."))

    assert news == []


def test_a_restricted_brief_is_no_news(make_brief, publish, news, changes):
    brief = make_brief("Tea")
    PageViewRestriction.objects.create(page=brief, restriction_type=PageViewRestriction.LOGIN)
    publish(publish(brief))

    assert (news, changes) == ([], [])


def test_a_brief_in_a_restricted_section_is_no_news(make_brief, publish, index, news):
    section = index.add_child(instance=type(index)(title="Members", slug="members"))
    PageViewRestriction.objects.create(
        page=section, restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    publish(make_brief("Tea", parent=section))

    assert news == []


def test_a_brief_of_no_site_is_no_news(make_brief, publish, index, news):
    elsewhere = index.get_parent().add_child(instance=type(index)(title="Elsewhere", slug="elsewhere"))
    publish(make_brief("Tea", parent=elsewhere))

    assert news == []


def test_an_expired_brief_published_again_is_no_news(make_brief, publish, news, withdrawals):
    brief = publish(make_brief("Tea", expire_at=timezone.now() + timedelta(minutes=1)))
    BriefPage.objects.filter(pk=brief.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    brief.refresh_from_db()
    assert not brief.live
    assert withdrawals == [brief.pk]

    brief.expire_at = None
    publish(brief)

    assert news == ["Tea"]


def test_a_brief_past_its_expiry_is_read_by_nobody_even_before_the_sweep(make_brief, publish):
    brief = publish(make_brief("Tea", expire_at=timezone.now() + timedelta(minutes=1)))
    assert reader.get(brief.pk)

    BriefPage.objects.filter(pk=brief.pk).update(expire_at=timezone.now() - timedelta(seconds=1))

    assert reader.get(brief.pk) is None
    assert reader.latest(5) == []


def test_a_workflow_announces_on_approval(make_brief, publish, index, admin_user, news):
    from wagtail.models import GroupApprovalTask

    workflow = Workflow.objects.create(name="Two eyes")
    task = GroupApprovalTask.objects.create(name="Look")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    WorkflowPage.objects.create(workflow=workflow, page=index)
    brief = make_brief("Tea")
    brief.save_revision()
    state = workflow.start(brief, admin_user)
    assert news == []

    state.current_task_state.approve(user=admin_user)

    assert news == ["Tea"]


def test_a_rolled_back_publication_leaves_nothing_behind(make_brief, subscriber, telegram):
    from briefs_bot.models import Broadcast

    brief = make_brief("Tea")
    with transaction.atomic():
        brief.save_revision().publish()
        assert Broadcast.objects.count() == 1
        transaction.set_rollback(True)

    assert Broadcast.objects.count() == 0
    assert not any("Tea" in message.text for message in telegram.messages(subscriber.id))


def test_unpublishing_and_deleting_withdraw(make_brief, publish, withdrawals):
    first, second = publish(make_brief("Tea")), publish(make_brief("Coffee"))
    first.unpublish()
    second.delete()

    assert withdrawals == [first.pk, second.pk]


def test_republishing_after_a_withdrawal_is_no_news(make_brief, publish, news):
    brief = publish(make_brief("Tea"))
    brief.unpublish()
    publish(brief)

    assert news == ["Tea"]


def test_a_live_page_added_by_code_is_no_news_at_its_first_edit(index, security, publish, news, changes):
    brief = BriefPage(title="Tea", slug="tea", topic=security, summary="Tea.")
    index.add_child(instance=brief)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        publish(brief)

    assert (news, changes) == ([], ["Tea"])


def test_a_live_page_added_and_published_at_once_is_news(index, security, publish, news):
    brief = index.add_child(instance=BriefPage(title="Tea", slug="tea", topic=security, summary="Tea."))
    publish(publish(brief))

    assert news == ["Tea"]
