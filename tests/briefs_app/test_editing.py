"""What an editor meets in the Wagtail admin."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail.users.models import UserProfile

from briefs_app.models import RelatedArticle, Topic
from briefs_app.pages.models import BriefPage
from briefs_bot.models import Broadcast
from tests.admin import confirm

pytestmark = pytest.mark.usefixtures("unindexed")


@pytest.fixture
def form(security):
    """What the browser sends for a complete brief."""
    return {
        "title": "Tea",
        "slug": "tea",
        "topic": security.pk,
        "summary": "Tea is served again.",
        "status": "improved",
        "notify_subscribers": "on",
        "body": streamfield([]),
        "brief_related_articles": inline_formset([]),
        "comments": inline_formset([]),
    }


@pytest.fixture
def send(admin_client, index, django_capture_on_commit_callbacks):
    def send(form, action="action-publish"):
        address = reverse("wagtailadmin_pages:add", args=("briefs_pages", "briefpage", index.pk))
        with django_capture_on_commit_callbacks(execute=True):
            answer = admin_client.post(address, nested_form_data({**form, action: "yes"}), follow=True)
            return confirm(admin_client, answer, follow=True)

    return send


def related(*rows):
    full = [{"page": "", "url": "", "headline": "", "source": "", **row} for row in rows]
    return inline_formset(full)


def test_publish_in_the_admin_reaches_a_subscriber(form, send, subscriber, telegram):
    send(form)

    assert BriefPage.objects.get().live
    assert "Tea" in telegram.messages(subscriber.id)[-1].text


@pytest.mark.parametrize(("field", "empty"), [("topic", ""), ("summary", "")])
def test_a_draft_may_lack_what_publishing_needs(form, send, field, empty):
    send({**form, field: empty}, "action-draft")
    assert not BriefPage.objects.get().live


@pytest.mark.parametrize(("field", "empty"), [("topic", ""), ("summary", "")])
def test_publishing_asks_for_topic_and_summary(form, send, field, empty):
    answer = send({**form, field: empty})

    assert "This field is required" in answer.content.decode()
    assert not BriefPage.objects.exists()


def test_a_body_of_200_blocks_is_saved(form, send):
    blocks = [("paragraph", rich_text(f"<p>Block {number}.</p>")) for number in range(200)]

    ids = {f"{number}-id": "" for number in range(200)}  # the browser sends them, too

    send({**form, "body": {**streamfield(blocks), **ids}})

    assert len(BriefPage.objects.get().body) == 200


def test_a_period_that_ends_before_it_begins_is_refused(form, send):
    answer = send({**form, "period_start": "2026-06-07", "period_end": "2026-06-01"})

    assert "The period ends before it begins." in answer.content.decode()


def test_related_articles_keep_the_editors_order(form, send, make_brief, publish):
    first, second = publish(make_brief("First")), publish(make_brief("Second"))
    rows = related(
        {"page": second.pk, "ORDER": 1},
        {"url": "https://example.org/a", "headline": "Outside", "ORDER": 2},
        {"page": first.pk, "ORDER": 3},
    )
    send({**form, "brief_related_articles": rows})

    brief = BriefPage.objects.get(slug="tea")
    assert [str(article) for article in brief.brief_related_articles.all()] == ["Second", "Outside", "First"]


def test_each_mistake_in_a_related_article_has_one_message_at_its_field(
    form, send, make_brief, publish, subtests
):
    page, link = publish(make_brief("First")).pk, "https://example.org/"
    one_of_two = "Choose a page or give an outside link: one of the two."
    mistakes = (
        ({"page": page, "url": link, "headline": "Both"}, "url", one_of_two),
        ({"headline": "Nothing"}, "url", one_of_two),
        ({}, "page", one_of_two),
        ({"url": link}, "headline", "An outside link needs a headline."),
        ({"url": "boats", "headline": "No address"}, "url", "Enter a valid URL."),
        ({"url": link, "headline": "x" * 256}, "headline", "at most 255 characters"),
    )
    answer = send({**form, "brief_related_articles": related(*(row for row, _field, _said in mistakes))})

    rows = BeautifulSoup(answer.content, "html.parser").select("[data-inline-panel-child]")
    for (row, field, said), shown in zip(mistakes, rows, strict=True):
        with subtests.test(**row):
            [message] = shown.select(".error-message")
            assert said in message.text
            assert message.find_parent(attrs={"data-contentpath": field})
    assert not BriefPage.objects.filter(slug="tea").exists()


def test_fields_for_subscribers_are_offered_where_they_have_an_effect(
    form, admin_client, make_brief, publish, subtests
):
    names = ("notify_subscribers", "notification_text", "notify_silently", "correction_note")

    def offered(brief):
        page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[brief.pk]))
        fields = BeautifulSoup(page.content, "html.parser").select("#tab-subscribers [name]")
        return {field["name"] for field in fields} & set(names)

    def save(brief):
        address = reverse("wagtailadmin_pages:edit", args=[brief.pk])
        data = {name: value for name, value in form.items() if name not in names}
        admin_client.post(address, nested_form_data({**data, "slug": brief.slug, "action-draft": "yes"}))
        return brief.get_latest_revision_as_object()

    told = publish(make_brief("Told", notify_silently=True, notification_text="Two boats."))
    quiet = publish(make_brief("Quiet", notify_subscribers=False))
    withdrawn = publish(make_brief("Withdrawn"))
    withdrawn.unpublish()
    always = {"notification_text"}
    for brief, fields in (
        (make_brief("New"), always | {"notify_subscribers", "notify_silently"}),
        (make_brief("Odd", correction_note="Too early."), set(names)),
        (told, always | {"correction_note"}),
        (quiet, always | {"correction_note", "notify_silently"}),
        (withdrawn, always | {"correction_note"}),
    ):
        with subtests.test(brief.title):
            assert offered(brief) == fields

    with subtests.test("a form without a field keeps its value"):
        assert (save(told).notify_subscribers, save(told).notify_silently) == (True, True)
        assert save(quiet).notify_subscribers is False


def test_an_article_listed_twice_is_refused(form, send, make_brief, publish):
    page = publish(make_brief("First"))
    answer = send({**form, "brief_related_articles": related({"page": page.pk}, {"page": page.pk})})

    assert "This article is listed twice." in answer.content.decode()


def test_a_brief_cannot_be_related_to_itself(form, admin_client, make_brief, publish):
    brief = publish(make_brief("Tea"))
    address = reverse("wagtailadmin_pages:edit", args=[brief.pk])
    rows = related({"page": brief.pk})
    answer = admin_client.post(address, nested_form_data({**form, "brief_related_articles": rows}))

    assert "A brief cannot be related to itself." in answer.content.decode()


def test_too_many_related_articles_are_refused(form, send, settings):
    settings.BRIEFS_RELATED_MAX = 1
    rows = related(*({"url": f"https://example.org/{n}", "headline": str(n)} for n in range(2)))
    answer = send({**form, "brief_related_articles": rows})

    assert "At most one related article." in answer.content.decode()
    assert not RelatedArticle.objects.exists()


def test_the_listing_of_briefs_shows_topic_status_period_and_broadcast(
    admin_client, make_brief, publish, subscriber, django_assert_max_num_queries
):
    publish(make_brief("Tea", period_start="2026-06-01", period_end="2026-06-07"))
    page = admin_client.get(reverse("briefs:index")).content.decode()

    for text in ("Tea", "Security", "Improved", "June 2026", "Reached 1 chat", "Edited"):
        assert text in page


def _no_worker(broadcast):
    broadcast.deliveries.all().delete()
    Broadcast.objects.filter(pk=broadcast.pk).update(addressed_at=None)
    broadcast.recount()


def _some_wait(broadcast):
    broadcast.deliveries.update(status="pending")
    broadcast.recount()


def _withdraw(broadcast):
    BriefPage.objects.get().unpublish()


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        (_no_worker, "Waits to be sent"),
        (_some_wait, "Sending: 0 of 1…"),
        (lambda broadcast: broadcast.pause("Why"), "Paused. Reached 1 chat"),
        (lambda broadcast: broadcast.cancel(), "Cancelled. Reached 1 chat"),
        (_withdraw, "Withdrawn from 1 chat"),
    ],
)
def test_the_listing_tells_what_became_of_a_broadcast(
    admin_client, make_brief, publish, subscriber, happens, told
):
    publish(make_brief("Tea"))
    happens(Broadcast.objects.get())

    assert told in admin_client.get(reverse("briefs:index")).content.decode()


@pytest.mark.parametrize(
    "name", ["briefs_bot_chat_modeladmin_index", "briefs_bot_broadcast_modeladmin_index"]
)
def test_chats_and_broadcasts_are_listed(admin_client, make_brief, publish, subscriber, name):
    publish(make_brief("Tea"))
    page = admin_client.get(reverse(name)).content.decode()

    assert "Anna" in page or "Tea" in page
    assert "/create/" not in page


def test_a_chat_is_listed_as_active_until_it_stops(admin_client, admin_user, subscriber, says):
    def active(language):
        UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": language})
        page = admin_client.get(reverse("briefs_bot_chat_modeladmin_index"), {"o": "3"}).content
        return BeautifulSoup(page, "html.parser").select_one("td.field-active").decode_contents().strip()

    assert (active("en"), active("ru"), active("be")) == ("yes", "да", "так")
    says(subscriber, "/stop")
    assert active("en") == "no"


def test_a_chat_tells_what_it_follows(admin_client, subscriber, says):
    from briefs_bot.models import Chat

    def facts():
        address = reverse("briefs_bot_chat_modeladmin_inspect", args=[Chat.objects.get().pk])
        shown = BeautifulSoup(admin_client.get(address).content, "html.parser").select("dl dt, dl dd")
        texts = [element.get_text(strip=True) for element in shown]
        return dict(zip(texts[::2], texts[1::2], strict=True))

    assert (facts()["Topics"], facts()["Active"]) == ("Security", "yes")
    says(subscriber, "/stop")
    assert (facts()["Topics"], facts()["Active"]) == ("Security", "no")


def test_a_broadcast_tells_the_reason_of_each_failure(
    admin_client, make_brief, publish, subscriber, telegram
):
    from briefs_bot.models import Broadcast

    telegram.block(subscriber)
    publish(make_brief("Tea"))
    address = reverse("briefs_bot_report", args=[Broadcast.objects.get().pk])
    page = admin_client.get(address).content.decode()

    assert "Did not reach 1 chat: 1 has blocked the bot." in page
    row = BeautifulSoup(page, "html.parser").select_one("#listing-results tbody tr").get_text(" ", strip=True)
    assert row.startswith("Anna Subscriber English Chat gone The person blocked the bot.")


@pytest.mark.parametrize("action", ["create", "edit", "delete"])
def test_the_ledger_cannot_be_changed_in_the_admin(admin_client, subscriber, action):
    from briefs_bot.models import Chat

    args = [] if action == "create" else [Chat.objects.get().pk]
    answer = admin_client.post(
        reverse(f"briefs_bot_chat_modeladmin_{action}", args=args), {"title": "Mallory"}
    )

    assert answer.status_code in (302, 403)
    assert Chat.objects.get().title == "Anna"


def test_a_plain_editor_needs_permission_to_see_chats(client, django_user_model, subscriber):
    editor = django_user_model.objects.create_user("editor", password="x")
    client.force_login(editor)

    assert client.get(reverse("briefs_bot_chat_modeladmin_index")).status_code in (302, 403)


def test_an_outside_link_can_be_added_without_a_page(admin_client, index, security):
    page = admin_client.get(reverse("wagtailadmin_pages:add", args=("briefs_pages", "briefpage", index.pk)))

    assert 'data-brief-add-link="brief_related_articles"' in page.content.decode()


@pytest.mark.parametrize("i18n", [True, False])
def test_a_topic_cannot_take_the_slug_of_another(admin_client, security, energy, settings, i18n):
    settings.WAGTAIL_I18N_ENABLED = i18n
    add = reverse("wagtailsnippets_briefs_app_topic:add")
    edit = reverse("wagtailsnippets_briefs_app_topic:edit", args=[energy.pk])

    for address in (add, edit):
        answer = admin_client.post(address, {"name": "Defence", "slug": "security", "locale": "en"})
        assert "Another topic has this slug." in answer.content.decode()

    assert Topic.objects.filter(slug="security").count() == 1


def test_a_topic_keeps_its_slug_in_another_language(admin_client, security, russian_index):
    add = reverse("wagtailsnippets_briefs_app_topic:add") + "?locale=ru"

    admin_client.post(add, {"name": "Безопасность", "slug": "security"})

    assert Topic.objects.filter(slug="security").count() == 2


@pytest.mark.parametrize("slug", ["trends", "feed", "search", "archive"])
def test_a_brief_cannot_take_an_address_of_the_index(form, send, admin_client, make_brief, slug):
    draft = make_brief("Coffee")
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    told = "The index has a page of its own there."

    assert told in send({**form, "title": slug, "slug": slug}).content.decode()
    answer = admin_client.post(edit, nested_form_data({**form, "slug": slug, "action-publish": "yes"}))
    assert told in answer.content.decode()
    assert not BriefPage.objects.filter(slug=slug).exists()


def test_a_copy_has_not_been_corrected(publish, make_brief):
    brief = publish(make_brief("Tea", correction_note="Less tea than we said."))

    assert brief.copy(update_attrs={"slug": "coffee"}).correction_note == ""
