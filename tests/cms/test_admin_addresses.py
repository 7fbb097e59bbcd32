"""Every address that our packages add to the admin, and what each kind of user gets there.

The test fails at an address without a row: decide who may open it, and write the row.
"""

import inspect

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, Site

from briefs_app.pages.models import BriefIndexPage
from briefs_bot.models import Broadcast, Chat, Delivery, Previewer

PACKAGES = ("briefs_bot", "briefs_app", "cms")
USERS = ("nobody", "newcomer", "editor", "moderator", "boss", "neighbour")

# Nothing of these may reach whoever has no rights there. A random token may have any three letters.
SECRETS = ("Anna of the harbour", "Tea in the harbour", "Coffee in the harbour")

# What each of USERS gets; "denied" is Wagtail's way home, "moved" any other redirect.
BOSS = "login denied denied denied 200 denied"
NOBODY = "login denied denied denied denied denied"
BOSS_405 = "login denied denied denied 405 denied"
NO_METHOD = "login 405 405 405 405 405"
EVERYBODY = "login 200 200 200 200 200"
MISSING = "login 404 404 404 404 404"
WRITERS = "login denied 200 200 200 denied"
BOSS_MOVED = "login denied denied denied moved denied"
ANY_WRITER = "login denied 200 200 200 200"
ANY_WRITER_405 = "login denied 405 405 405 405"

# By name: GET and POST.
TABLE = {
    "briefs_bot_chat_modeladmin_index": (BOSS, BOSS_405),
    "briefs_bot_chat_modeladmin_create": (NOBODY, NOBODY),
    "briefs_bot_chat_modeladmin_edit": (NOBODY, NOBODY),
    "briefs_bot_chat_modeladmin_delete": (NOBODY, NOBODY),
    "briefs_bot_chat_modeladmin_inspect": (BOSS, BOSS_405),
    "briefs_bot_broadcast_modeladmin_index": (BOSS, BOSS_405),
    "briefs_bot_broadcast_modeladmin_create": (NOBODY, NOBODY),
    "briefs_bot_broadcast_modeladmin_edit": (NOBODY, NOBODY),
    "briefs_bot_broadcast_modeladmin_delete": (NOBODY, NOBODY),
    "briefs_bot_broadcast_modeladmin_inspect": (BOSS_MOVED, BOSS_405),
    "briefs_bot_pause": (BOSS, BOSS_MOVED),
    "briefs_bot_resume": (BOSS, BOSS_MOVED),
    "briefs_bot_cancel": (BOSS, BOSS_MOVED),
    "briefs_bot_announce": (BOSS, BOSS_MOVED),
    "briefs_bot_now": (BOSS, BOSS_MOVED),
    "briefs_bot_resend": (BOSS, BOSS_MOVED),
    "briefs_bot_arrived": (BOSS, BOSS_MOVED),
    "briefs_bot_not_arrived": (BOSS, BOSS_MOVED),
    "briefs_bot_delivery_arrived": (BOSS, BOSS_MOVED),
    "briefs_bot_delivery_not_arrived": (BOSS, BOSS_MOVED),
    "briefs_bot_report": (BOSS, BOSS_405),
    "briefs_bot_report_results": (BOSS, BOSS_405),
    "briefs_bot_outcome": (BOSS, NO_METHOD),
    "briefs_bot_doctor": (BOSS, BOSS_405),
    # Nobody may store tokens where the host has no keys.
    "briefs_bot_tokens": (NOBODY, NOBODY),
    "briefs_bot_announce_brief": (BOSS, BOSS_MOVED),
    "briefs_bot_test": (WRITERS, "login denied moved moved moved denied"),
    "briefs_bot_link": ("login denied 200 200 200 denied", "login denied 200 200 200 denied"),
    "briefs_bot_unlink": ("login 404 200 404 404 404", "login moved moved moved moved moved"),
    "briefs_bot_chat": (BOSS, BOSS),
    "briefs_bot_connect": (BOSS, BOSS),
    "briefs_bot_test_post": (BOSS, BOSS_MOVED),
    # It leads back to the admin's first page, as a refusal does.
    "briefs_bot_adopt": (BOSS, NOBODY),
    "briefs_bot_publish": (NO_METHOD, "login denied denied moved moved denied"),
    "briefs_suggest": (NO_METHOD, WRITERS),
    "briefs_block": (NO_METHOD, WRITERS),
    "briefs_allow": (NO_METHOD, WRITERS),
    "briefs_checks": (WRITERS, NO_METHOD),
    "briefs_suggest_new": (NO_METHOD, WRITERS),
    "wagtailsnippets_briefs_app_topic:list": (BOSS, BOSS_405),
    "wagtailsnippets_briefs_app_topic:list_results": (BOSS, BOSS_405),
    "wagtailsnippets_briefs_app_topic:add": (BOSS, BOSS),
    "wagtailsnippets_briefs_app_topic:edit": (BOSS, BOSS),
    "wagtailsnippets_briefs_app_topic:delete": (BOSS, BOSS_MOVED),
    "wagtailsnippets_briefs_app_topic:usage": (BOSS, BOSS_405),
    "wagtailsnippets_briefs_app_topic:history": (BOSS, BOSS_405),
    "wagtailsnippets_briefs_app_topic:history_results": (BOSS, BOSS_405),
    "wagtailsnippets_briefs_app_topic:reorder": (BOSS_405, BOSS),
    "wagtailsnippets_briefs_app_topic:copy": (BOSS, BOSS),
    "wagtailsnippetchoosers_briefs_app_topic:choose": (EVERYBODY, NO_METHOD),
    "wagtailsnippetchoosers_briefs_app_topic:choose_results": (EVERYBODY, NO_METHOD),
    "wagtailsnippetchoosers_briefs_app_topic:chosen": (EVERYBODY, NO_METHOD),
    "wagtailsnippetchoosers_briefs_app_topic:chosen_multiple": (EVERYBODY, NO_METHOD),
    "wagtailsnippetchoosers_briefs_app_topic:create": (MISSING, MISSING),
    "briefs:index": (ANY_WRITER, ANY_WRITER_405),
    "briefs:index_results": (ANY_WRITER, ANY_WRITER_405),
    "briefs:choose_parent": ("login 200 200 200 200 moved", EVERYBODY),
}


def addresses():
    """The names of all addresses below /admin/ whose view, or the model that it shows, is ours."""
    [admin] = [entry for entry in get_resolver().url_patterns if str(entry.pattern) == "admin/"]
    return list(_ours(admin.url_patterns))


def _ours(patterns, namespaces=()):
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _ours(entry.url_patterns, (*namespaces, *filter(None, [entry.namespace])))
        elif _is_ours(inspect.unwrap(entry.callback)):
            yield ":".join((*namespaces, entry.name)), list(entry.pattern.regex.groupindex)


def _is_ours(view):
    admin = getattr(view, "__self__", None)
    shown = getattr(view, "view_initkwargs", {}).get("model") or getattr(admin, "model", None)
    makers = (view, getattr(view, "view_class", None), shown)
    return any(getattr(maker, "__module__", "").partition(".")[0] in PACKAGES for maker in makers)


@pytest.fixture
def people(index, django_user_model):
    """People by kind; the neighbour writes and publishes below the root of another site."""
    root = Page.get_first_root_node().add_child(
        instance=BriefIndexPage(title="Elsewhere", slug="elsewhere", locale=index.locale)
    )
    Site.objects.create(hostname="elsewhere.example.org", root_page=root)
    neighbours, newcomers = (Group.objects.create(name=name) for name in ("Neighbours", "Newcomers"))
    for group in (neighbours, newcomers):
        group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=neighbours, page=root, permission=permission)
    groups = {
        "newcomer": newcomers,
        "editor": Group.objects.get(name="Editors"),
        "moderator": Group.objects.get(name="Moderators"),
        "neighbour": neighbours,
    }
    clients = {"nobody": Client()}
    for name in USERS[1:]:
        user = django_user_model.objects.create_user(name, is_superuser=name == "boss")
        if name in groups:
            user.groups.add(groups[name])
        clients[name] = Client()
        clients[name].force_login(user)
    return clients


@pytest.fixture
def places(people, django_user_model, subscriber, telegram, make_brief, publish, index, security, energy):
    """Values for each part of an address."""
    public = publish(make_brief("Tea in the harbour"))
    draft = make_brief("Coffee in the harbour")
    Chat.objects.update(title="Anna of the harbour")
    editor = django_user_model.objects.get(username="editor")
    Previewer.objects.create(user=editor, bot=1000, chat=Chat.objects.get(), linked_at=timezone.now())
    rows = {"chat": Chat.objects.get().pk, "broadcast": Broadcast.objects.get().pk}
    channel = Chat.objects.create(bot=1000, telegram_id=-5, kind="channel", title="Anna of the harbour")
    rows |= {"briefs_bot_chat": channel.pk, "briefs_bot_test_post": channel.pk}

    def place(name, part):
        given = {
            "instance_pk": rows.get(name.split("_")[2] if "modeladmin" in name else ""),
            "pk": rows.get(name, rows["broadcast"]) if name.startswith("briefs_bot_") else energy.pk,
            "bot": 1000,
            "delivery_id": Delivery.objects.get().pk,
            "brief_id": public.pk,
            "revision_id": draft.latest_revision_id or 0,
            "page_id": draft.pk,
            "other_id": public.pk,
            "parent_id": index.pk,
            "label": "briefs_pages.briefpage",
        }
        return given[part]

    return place


def outcome(answer):
    if answer.status_code != 302:
        return str(answer.status_code)
    address = answer.url.partition("?")[0]
    return {reverse("wagtailadmin_login"): "login", reverse("wagtailadmin_home"): "denied"}.get(
        address, "moved"
    )


def ask(client, method, address):
    with transaction.atomic():
        answer = getattr(client, method)(address)
        body = answer.content.decode() if not answer.streaming else ""
        transaction.set_rollback(True)
    return outcome(answer), body


def test_each_address_opens_for_whom_it_should(people, places, subtests):
    found = addresses()
    assert {name for name, _parts in found} == set(TABLE)

    for name, parts in found:
        address = reverse(name, kwargs={part: places(name, part) for part in parts})
        for method, expected in zip(("get", "post"), TABLE[name], strict=True):
            with subtests.test(name=name, method=method):
                got = {user: ask(client, method, address) for user, client in people.items()}
                assert " ".join(got[user][0] for user in USERS) == expected
                for user in ("nobody", "newcomer", "neighbour"):
                    assert not [secret for secret in SECRETS if secret in got[user][1]], user
