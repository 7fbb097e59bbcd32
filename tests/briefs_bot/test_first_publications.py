"""The ways in which a brief can first become public: who is sent it, and what editors read."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import (
    GroupApprovalTask,
    Locale,
    Page,
    PageViewRestriction,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.test.utils.form_data import nested_form_data

from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage
from briefs_bot import tasks
from briefs_bot.models import Broadcast, Chat
from tests.admin import confirm, repeat

NONE = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}


class Desk:
    """An editor who uses the admin's forms, with everything that follows the commit."""

    def __init__(self, client, captured, publish, make_brief, index, security, user):
        self.client, self.captured, self.user = client, captured, user
        self.publish, self.make_brief = publish, make_brief
        self.index, self.security = index, security

    def post(self, name, *args, **form):
        with self.captured(execute=True):
            answer = confirm(self.client, self.client.post(reverse(name, args=args), form))
        assert answer.status_code == 302, answer.content.decode()

    def send(self, brief=None, parent=None, **fields):
        """Publish a brief by its form."""
        form = nested_form_data(
            {
                "title": "Tea",
                "slug": brief.slug if brief else "tea",
                "topic": brief.topic_id if brief else self.security.pk,
                "summary": "In short.",
                "notify_subscribers": "on",
                "body-count": 0,
                "brief_related_articles": NONE,
                "comments": NONE,
                "action-publish": "publish",
                **fields,
            }
        )
        if brief:
            self.post("wagtailadmin_pages:edit", brief.pk, **form)
        else:
            self.post(
                "wagtailadmin_pages:add", "briefs_pages", "briefpage", (parent or self.index).pk, **form
            )

    def copy(self, brief, **form):
        names = {"new_title": "Tea", "new_slug": "tea-copy", "new_parent_page": self.index.pk}
        self.post("wagtailadmin_pages:copy", brief.pk, **names, **form)
        return BriefPage.objects.get(slug="tea-copy")

    def quiet(self, **fields):
        """Return a public brief that nobody was told of."""
        return self.publish(self.make_brief("Quiet", notify_subscribers=False, **fields))


@pytest.fixture
def desk(
    admin_client,
    admin_user,
    django_capture_on_commit_callbacks,
    publish,
    make_brief,
    index,
    security,
    mailoutbox,
):
    return Desk(
        admin_client, django_capture_on_commit_callbacks, publish, make_brief, index, security, admin_user
    )


def new(desk):
    desk.send()


def written_as_a_draft(desk):
    desk.send(desk.make_brief("Tea"))


def copied_as_a_draft(desk):
    desk.send(desk.copy(desk.quiet()))


def copied_as_a_draft_and_published_in_bulk(desk):
    copy = desk.copy(desk.quiet())
    BriefPage.objects.filter(pk=copy.pk).update(notify_subscribers=True)
    revision = copy.get_latest_revision()
    revision.content["notify_subscribers"] = True
    revision.save()
    in_bulk(desk, copy)


def in_bulk(desk, brief=None):
    brief = brief or desk.make_brief("Tea")
    if not brief.latest_revision_id:
        brief.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    with desk.captured(execute=True):
        asked = desk.client.post(f"{address}?id={brief.pk}&next=/admin/", {"include_descendants": ""})
        repeat(desk.client, asked, "notify")


def an_alias_that_is_converted(desk):
    alias = desk.quiet().create_alias(parent=desk.index, update_slug="alias")
    desk.post("wagtailadmin_pages:convert_alias", alias.pk)
    desk.send(BriefPage.objects.get(pk=alias.pk))


def scheduled(desk):
    desk.publish(desk.make_brief("Tea", go_live_at=timezone.now() + timedelta(hours=1)))
    with time_machine.travel(timezone.now() + timedelta(hours=2)), desk.captured(execute=True):
        call_command("publish_scheduled")


def approved(desk):
    workflow = Workflow.objects.create(name="Two eyes")
    task = GroupApprovalTask.objects.create(name="Look")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    WorkflowPage.objects.create(workflow=workflow, page=desk.index)
    brief = desk.make_brief("Tea")
    brief.save_revision()
    state = workflow.start(brief, desk.user)
    address = reverse(
        "wagtailadmin_pages:workflow_action", args=[brief.pk, "approve", state.current_task_state.pk]
    )
    with desk.captured(execute=True):
        repeat(desk.client, desk.client.post(address), "notify")


def in_a_section_made_a_minute_ago(desk):
    section = desk.index.add_child(instance=BriefIndexPage(title="Section", slug="section"))
    desk.send(parent=section)


def in_a_site_made_a_minute_ago_by_another_process(desk):
    """Publish where the site got another root which this process does not know of yet."""
    desk.index.get_site()
    root = BriefIndexPage(title="Weather", slug="weather", locale=desk.index.locale)
    Page.get_first_root_node().add_child(instance=root)
    Site.objects.update(root_page=root)
    desk.send(parent=root)


def imported_as_a_draft(desk):
    past = timezone.now() - timedelta(days=900)
    brief = desk.make_brief("Tea", notify_subscribers=False, brief_date=past)
    desk.send(brief)


TOLD = [
    new,
    written_as_a_draft,
    copied_as_a_draft,
    copied_as_a_draft_and_published_in_bulk,
    in_bulk,
    an_alias_that_is_converted,
    scheduled,
    approved,
    in_a_section_made_a_minute_ago,
    in_a_site_made_a_minute_ago_by_another_process,
    imported_as_a_draft,
]


@pytest.mark.parametrize("way", TOLD)
def test_subscribers_are_notified_once_of_a_brief_that_is(desk, telegram, subscriber, way):
    way(desk)
    desk.publish(BriefPage.objects.filter(alias_of=None, live=True).order_by("-pk").first())

    shown = [message.text for message in telegram.messages(subscriber.id)]
    assert sum("Tea" in text for text in shown) == 1, shown


def copied_while_live(desk):
    desk.copy(desk.publish(desk.make_brief("Tea")), publish_copies="on")


def added_by_code_and_edited_later(desk):
    brief = BriefPage(title="Tea", slug="tea", topic=desk.security, summary="Tea.")
    desk.index.add_child(instance=brief)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        desk.publish(brief)


def restricted_section(desk):
    section = desk.index.add_child(instance=BriefIndexPage(title="Members", slug="members"))
    restriction = PageViewRestriction.objects.create(page=section, restriction_type="login")
    return desk.publish(desk.make_brief("Tea", parent=section)), restriction


def unrestricted(desk):
    _brief, restriction = restricted_section(desk)
    with desk.captured(execute=True):
        restriction.delete()


def moved_out_of_a_restricted_section(desk):
    brief, _restriction = restricted_section(desk)
    desk.post("wagtailadmin_pages:move_confirm", brief.pk, desk.index.pk)


NOT_TOLD = [
    (copied_while_live, "copied", 1),
    (added_by_code_and_edited_later, "earlier", 0),
    (unrestricted, "unrestricted", 0),
    (moved_out_of_a_restricted_section, "moved", 0),
]


@pytest.mark.parametrize(("way", "reason", "times"), NOT_TOLD)
def test_editors_see_why_nobody_was_notified_of_a_brief_that_is(
    desk, telegram, subscriber, way, reason, times
):
    way(desk)

    shown = [message.text for message in telegram.messages(subscriber.id)]
    assert sum("Tea" in text for text in shown) == times
    noted = Broadcast.objects.exclude(not_sent="").get()
    assert noted.not_sent == reason
    listing = desk.client.get("/admin/briefs/").content.decode()
    assert escape(noted.get_not_sent_display()) in listing
    tasks.tick()
    assert len(telegram.messages(subscriber.id)) == len(shown)


def test_moving_a_brief_between_public_sections_leaves_no_note(desk, subscriber):
    section = desk.index.add_child(instance=BriefIndexPage(title="Section", slug="section"))
    brief = desk.quiet()
    BriefPage.objects.filter(pk=brief.pk).update(notify_subscribers=True)
    desk.post("wagtailadmin_pages:move_confirm", brief.pk, section.pk)

    assert not Broadcast.objects.exists()


def test_deleting_a_restricted_page_leaves_no_note(desk, subscriber):
    brief, restriction = restricted_section(desk)
    desk.post("wagtailadmin_pages:delete", restriction.page_id)

    assert not BriefPage.objects.filter(pk=brief.pk).exists()
    assert not Broadcast.objects.exists()


def test_a_brief_waits_until_its_site_has_a_bot(desk, telegram, subscriber, settings):
    token, settings.BRIEFS_TELEGRAM_BOT_TOKEN = settings.BRIEFS_TELEGRAM_BOT_TOKEN, ""
    desk.send()
    assert "Waits: the site has no bot" in desk.client.get("/admin/briefs/").content.decode()
    tasks.tick()

    settings.BRIEFS_TELEGRAM_BOT_TOKEN = token
    tasks.tick()

    assert sum("Tea" in message.text for message in telegram.messages(subscriber.id)) == 1


def test_a_brief_whose_site_had_no_bot_for_a_day_is_not_sent_any_more(desk, telegram, subscriber, settings):
    token, settings.BRIEFS_TELEGRAM_BOT_TOKEN = settings.BRIEFS_TELEGRAM_BOT_TOKEN, ""
    desk.send()
    Broadcast.objects.update(created_at=timezone.now() - timedelta(hours=25))

    settings.BRIEFS_TELEGRAM_BOT_TOKEN = token
    tasks.tick()

    assert not any("Tea" in message.text for message in telegram.messages(subscriber.id))
    assert "Not sent: the site had no bot" in desk.client.get("/admin/briefs/").content.decode()


@pytest.mark.parametrize("as_alias", [False, True])
def test_a_translation_is_announced_once_in_its_language(desk, telegram, subscriber, russian_index, as_alias):
    """Publish it also where an alias in the other language stood in for it."""
    desk.security.copy_for_translation(russian_index.locale).save()
    Chat.objects.update(language="ru")
    brief = desk.quiet()
    page = brief.copy_for_translation(russian_index.locale, alias=as_alias)
    if as_alias:
        desk.post("wagtailadmin_pages:convert_alias", page.pk)
    page = BriefPage.objects.get(pk=page.pk)
    page.topic = Topic.objects.get(locale=russian_index.locale)
    page.save()
    desk.send(page, title="Чай")
    desk.send(page, title="Чай")

    assert sum("Чай" in message.text for message in telegram.messages(subscriber.id)) == 1


def test_a_brief_in_a_language_made_a_minute_ago_is_announced(desk, telegram, subscriber, index):
    desk.index.get_site()
    locale = Locale.objects.create(language_code="be")
    root = BriefIndexPage(title="Зводкі", slug="zvodki", locale=locale, translation_key=index.translation_key)
    Page.get_first_root_node().add_child(instance=root)
    Chat.objects.update(language="be")
    desk.security.copy_for_translation(locale).save()
    desk.send(parent=root, topic=Topic.objects.get(locale=locale).pk)

    assert sum("Tea" in message.text for message in telegram.messages(subscriber.id)) == 1


def test_a_copy_has_neither_the_notification_text_nor_the_silence_of_its_original(desk, telegram, subscriber):
    brief = desk.publish(
        desk.make_brief("Last week", notification_text="Words of last week.", notify_silently=True)
    )
    copy = desk.copy(brief)

    assert (copy.notification_text, copy.notify_silently) == ("", False)
    draft = copy.get_latest_revision_as_object()
    assert (draft.notification_text, draft.notify_silently) == ("", False)


def test_links_follow_a_site_that_another_process_renamed(desk, telegram, subscriber, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    desk.index.get_site()
    Site.objects.update(hostname="renamed.example.org")
    desk.send()

    assert "//renamed.example.org/" in str(telegram.messages(subscriber.id)[-1].buttons)


def test_a_withdrawn_brief_that_is_published_from_its_history_is_not_announced(desk, telegram, subscriber):
    brief = desk.publish(desk.make_brief("Tea"))
    first = brief.latest_revision
    with desk.captured(execute=True):
        brief.unpublish()
    with desk.captured(execute=True):
        first.publish()

    assert not any("Tea" in message.text for message in telegram.messages(subscriber.id))
    assert Broadcast.objects.count() == 1
