"""Chats and broadcasts in the Wagtail admin: who sees them, and that no row and no URL breaks a view."""

import itertools
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from briefs_bot.models import Broadcast, Chat, Delivery

LANGUAGES = ("en", "ru", "be")
LISTINGS = ("briefs_bot_chat_modeladmin_index", "briefs_bot_broadcast_modeladmin_index")
HOSTILE = (
    *("", "abc", "-1", "0", "9" * 30, "1.-1.x", "\0", "(", "٣", "2026-02-30"),
    *("0001-01-01", "0001-01-01 00:00:00", "9999-12-31 23:59:59", "9999-12-31", "2026-03-29 02:30:00"),
)
# Asked for at once, as each answer takes its time; a boolean ends the question, so it is asked alone.
PARAMETERS = (
    ("is_active__exact",),
    ("p", "o", "ot", "e", "bot", "kind", "kind__exact", "language", "title__regex", "nonsense", "pk__in"),
    ("q", "created_at", "created_at__gte", "created_at__lt", "created_at__year", "export", "kind__isnull"),
)


@pytest.fixture
def read_as(client, django_user_model):
    """Return a function that gets a page of the admin as text, as a user with some permissions."""

    def read_as(*codenames):
        group = Group.objects.create(name=" ".join(codenames) or "nothing")
        group.permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
        user = django_user_model.objects.create_user(f"user {group.pk}")
        user.groups.add(group)

        def read(name, *args, query=None):
            client.force_login(user)
            return client.get(reverse(name, args=args), query)

        return read

    return read_as


@pytest.fixture
def speak(admin_user):
    def speak(language="en", zone=""):
        values = {"preferred_language": language, "current_time_zone": zone}
        UserProfile.objects.update_or_create(user=admin_user, defaults=values)

    return speak


@pytest.fixture
def refused(make_brief, publish, subscriber, telegram):
    """Return the broadcast of a brief that Anna did not get."""
    telegram.block(subscriber)
    publish(make_brief("Tea"))
    return Broadcast.objects.get()


def test_reasons_are_told_without_names_to_those_who_may_not_see_chats(read_as, refused):
    name = "briefs_bot_report"
    hidden = read_as("view_broadcast")(name, refused.pk).content.decode()
    shown = read_as("view_broadcast", "view_chat")(name, refused.pk).content.decode()

    assert "Anna" not in hidden
    for page in (hidden, shown):
        assert "Chat gone" in page
        assert "The person blocked the bot." in page
    assert "Anna" in shown


@pytest.mark.parametrize("lookup", ["title__startswith", "title", "telegram_id__gt", "pk__in"])
def test_a_listing_is_not_filtered_by_what_it_does_not_show(read_as, refused, lookup):
    read = read_as("view_broadcast")

    for value in ("Anna", "Nobody", "0", "9999999999"):
        page = read("briefs_bot_broadcast_modeladmin_index", query={f"deliveries__chat__{lookup}": value})
        assert (page.status_code, "Tea" in page.content.decode()) == (200, True)


def test_a_listing_is_filtered_by_what_it_shows(admin_client, refused):
    def listed(**query):
        return "Tea" in admin_client.get(reverse(LISTINGS[1]), query).content.decode()

    now = timezone.now()
    earlier, later = now - timezone.timedelta(days=1), now + timezone.timedelta(days=1)

    assert listed(created_at__gte=str(earlier), created_at__lt=str(later), kind__exact="new", language="en")
    assert not listed(created_at__gte=str(later))
    assert not listed(kind__exact="correction")
    assert not listed(language="ru")


@pytest.mark.parametrize(("name", "zone"), zip(LISTINGS, ["Europe/Minsk", "America/New_York"], strict=True))
def test_no_address_breaks_a_listing(admin_client, refused, speak, name, zone):
    speak(zone=zone)

    for parameters, value in itertools.product(PARAMETERS, HOSTILE):
        answer = admin_client.get(reverse(name), dict.fromkeys(parameters, value))
        assert answer.status_code in (200, 302), (parameters, value)
    for export in ("csv", "xlsx"):
        assert admin_client.get(reverse(name), {"export": export}).status_code == 200


@pytest.mark.parametrize("model", ["chat", "broadcast"])
@pytest.mark.parametrize("place", ["abc", "-1", "0", "9" * 30, "9" * 18, "٣", "1-1"])
def test_an_address_without_a_number_is_not_found(admin_client, index, model, place):
    for action in ("inspect", "edit", "delete", "history"):
        assert admin_client.get(f"/admin/briefs_bot/{model}/{action}/{place}/").status_code == 404


def a_chat(**fields):
    def add():
        given = {"kind": "group", "language": "en", **fields}
        return Chat.objects.create(bot=1000, telegram_id=-1 - Chat.objects.count(), **given)

    return add


def follows_everything():
    chat = a_chat(title="All")()
    chat.follow(None)
    return chat


def follows_everything_but_one():
    chat = follows_everything()
    chat.unfollow(Broadcast.objects.first().topic)
    return chat


def a_broadcast(delivered=Delivery.Status.GONE, **fields):
    """Return a function that adds a broadcast like the one of `refused`, and its only delivery."""

    def add():
        broadcast, delivery = Broadcast.objects.first(), Delivery.objects.first()
        for row, changes in (
            (broadcast, {"brief_key": uuid4(), **fields}),
            (delivery, {"broadcast": broadcast, "status": delivered, "reason": ""}),
        ):
            row.pk, row._state.adding = None, True
            for name, value in changes.items():
                setattr(row, name, value)
            row.save()
        return broadcast

    return add


NOW = timezone.now()
ROWS = [
    a_chat(),
    a_chat(title="Boris", is_active=False, inactive_reason="Left."),
    a_chat(title="<b>", broken_reason="No right to write."),
    follows_everything,
    follows_everything_but_one,
    a_broadcast(),
    a_broadcast(addressed_at=None),
    a_broadcast(paused_at=NOW, paused_reason="Refused."),
    a_broadcast(cancelled_at=NOW, retracted_at=NOW),
    a_broadcast(kind="correction", note="Less."),
    a_broadcast(bot=4711),  # which nobody has any more
    *(a_broadcast(delivered=status) for status in Delivery.Status.values),
]


def test_every_kind_of_row_is_listed_and_shown(admin_client, refused, speak):
    rows = [add() for add in ROWS]
    places = [(f"briefs_bot_{row._meta.model_name}_modeladmin_inspect", [row.pk]) for row in rows]

    for language in LANGUAGES:
        speak(language)
        for name, numbers in (*((listing, []) for listing in LISTINGS), *places):
            page = admin_client.get(reverse(name, args=numbers), follow=True)
            assert page.status_code == 200, (language, name, numbers)
            assert "__proxy__" not in page.content.decode(), (language, name, numbers)
    assert [len(admin_client.get(reverse(name)).context["object_list"]) for name in LISTINGS] == [
        Chat.objects.count(),
        Broadcast.objects.count(),
    ]
