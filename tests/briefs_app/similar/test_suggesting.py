"""An editor is shown similar briefs for what is in the form, and takes them or rules them out."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageLogEntry, PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from briefs_app.models import BlockedPair
from briefs_app.pages.models import BriefIndexPage
from tests.briefs_app.similar.conftest import GAS, GAS_TOO, titles


@pytest.fixture
def form(security):
    """What the browser sends for a brief that was just typed."""
    return {
        "title": "Passage",
        "topic": security.pk,
        "summary": "What ships pay.",
        "body": streamfield([("paragraph", rich_text(f"<p>{GAS_TOO}</p>"))]),
        "brief_related_articles": inline_formset([]),
    }


@pytest.fixture
def older(public, filling):
    return public("Transit grows", GAS)


@pytest.fixture
def draft(make_brief):
    return make_brief("Passage")


@pytest.fixture
def ask(admin_client, form):
    def ask(address, client=admin_client, **changes):
        return client.post(address, nested_form_data({**form, **changes}))

    return ask


def new(index):
    return reverse("briefs_suggest_new", args=["briefs_pages.briefpage", index.pk])


def of(draft):
    return reverse("briefs_suggest", args=[draft.pk])


def picked(*rows):
    return inline_formset([{"url": "", "headline": "", "source": "", **row} for row in rows])


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_unsaved_text_brings_suggestions_with_headline_status_date_and_reason(ask, older, index):
    page = text(ask(new(index)))

    for part in (
        "Transit grows",
        "Improved",
        "<time",
        "Both about: ",
        "transit",
        'data-message="1 suggestion."',
    ):
        assert part in page
    assert f'data-suggest-add="{older.pk}"' in page
    assert "Wheat" not in page


def test_the_form_counts_not_what_is_stored(ask, older, draft):
    empty = streamfield([])

    assert "Transit grows" in text(ask(of(draft)))
    assert "Transit grows" not in text(ask(of(draft), body=empty))


def test_nothing_is_suggested_where_nothing_is_similar(ask, older, index):
    page = text(ask(new(index), body=streamfield([]), title="", summary=""))

    assert 'data-message="Nothing similar enough was found."' in page
    assert "<li>" not in page


def test_a_picked_article_is_not_suggested_again_unless_its_row_was_removed(ask, older, draft):
    row = {"page": older.pk}
    assert "Transit grows" not in text(ask(of(draft), brief_related_articles=picked(row)))

    removed = {**picked(row), "0-DELETE": "1"}
    assert "Transit grows" in text(ask(of(draft), brief_related_articles=removed))


def test_a_brief_is_not_suggested_to_itself(ask, older):
    assert "Transit grows" not in text(ask(of(older)))


def test_what_readers_may_not_see_is_not_suggested(ask, older, draft):
    PageViewRestriction.objects.create(page=older, restriction_type=PageViewRestriction.LOGIN)

    assert "Transit grows" not in text(ask(of(draft)))


def test_a_pair_that_was_ruled_out_is_gone_for_editors_and_readers_until_it_is_allowed_again(
    ask, older, publish, public
):
    brief = public("Dearer passage", GAS_TOO)
    assert titles(brief) == ["Transit grows"]

    page = text(ask(reverse("briefs_block", args=[brief.pk, older.pk])))
    text(ask(reverse("briefs_block", args=[older.pk, brief.pk])))  # from the other side, too
    assert "1 brief is never shown beside this one" in page
    assert f'data-suggest-add="{older.pk}"' not in page
    assert BlockedPair.objects.count() == 1
    assert titles(brief) == titles(older) == []

    publish(brief)
    assert titles(brief) == titles(older) == []

    page = text(ask(reverse("briefs_allow", args=[brief.pk, older.pk])))
    assert f'data-suggest-add="{older.pk}"' in page
    assert titles(brief) == ["Transit grows"]
    assert titles(older) == ["Dearer passage"]


def test_only_another_public_brief_can_be_ruled_out(ask, older, draft, make_brief):
    for other in (older.pk, make_brief("Not public").pk, 10**30):
        assert ask(reverse("briefs_block", args=[older.pk, other])).status_code == 404
    assert not BlockedPair.objects.exists()


def test_headlines_are_shown_as_text(ask, public, filling, draft):
    public("""<img src=x onerror=alert(1)>"'""", GAS)
    page = text(ask(of(draft)))

    assert "<img" not in page
    assert "&lt;img src=x" in page


@pytest.fixture
def as_editor(django_user_model, index):
    """Somebody who may do that with pages below the index."""

    def as_editor(*permissions):
        group = Group.objects.create(name="Desk")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for name in permissions:
            permission = Permission.objects.get(codename=f"{name}_page")
            GroupPagePermission.objects.create(group=group, page=index, permission=permission)
        user = django_user_model.objects.create_user("anna", "anna@example.org", "tea")
        user.groups.add(group)
        client = Client()
        client.force_login(user)
        return client

    return as_editor


def test_an_editor_may_ask_for_pages_that_are_hers_to_write(ask, older, index, draft, as_editor):
    client = as_editor("add", "change")

    assert "Transit grows" in text(ask(new(index), client))
    assert "Transit grows" in text(ask(of(draft), client))


def test_whoever_may_not_write_a_page_is_refused(ask, older, index, draft, as_editor):
    client = as_editor()

    for address in (
        new(index),
        of(draft),
        reverse("briefs_block", args=[draft.pk, older.pk]),
        reverse("briefs_allow", args=[draft.pk, older.pk]),
    ):
        answer = ask(address, client)
        assert answer.status_code in (302, 403)
        assert b"Transit" not in answer.content
    assert not BlockedPair.objects.exists()


def history(page):
    return [entry.message for entry in PageLogEntry.objects.filter(page=page.pk, action__startswith="briefs")]


def sentence(answer):
    assert (answer.status_code, answer["Content-Type"]) == (403, "text/plain; charset=utf-8")
    return answer.content.decode()


@pytest.mark.parametrize("name", ["briefs_block", "briefs_allow"])
def test_what_readers_see_at_once_takes_the_right_to_publish(ask, older, public, as_editor, name):
    brief = public("Dearer passage", GAS_TOO)
    if name == "briefs_allow":
        BlockedPair.objects.block(brief.pk, older.pk)
    before = BlockedPair.objects.count()
    address = reverse(name, args=[brief.pk, older.pk])

    assert "it takes the right to publish that brief." in sentence(ask(address, as_editor("add", "change")))
    assert BlockedPair.objects.count() == before
    assert not history(brief)


def test_whoever_may_publish_one_brief_alone_does_not_change_what_stands_beside_another(
    ask, older, public, index, django_user_model, filling
):
    section = index.add_child(instance=BriefIndexPage(title="Section", slug="section", locale=index.locale))
    brief = public("Dearer passage", GAS_TOO, parent=section)
    user = django_user_model.objects.create_user("boris", "boris@example.org", "tea")
    group = Group.objects.create(name="Section")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for name in ("change_page", "publish_page"):
        permission = Permission.objects.get(codename=name)
        GroupPagePermission.objects.create(group=group, page=section, permission=permission)
    user.groups.add(group)
    client = Client()
    client.force_login(user)

    assert "beside “Transit grows”" in sentence(
        ask(reverse("briefs_block", args=[brief.pk, older.pk]), client)
    )
    assert not BlockedPair.objects.exists()


def test_a_draft_is_kept_apart_by_whoever_may_edit_it(ask, older, draft, as_editor):
    client = as_editor("add", "change")

    text(ask(reverse("briefs_block", args=[draft.pk, older.pk]), client))

    assert BlockedPair.objects.count() == 1


@pytest.mark.parametrize("which", ["brief", "other"])
def test_a_locked_page_keeps_its_neighbours(ask, older, public, admin_user, django_user_model, which):
    brief = public("Dearer passage", GAS_TOO)
    page = brief if which == "brief" else older
    type(page).objects.filter(pk=page.pk).update(
        locked=True, locked_at=timezone.now(), locked_by=django_user_model.objects.create_user("boris")
    )

    assert f"“{page.title}” is locked" in sentence(ask(reverse("briefs_block", args=[brief.pk, older.pk])))
    assert not BlockedPair.objects.exists()


def test_the_history_of_both_pages_tells_who_kept_them_apart(ask, older, public, admin_client, admin_user):
    brief = public("Dearer passage", GAS_TOO)
    block, allow = (reverse(f"briefs_{name}", args=[brief.pk, older.pk]) for name in ("block", "allow"))

    for address in (block, block, allow, allow):
        text(ask(address))

    assert history(brief) == [
        "May be shown beside “Transit grows” again",
        "Never shown beside “Transit grows”",
    ]
    assert history(older) == [
        "May be shown beside “Dearer passage” again",
        "Never shown beside “Dearer passage”",
    ]
    assert {entry.user for entry in PageLogEntry.objects.filter(action__startswith="briefs")} == {admin_user}
    page = admin_client.get(reverse("wagtailadmin_pages:history", args=[brief.pk])).content.decode()
    assert "Never shown beside “Transit grows”" in page


def test_a_history_does_not_name_a_draft(ask, older, draft):
    text(ask(reverse("briefs_block", args=[draft.pk, older.pk])))

    assert history(older) == ["Never shown beside a brief that is not public"]
    assert history(draft) == ["Never shown beside “Transit grows”"]


def test_strangers_are_sent_to_the_login(client, ask, index, draft):
    for address in (new(index), of(draft)):
        answer = ask(address, client)
        assert answer.status_code == 302
        assert "login" in answer.url


def test_a_form_of_another_site_is_refused(django_user_model, older, draft, form):
    boss = django_user_model.objects.create_superuser("boss", "boss@example.org", "tea")
    client = Client(enforce_csrf_checks=True)
    client.force_login(boss)

    assert client.post(of(draft), nested_form_data(form)).status_code == 403


def test_only_what_a_form_sends_is_answered(admin_client, draft, index):
    assert admin_client.get(of(draft)).status_code == 405
    for label in ("briefs_pages.nothing", "auth.user", "nonsense", "wagtailcore.page"):
        address = reverse("briefs_suggest_new", args=[label, index.pk])
        assert admin_client.post(address).status_code == 404
    assert admin_client.post(reverse("briefs_suggest", args=[index.pk])).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"count": "many"},
        {"count": "1"},
        {"count": "999999999999"},
        {"count": "1", "0-deleted": "", "0-type": "paragraph", "0-order": "0", "0-value": "{broken"},
        {"count": "1", "0-deleted": "", "0-type": "paragraph", "0-order": "0", "0-value": "[1]"},
        {"count": "1", "0-deleted": "", "0-type": "table", "0-order": "0", "0-value": "nonsense"},
    ],
)
def test_a_broken_form_is_refused_calmly(admin_client, draft, body):
    values = {"title": "Passage", **{f"body-{name}": value for name, value in body.items()}}

    assert admin_client.post(of(draft), values).status_code == 400


def test_odd_numbers_are_ignored(ask, older, draft):
    rows = picked({"page": "²"}, {"page": "9" * 40}, {"page": "-1"})

    assert "Transit grows" in text(ask(of(draft), brief_related_articles=rows, topic="x" * 50))


def test_the_edit_form_has_the_button_where_the_brief_has_an_address(admin_client, index, draft):
    add = admin_client.get(reverse("wagtailadmin_pages:add", args=("briefs_pages", "briefpage", index.pk)))
    edit = admin_client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))

    assert f'data-suggest="{new(index)}"' in add.content.decode()
    assert f'data-suggest="{of(draft)}"' in edit.content.decode()
    assert "briefs_app/admin/related_panel.js" in edit.content.decode()


@pytest.mark.parametrize("field", ["topic", "brief_related_articles-0-page"])
def test_a_number_that_is_none_suggests_nothing_wrong(ask, older, index, field):
    assert "Transit grows" in text(ask(new(index), **{field: "9" * 5000}))
