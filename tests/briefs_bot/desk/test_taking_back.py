"""Whoever takes a page from readers learns first how many messages that takes back."""

import pytest
from django.urls import reverse
from wagtail.models import Locale, PageViewRestriction, Site

from briefs_app.pages.models import BriefIndexPage, BriefPage
from briefs_bot import tasks
from briefs_bot.models import Broadcast, Delivery
from briefs_bot.sandbox import Fault
from tests.admin import repeat


def test_unpublishing_asks_first_and_then_takes_back(
    admin_client, make_brief, publish, crowd, telegram, django_capture_on_commit_callbacks
):
    brief = publish(make_brief("Tea"))
    address = reverse("wagtailadmin_pages:unpublish", args=[brief.pk])

    asked = admin_client.post(address, {"include_descendants": "on"}).content.decode()

    assert "40 messages on Telegram are deleted" in asked
    assert 'name="include_descendants" value="on"' in asked
    assert BriefPage.objects.get().live

    with django_capture_on_commit_callbacks(execute=True):
        answer = admin_client.post(address, {"briefs_bot_answer": "yes"})
    assert answer.status_code == 302
    assert not BriefPage.objects.get().live
    assert Broadcast.objects.get().retracted_at


def test_unpublishing_a_brief_that_nobody_got_asks_nothing(admin_client, make_brief, publish):
    brief = publish(make_brief("Tea"))

    assert admin_client.post(reverse("wagtailadmin_pages:unpublish", args=[brief.pk])).status_code == 302


def test_unpublishing_a_section_alone_takes_nothing_back(admin_client, make_brief, publish, crowd, index):
    section = index.add_child(instance=BriefIndexPage(title="Section", slug="section"))
    publish(make_brief("Tea", parent=section))
    address = reverse("wagtailadmin_pages:unpublish", args=[section.pk])

    asked = admin_client.post(address, {"include_descendants": "on"})
    assert "40 messages on Telegram are deleted" in asked.content.decode()

    assert admin_client.post(address).status_code == 302
    assert Broadcast.objects.get().retracted_at is None


def test_deleting_a_section_counts_the_messages_of_all_its_briefs(
    admin_client, make_brief, publish, crowd, index
):
    section = index.add_child(instance=BriefIndexPage(title="Section", slug="section"))
    for title in ("Tea", "Coffee"):
        publish(make_brief(title, parent=section))

    asked = admin_client.get(reverse("wagtailadmin_pages:delete", args=[section.pk])).content.decode()

    assert "80 messages on Telegram are deleted" in asked


def test_moving_warns_of_messages_that_may_be_taken_back(admin_client, make_brief, publish, crowd, index):
    section = index.add_child(instance=BriefIndexPage(title="Section", slug="section"))
    brief = publish(make_brief("Tea"))

    address = reverse("wagtailadmin_pages:move_confirm", args=[brief.pk, section.pk])

    assert "40 messages on Telegram are taken back if" in admin_client.get(address).content.decode()


def shown(telegram, people):
    return [[m.text for m in telegram.messages(person.id) if m.from_bot] for person in people]


def send_now(client, brief):
    return client.post(reverse("briefs_bot_announce_brief", args=[brief.pk]), follow=True).content.decode()


def test_what_was_withdrawn_by_mistake_is_sent_again(admin_client, make_brief, publish, crowd, telegram):
    brief = publish(make_brief("Tea"))
    brief.unpublish()
    tasks.tick()
    assert shown(telegram, crowd) == [[]] * 40

    brief = publish(brief)
    tasks.tick()
    assert shown(telegram, crowd) == [[]] * 40, "only by hand"

    edit = admin_client.get(reverse("wagtailadmin_pages:edit", args=[brief.pk])).content.decode()
    assert reverse("briefs_bot_announce", args=[Broadcast.objects.get().pk]) in edit
    assert "on its way" in send_now(admin_client, brief)
    tasks.tick()

    assert all(len(texts) == 1 and "Tea" in texts[0] for texts in shown(telegram, crowd))
    assert Delivery.objects.filter(status="sent").count() == 40

    brief.unpublish()
    tasks.tick()
    assert shown(telegram, crowd) == [[]] * 40, "and is withdrawn again"


def test_a_notice_becomes_the_brief_again(admin_client, make_brief, publish, crowd, telegram):
    brief = publish(make_brief("Tea"))
    refusal = "Bad Request: message can't be deleted"
    telegram.faults.add(Fault(kind="refuse", method="deleteMessage", description=refusal, times=1))
    brief.unpublish()
    tasks.tick()
    assert sum(bool(texts) for texts in shown(telegram, crowd)) == 1

    send_now(admin_client, publish(brief))
    tasks.tick()

    assert all(len(texts) == 1 and "Tea, in short." in texts[0] for texts in shown(telegram, crowd))


def test_nothing_is_sent_again_while_it_is_still_taken_back(
    admin_client, make_brief, publish, crowd, telegram
):
    brief = publish(make_brief("Tea"))
    brief.unpublish()
    brief = publish(brief)

    assert "still being taken back" in send_now(admin_client, brief)
    assert Broadcast.objects.get().retracted_at


def test_withdrawing_takes_back_the_messages_of_a_paused_broadcast_too(make_brief, publish, crowd, telegram):
    brief = publish(make_brief("Tea"))
    Broadcast.objects.get().pause("Wait.")
    brief.unpublish()
    tasks.tick()

    assert shown(telegram, crowd) == [[]] * 40


@pytest.fixture
def restrict(admin_client):
    """Save the dialog of a page's privacy."""

    def restrict(page, client=admin_client, **fields):
        return client.post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), fields)

    return restrict


@pytest.mark.parametrize(
    ("place", "fields"),
    [
        ("brief", {"restriction_type": "login"}),
        ("section", {"restriction_type": "password", "password": "tea"}),
        ("root", {"restriction_type": "login"}),
    ],
)
def test_restricting_asks_first_and_then_takes_back(
    admin_client, restrict, make_brief, publish, crowd, index, place, fields
):
    section = index.add_child(instance=BriefIndexPage(title="Section", slug="section"))
    briefs = [publish(make_brief(title, parent=section)) for title in ("Tea", "Coffee")]
    page = {"brief": briefs[0], "section": section, "root": index}[place]

    asked = restrict(page, **fields).json()

    assert asked["step"] == "set_privacy", "the dialog sends the form that it shows"
    assert f"{40 if place == 'brief' else 80} messages on Telegram are deleted" in asked["html"]
    assert not PageViewRestriction.objects.exists()

    done = repeat(admin_client, asked["html"], "yes").json()
    assert done == {"step": "set_privacy_done", "is_public": False}
    assert PageViewRestriction.objects.get().page_id == page.pk
    assert Broadcast.objects.filter(retracted_at=None).count() == (1 if place == "brief" else 0)
    assert restrict(page, restriction_type="login").json()["step"] == "set_privacy_done", "nothing is left"


def test_a_restriction_that_takes_nothing_back_asks_nothing(
    restrict, enter, make_brief, publish, crowd, energy
):
    told, untold = publish(make_brief("Tea")), publish(make_brief("Coffee", topic=energy))

    assert "This field is required." in restrict(told, restriction_type="password").json()["html"]
    assert restrict(told, restriction_type="none").json()["is_public"]
    assert restrict(untold, restriction_type="login").json()["step"] == "set_privacy_done"
    assert (
        "Telegram" not in restrict(told, enter("Channel managers"), restriction_type="login").content.decode()
    )


@pytest.mark.parametrize("change", ["another root page", "deleted", "its locale deleted"])
def test_changes_of_sites_and_locales_take_nothing_back(
    admin_client, make_brief, publish, crowd, telegram, index, change
):
    publish(make_brief("Tea"))
    before = shown(telegram, crowd)
    assert all("Tea" in text for [text] in before)
    site, other = Site.objects.get(), index.add_sibling(instance=BriefIndexPage(title="Other", slug="other"))
    Locale.objects.create(language_code="ru")
    form = {"hostname": site.hostname, "port": site.port, "is_default_site": "on", "root_page": other.pk}
    address, answer = {
        "another root page": (reverse("wagtailsites:edit", args=[site.pk]), form),
        "deleted": (reverse("wagtailsites:delete", args=[site.pk]), {}),
        "its locale deleted": (reverse("wagtaillocales:delete", args=[index.locale_id]), {}),
    }[change]

    answer = admin_client.post(address, answer, follow=True).content.decode()
    tasks.tick()

    assert ("cannot be deleted because there are pages" in answer) is (change == "its locale deleted")
    assert Site.objects.filter(root_page=index).exists() is (change == "its locale deleted")
    assert Broadcast.objects.get().retracted_at is None
    assert shown(telegram, crowd) == before
