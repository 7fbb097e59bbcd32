"""Channel managers set up channels and groups, connect new ones, and see at once what is broken."""

import re
from html import escape

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from briefs_bot import tasks
from briefs_bot.models import Chat, Delivery, Invitation, Subscription
from briefs_bot.sandbox import Fault
from briefs_bot.telegram import reasons

HOSTILE = "<b>Daily</b> & 'news'"


def words(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def posts(telegram, chat):
    return [message for message in telegram.messages(chat) if message.from_bot]


@pytest.fixture
def manager(enter):
    """The admin as a channel manager sees it."""
    return enter("Channel managers")


@pytest.fixture
def channel(index, telegram, bot_reads):
    found = telegram.add_channel(HOSTILE)
    bot_reads()
    return found


@pytest.fixture
def forum(security, energy, telegram, bot_reads):
    group = telegram.add_group("Newsroom", [telegram.add_user("Vera")], supergroup=True)
    bot_reads()
    return group


def row(chat):
    return Chat.objects.get(telegram_id=chat.id)


def address(chat):
    return reverse("briefs_bot_chat", args=[row(chat).pk])


def fill_in(client, chat, **changed):
    """Post the form as it stands, with these changes; an empty value takes the field away."""
    page = BeautifulSoup(client.get(address(chat)).content, "html.parser")
    given = {}
    for field in page.select("#w-editor-form [name]"):
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            given[field["name"]] = chosen["value"]
        elif field.get("type") not in ("checkbox", "radio"):
            given[field["name"]] = field.get("value", "")
        elif field.has_attr("checked"):
            given.setdefault(field["name"], []).append(field.get("value", "on"))
    given = {name: value for name, value in {**given, **changed}.items() if value not in (None, [])}
    return client.post(address(chat), given, follow=True)


def test_a_manager_decides_what_a_channel_gets(
    manager, channel, security, energy, russian_index, make_brief, publish, telegram
):
    assert escape(HOSTILE) in manager.get(address(channel)).content.decode()
    security_key, energy_key = security.translation_key.hex, energy.translation_key.hex

    said = words(fill_in(manager, channel, topics=[security_key], is_silent="on", signature=" Ask  us\n<i> "))
    assert f"“{HOSTILE}” was saved." in said
    assert row(channel).following.everything
    assert row(channel).following.excluded == {energy.translation_key}
    assert (row(channel).is_silent, row(channel).signature) == (True, "Ask us <i>")

    fill_in(manager, channel, everything=None, topics=[energy_key], languages=["en", "ru"])
    assert row(channel).following.topics == {energy.translation_key}
    assert not row(channel).following.everything
    assert set(row(channel).content_languages.values_list("language", flat=True)) == {"en", "ru"}

    # Saving what is there changes nothing.
    before = list(Subscription.objects.values()), list(row(channel).content_languages.values())
    fill_in(manager, channel)
    assert before == (list(Subscription.objects.values()), list(row(channel).content_languages.values()))

    publish(make_brief("Patrols"))
    publish(make_brief("Grid", topic=energy))
    assert ["Grid" in post.text for post in posts(telegram, channel)] == [True]
    assert ModelLogEntry.objects.filter(action="wagtail.edit", user__username="channel-managers").count() == 3

    fill_in(manager, channel, languages=None, is_active=None)
    assert not row(channel).content_languages.exists()
    assert (row(channel).is_active, row(channel).inactive_reason) == (False, reasons.PAUSED)
    assert "Nothing is sent to it: Paused in the admin." in words(manager.get(address(channel)))
    fill_in(manager, channel, topics=[security_key])
    assert not row(channel).is_active
    fill_in(manager, channel, is_active="on")
    assert row(channel).is_active


def test_wrong_input_is_refused_and_nothing_is_saved(manager, forum, security, subtests):
    thread = f"thread_{security.translation_key.hex}"
    for name, value in (
        ("topics", ["nonsense"]),
        ("languages", ["xx"]),
        ("signature", "x" * 121),
        ("thread_id", "https://example.org/5"),
        ("thread_id", "99999999999"),
        (thread, "-4"),
    ):
        with subtests.test(name=name, value=value):
            given = {"is_silent": "on", name: value}
            assert "could not be saved" in words(fill_in(manager, forum, **given))
            assert not row(forum).is_silent


def test_briefs_go_into_the_forum_topic_of_the_form(
    manager, forum, security, energy, make_brief, publish, telegram
):
    news, power = (telegram.add_topic(forum, name) for name in ("News", "Power"))
    own = f"thread_{energy.translation_key.hex}"
    Chat.objects.update(broken_reason=reasons.THREAD_LOST)

    fill_in(
        manager,
        forum,
        everything="on",
        topics=[security.translation_key.hex, energy.translation_key.hex],
        thread_id=f"https://t.me/c/2000001/{news}/77?single",
        **{own: str(power)},
    )
    assert row(forum).broken_reason == ""
    publish(make_brief("Patrols"))
    publish(make_brief("Grid", topic=energy))
    assert [post.thread_id for post in posts(telegram, forum)[-2:]] == [news, power]

    fill_in(manager, forum, thread_id="1", **{own: ""})
    publish(make_brief("Prices", topic=energy))
    assert posts(telegram, forum)[-1].thread_id is None


def test_a_channel_has_no_forum_topics_and_persons_have_no_form(manager, channel, subscriber):
    assert "Forum topic" not in words(manager.get(address(channel)))
    assert manager.get(reverse("briefs_bot_chat", args=[row(subscriber).pk])).status_code == 404
    assert manager.get(reverse("briefs_bot_test_post", args=[row(subscriber).pk])).status_code == 404


def test_lists_and_details_link_to_the_form_for_who_may_use_it(enter, channel, subscriber, subtests):
    names = ("briefs_bot_chat_modeladmin_index", "briefs_bot_chat_modeladmin_inspect")
    pages = [(names[0], []), (names[1], [row(channel).pk]), (names[1], [row(subscriber).pk])]
    manager = enter("Channel managers")
    persons = reverse("briefs_bot_chat", args=[row(subscriber).pk])
    for (name, args), expected in zip(pages, (True, True, False), strict=True):
        with subtests.test(name=name, args=args):
            page = manager.get(reverse(name, args=args)).content.decode()
            assert (f'"{address(channel)}"' in page) is expected
            assert persons not in page
    editor = enter("Editors")
    for url in (address(channel), reverse("briefs_bot_test_post", args=[row(channel).pk])):
        assert editor.get(url).url == reverse("wagtailadmin_home")
        assert editor.post(url).url == reverse("wagtailadmin_home")


def test_a_test_post_is_marked_logged_and_limited(manager, channel, telegram):
    Chat.objects.update(signature="Ours", is_silent=True)
    url = reverse("briefs_bot_test_post", args=[row(channel).pk])
    assert "it says that it is a test" in words(manager.get(url))

    assert "A test was posted." in words(manager.post(url, follow=True))
    assert "Try again in " in words(manager.post(url, follow=True))
    [post] = posts(telegram, channel)
    assert post.text.startswith("This is a test")
    assert (post.text.endswith("Ours"), post.silent) == (True, True)
    assert ModelLogEntry.objects.filter(action="briefs_bot.test_post").count() == 1
    assert not Delivery.objects.exists()

    telegram.revoke_rights(channel)
    Chat.objects.update(last_test_at=None)
    assert "Not sent: The bot may not write there" in words(manager.post(url, follow=True))
    assert row(channel).broken_reason == reasons.RIGHTS
    telegram.invite(channel)
    telegram.faults.add(Fault("close_before", "sendMessage", chat_id=channel.id, times=1))
    Chat.objects.update(last_test_at=None)
    assert "Not certain" in words(manager.post(url, follow=True))
    Chat.objects.update(last_test_at=None)
    manager.post(url)
    assert row(channel).broken_reason == ""


def test_the_edit_screen_names_channels_for_who_may_see_chats(
    admin_client, enter, channel, forum, subscriber, make_brief, client
):
    row(forum).follow(None)
    brief = make_brief("Tea")
    brief.save_revision()
    url = reverse("wagtailadmin_pages:edit", args=[brief.pk])

    shown = admin_client.get(url).content.decode()
    assert f"Goes to 1 subscriber; channel: {escape(HOSTILE)}; group: Newsroom." in shown
    hidden = enter("Editors").get(url).content.decode()
    assert "Goes to 1 subscriber, 1 channel and 1 group." in hidden
    assert "Newsroom" not in hidden


def test_names_and_queries_stay_few_where_channels_are_many(admin_client, security, make_brief):
    brief = make_brief("Tea")
    brief.save_revision()
    url = reverse("wagtailadmin_pages:edit", args=[brief.pk])
    asked = []
    for first, size in ((0, 3), (3, 3000)):
        chats = Chat.objects.bulk_create(
            Chat(bot=1000, telegram_id=-n, kind="channel", title=f"News {n:04}", language="en")
            for n in range(first + 1, first + size + 1)
        )
        Subscription.objects.bulk_create(Subscription(chat=chat) for chat in chats)
        admin_client.get(url)
        with CaptureQueriesContext(connection) as queries:
            page = admin_client.get(url).content.decode()
        asked.append(len(queries))
    assert "News 0008 and 2995 more." in page
    assert asked[0] == asked[1]


CHANNEL, GROUP = "Choose a channel", "Choose a group"
CONNECT = "briefs_bot_connect"
DEEP_LINK = re.compile(r"https://t\.me/briefs_sandbox_bot\?start=(c_[\w-]{1,62})\"")
EXPIRED = "This link has expired or was used already. Get a new one in the admin: Telegram, Chats."


def token(client):
    return DEEP_LINK.search(client.post(reverse(CONNECT, args=[1000])).content.decode())[1]


@pytest.fixture
def vera(telegram):
    return telegram.add_user("Vera", language_code="ru")


@pytest.fixture
def shares(telegram, bot_reads):
    """A person chooses a chat with the keyboard; returns the texts of the bot's answers."""

    def shares(person, label, chat, before=lambda: None, times=1):
        start = len(telegram.messages(person.id))
        telegram.tap(person, label, chat)
        before()
        bot_reads(times=times)
        return [message.text for message in telegram.messages(person.id)[start:] if message.from_bot]

    return shares


def outside(telegram, chat):
    """The bot was never in this chat."""
    telegram.kick(chat)
    telegram.updates()
    return chat


def test_a_channel_and_a_group_are_connected_from_the_admin(
    manager, vera, russian_index, security, telegram, says, shares, make_brief, publish
):
    listing = manager.get(reverse("briefs_bot_chat_modeladmin_index")).content.decode()
    assert f'href="{reverse(CONNECT, args=[1000])}"' in listing
    places = (telegram.add_channel(HOSTILE, vera), telegram.add_group("Newsroom", [vera], supergroup=True))
    says(vera, "/help")
    # Her Telegram speaks Russian, and she has chosen English here.
    Chat.objects.filter(telegram_id=vera.id).update(language="en")
    for place, label in zip(places, (CHANNEL, GROUP), strict=True):
        outside(telegram, place)
        given = token(manager)
        [asked] = says(vera, f"/start {given}")
        assert asked.startswith("Which channel or group")
        assert [key.text for keys in telegram.chats[vera.id].keys for key in keys] == [CHANNEL, GROUP]

        [said] = shares(vera, label, place, times=2)[:1]

        assert said.startswith(f"Done: new briefs will appear in “{place.title}”.")
        assert telegram.chats[vera.id].keys == []
        chat = row(place)
        assert (chat.connected_by.username, chat.language, chat.is_active) == ("channel-managers", "en", True)
        assert chat.following.everything
        assert given.removeprefix("c_") not in str(Invitation.objects.values())
        assert says(vera, f"/start {given}") == [EXPIRED]
        shown = manager.get(reverse(CONNECT, args=[1000])).content.decode()
        assert f'<a href="{address(place)}">{escape(place.title)}</a>' in shown
    assert ModelLogEntry.objects.filter(action="briefs_bot.connect").count() == 2
    assert not row(vera).following

    publish(make_brief("Tea"))
    assert ["Tea" in posts(telegram, place)[-1].text for place in places] == [True, True]


def test_missing_rights_are_told_at_once_and_the_choice_may_be_repeated(
    manager, vera, security, telegram, says, shares, subtests
):
    max_ = telegram.add_user("Max")
    places = {
        "channel": telegram.add_channel("News", vera),
        "group": telegram.add_group("Desk", [vera, max_]),
    }
    table = (
        ("channel", CHANNEL, telegram.revoke_rights, "I may not post in “News”. Open it in Telegram"),
        ("channel", CHANNEL, telegram.kick, "I am not in “News”. Make me an administrator there"),
        ("group", GROUP, telegram.revoke_rights, "I may not write in “Desk”."),
        ("group", GROUP, telegram.kick, "I am not in “Desk”. Add me to it"),
    )
    for place in places.values():
        outside(telegram, place)
    says(vera, f"/start {token(manager)}")
    for kind, label, spoil, expected in table:
        with subtests.test(kind=kind, expected=expected):
            place = places[kind]
            said = shares(vera, label, place, before=lambda spoil=spoil, place=place: spoil(place))
            assert said[-1].startswith(expected)
            assert not Chat.objects.filter(connected_by__isnull=False)
            outside(telegram, place)
    assert shares(vera, GROUP, places["group"])[-1].startswith("Done")

    says(max_, f"/start {token(manager)}")
    places["group"].owner = max_
    [said] = shares(max_, GROUP, places["group"], before=lambda: setattr(places["group"], "owner", vera))
    assert said == "Only administrators of “Desk” can connect it."


def test_a_link_that_is_void_connects_nothing(
    manager, vera, security, telegram, says, shares, django_user_model, bot_reads
):
    channel, group = outside(telegram, telegram.add_channel("News", vera)), telegram.add_group("Desk", [vera])
    bot_reads()
    user = django_user_model.objects.get(username="channel-managers")
    given = token(manager)

    [said] = says(vera, f"/start@briefs_sandbox_bot {given}", chat=group)
    assert said.startswith("This link works in your private chat with me only")
    for void in (given, "c_", "c_<b>&nonsense"):
        assert says(vera, f"/start {void}") == [EXPIRED]

    says(vera, f"/start {token(manager)}")
    assert says(telegram.add_user("Max"), f"/start {token(manager)}")[0].startswith("Which")
    Invitation.objects.update(expires_at=timezone.now())
    assert shares(vera, CHANNEL, channel)[-1] == EXPIRED
    says(vera, f"/start {token(manager)}")
    user.groups.clear()
    assert shares(vera, CHANNEL, channel)[-1] == EXPIRED
    assert not Chat.objects.filter(connected_by__isnull=False)


def test_whoever_adds_the_bot_by_hand_is_told_in_private_what_comes_next(
    subscriber, security, russian_index, telegram, bot_reads, says, subtests
):
    stranger, quiet = telegram.add_user("Max", language_code="ru"), telegram.add_user("Ivan")
    says(quiet, "/start")
    says(quiet, "/stop")
    told = len(telegram.messages(subscriber.id))
    channel = telegram.add_channel("News", subscriber)
    group = telegram.add_group("Desk", [subscriber])
    for person in (stranger, quiet):
        telegram.add_channel(f"Of {person.name}", person)
    before = len(telegram.messages(quiet.id))
    bot_reads()

    said = [message.text for message in telegram.messages(subscriber.id)[told:]]
    assert [text.partition(" now")[0] for text in said] == ["I am in “News”", "I am in “Desk”"]
    assert not telegram.messages(stranger.id)
    assert len(telegram.messages(quiet.id)) == before
    # Its language is the site's, whoever added it.
    assert {chat.language for chat in Chat.objects.exclude(kind="private")} == {"en"}
    assert posts(telegram, group)
    assert not posts(telegram, channel)


@pytest.mark.parametrize("kind", ["channel", "group"])
def test_whoever_adds_the_bot_without_rights_is_told_what_to_do_and_then_it_comes(
    subscriber, telegram, bot_reads, make_brief, publish, kind
):
    place = outside(telegram, getattr(telegram, f"add_{kind}")(HOSTILE, *added_by(subscriber, kind)))
    telegram.world.set_standing(place, "demoted" if kind == "channel" else "muted")
    bot_reads()

    said = telegram.messages(subscriber.id)[-1].text
    assert said.startswith(f"I am in “{HOSTILE}” now, but may not ")
    assert not posts(telegram, place)

    before = len(telegram.messages(subscriber.id))
    telegram.invite(place)
    bot_reads()

    if kind == "group":
        assert "then I send the buttons by which its administrators choose topics." in said
        [welcome] = posts(telegram, place)
        telegram.press(place, welcome.id, "Security", subscriber)
        bot_reads()
    else:
        assert "then new briefs will appear there." in said
    publish(make_brief("Tea"))
    assert "Tea" in posts(telegram, place)[-1].text
    # A group that follows something is not asked again.
    telegram.revoke_rights(place)
    telegram.invite(place)
    bot_reads()
    assert "Tea" in posts(telegram, place)[-1].text
    assert not any("I am in" in m.text for m in telegram.messages(subscriber.id)[before:])


def added_by(person, kind):
    return [person] if kind == "channel" else [[person]]


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        ("open", "now, and new briefs will appear there. They come together once a day, at 8:00. Its admin"),
        ("muted", "now, but may not write there. Open it in Telegram, Permissions, and let me send messages"),
    ],
)
def test_whoever_adds_the_bot_to_a_group_again_is_told_that_it_gets_briefs_as_before(
    subscriber, telegram, bot_reads, standing, said
):
    group = telegram.add_group("Desk", [subscriber])
    bot_reads()
    row(group).follow(None)
    row(group).prefer(frequency="daily")
    telegram.kick(group)
    bot_reads()

    telegram.world.set_standing(group, standing)
    bot_reads()

    told = telegram.messages(subscriber.id)[-1].text
    assert said in told
    assert "choose topics" not in told


def test_where_the_buttons_are_refused_nobody_is_told_that_they_are_there(
    subscriber, security, telegram, bot_reads
):
    group = outside(telegram, telegram.add_group("Desk", [subscriber], supergroup=True))
    said = "Bad Request: TOPIC_CLOSED"
    telegram.faults.add(Fault("refuse", "sendMessage", chat_id=group.id, times=1, description=said))
    telegram.invite(group)
    bot_reads()

    assert telegram.messages(subscriber.id)[-1].text.startswith(
        "I am in “Desk” now, but may not write there."
    )
    assert row(group).broken_reason == reasons.RIGHTS
    assert not posts(telegram, group)

    telegram.world.set_standing(group, "open")
    bot_reads()
    assert posts(telegram, group)[-1].text.startswith("Welcome.")
    assert row(group).broken_reason == ""


@pytest.mark.parametrize("how", ["blocked", "stopped", "forgotten", "stranger"])
def test_whoever_does_not_talk_to_the_bot_is_told_nothing(
    subscriber, telegram, bot_reads, says, presses, how
):
    adder = subscriber
    if how == "blocked":
        telegram.block(subscriber)
    elif how == "stopped":
        says(subscriber, "/stop")
    elif how == "forgotten":
        says(subscriber, "/forget")
        presses(subscriber, "Delete everything")
    else:
        adder = telegram.add_user("Max")
    bot_reads()
    before = len(telegram.messages(adder.id))

    channel, group = telegram.add_channel("News", adder), telegram.add_group("Desk", [adder])
    bot_reads()

    assert len(telegram.messages(adder.id)) == before
    assert row(channel).following.everything
    assert posts(telegram, group)


def test_whoever_adds_or_connects_a_channel_is_told_in_which_languages_briefs_come(
    manager, vera, russian_index, security, telegram, bot_reads, says, shares, make_brief, publish
):
    says(vera, "/start")
    channel = telegram.add_channel("News", vera)
    bot_reads()
    assert telegram.messages(vera.id)[-1].text.endswith("\nЯзыки сводок: English")
    publish(make_brief("Чай", parent=russian_index))
    assert not posts(telegram, channel)

    fill_in(manager, channel, languages=["en", "ru"])
    says(vera, f"/start {token(manager)}")
    assert shares(vera, "Выбрать канал", channel)[-1].endswith("\nЯзыки сводок: English, Русский")
    publish(make_brief("Ещё чай", parent=russian_index))
    assert "Ещё чай" in posts(telegram, channel)[-1].text


def test_a_chat_that_somebody_else_connected_keeps_what_it_gets_and_says_so(
    manager, enter, vera, energy, security, telegram, says, shares, make_brief, publish
):
    channel = outside(telegram, telegram.add_channel("News", vera))
    says(vera, f"/start {token(manager)}")
    shares(vera, CHANNEL, channel)
    row(channel).unfollow(None)
    row(channel).follow(energy.translation_key)
    row(channel).prefer(only_changes=True)

    other = enter("Channel managers", "Editors")
    says(vera, f"/start {token(other)}")
    said = shares(vera, CHANNEL, channel)[-1]

    assert said.startswith("Done: new briefs will appear in “News”. They come as soon as they are published.")
    assert "Only those come whose status differs from the one before." in said
    assert row(channel).connected_by.username == "channel-managers-editors"
    publish(make_brief("Tea"))
    publish(make_brief("Dams fill", topic=energy))
    assert [m.text.splitlines()[2] for m in posts(telegram, channel)] == ["Dams fill"]


def test_a_chat_is_broken_and_mended_at_once_when_rights_change(
    security, telegram, bot_reads, make_brief, publish, subtests
):
    vera = telegram.add_user("Vera")
    places = (telegram.add_channel("News", vera), telegram.add_group("Desk", [vera]))
    bot_reads()
    row(places[1]).follow(None)
    for place in places:
        with subtests.test(kind=place.kind):
            telegram.revoke_rights(place)
            bot_reads()
            assert (row(place).broken_reason, row(place).is_active) == (reasons.RIGHTS, True)
    publish(make_brief("Tea"))
    assert set(Delivery.objects.values_list("status", flat=True)) == {"pending"}
    for place in places:
        telegram.invite(place)
    bot_reads()
    assert {row(place).broken_reason for place in places} == {""}

    tasks.tick()

    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}


@pytest.mark.parametrize("is_manager", [True, False])
def test_each_question_names_the_channels_for_who_may_see_them(
    enter, publish_form, channel, make_brief, publish, is_manager
):
    client = enter("Moderators", *(["Channel managers"] if is_manager else []))
    quiet = publish(make_brief("Quiet", notify_subscribers=False))
    draft = make_brief("Draft")
    draft.save_revision()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    for asked in (
        publish_form(client=client),
        client.get(reverse("briefs_bot_announce_brief", args=[quiet.pk])),
        client.post(f"{bulk}?id={draft.pk}&next=/admin/"),
    ):
        assert ("channel: " + HOSTILE if is_manager else "1 channel") in words(asked)
        assert (HOSTILE in words(asked)) == is_manager


def test_a_manager_decides_how_and_when_a_channel_gets_its_briefs(manager, channel, subtests):
    shown = words(manager.get(address(channel)))
    for label in ("Layout", "Only changes of status", "How often", "Once a week", "Quiet from", "Time zone"):
        assert label in shown

    chosen = {"layout": "text", "only_changes": "on", "frequency": "weekly", "digest_weekday": "4"}
    chosen |= {"digest_hour": "18", "quiet_from": "22", "quiet_until": "7", "time_zone": "Europe/Minsk"}
    fill_in(manager, channel, **chosen)

    saved = {name: str(getattr(row(channel), name)) for name in chosen}
    assert saved == {**chosen, "only_changes": "True"}
    assert row(channel).digest_at == row(channel).schedule.next(timezone.now())

    for name, value, said in (
        ("quiet_until", "", "Quiet hours have a beginning and an end, or neither."),
        ("quiet_until", "22", "Quiet hours end at another hour than they begin."),
        ("time_zone", "Mars/Base", "Select a valid choice."),
        ("digest_hour", "24", "Select a valid choice."),
        ("frequency", "hourly", "Select a valid choice."),
    ):
        with subtests.test(name=name, value=value):
            before = Chat.objects.values().get()
            answer = fill_in(manager, channel, **{name: value})
            assert said in words(answer)
            assert Chat.objects.values().get() == before


def test_what_is_held_for_a_channel_comes_as_when_the_chat_itself_changes_it(
    manager, channel, make_brief, publish, telegram
):
    fill_in(manager, channel, frequency="daily")
    publish(make_brief("Patrols"))
    assert not posts(telegram, channel)[1:], "it is held"

    fill_in(manager, channel, signature="Ask us")
    held_for = row(channel).digest_at
    assert held_for > timezone.now(), "another change leaves its slot"

    fill_in(manager, channel, frequency="instant")
    assert row(channel).digest_at <= timezone.now()
    tasks.tick()
    assert any("Patrols" in post.text for post in posts(telegram, channel))
    assert not Delivery.objects.held().exists()
