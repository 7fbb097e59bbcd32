"""Several sites, each with a bot of its own and its own subscribers."""

import re

import pytest
from bs4 import BeautifulSoup
from celery import current_app
from django.contrib.auth.models import Group, Permission
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.urls import reverse
from kombu import Connection
from wagtail.models import GroupPagePermission, Page, Site

from briefs_app.pages.models import BriefIndexPage, BriefPage
from briefs_bot import bots, tasks
from briefs_bot.models import Broadcast, Chat
from briefs_bot.sandbox import Sandbox
from tests import telegram as stand_in

TOKEN = "2000:weather"
HOST = "weather.example.org"


@pytest.fixture
def weather(index, settings):
    """Return the index of a second site, whose bot has a token."""
    weather = BriefIndexPage(title="Weather", slug="weather", locale=index.locale)
    Page.get_first_root_node().add_child(instance=weather)
    weather.save_revision().publish()
    Site.objects.create(hostname=HOST, root_page=weather, site_name="Weather Desk")
    settings.BRIEFS_TELEGRAM_BOT_TOKENS = {HOST: TOKEN}
    return weather


@pytest.fixture
def weather_bot(weather, telegram):
    sandbox = Sandbox(token=TOKEN, allow_local_urls=False)
    stand_in.switch_on(telegram, sandbox)
    return sandbox


@pytest.fixture
def olga(weather_bot, says, security):
    """Return a person who follows everything at the second bot."""
    olga = weather_bot.add_user("Olga")
    says(olga, "/start", sandbox=weather_bot)
    Chat.objects.get(title="Olga").follow(None)
    return olga


def headlines(sandbox, person):
    shown = "\n".join(message.text for message in sandbox.messages(person.id))
    return [title for title in ("Rain", "Patrols") if title in shown]


def test_each_bot_announces_the_briefs_of_its_site(
    make_brief, publish, weather, weather_bot, olga, telegram, subscriber
):
    publish(make_brief("Rain", parent=weather))
    publish(make_brief("Patrols"))

    assert headlines(weather_bot, olga) == ["Rain"]
    assert headlines(telegram, subscriber) == ["Patrols"]


def test_each_bot_may_have_a_queue_of_its_own(
    make_brief, publish, weather, weather_bot, olga, subscriber, settings, monkeypatch
):
    settings.BRIEFS_TELEGRAM_BOT_QUEUES = {HOST: "telegram-weather"}
    monkeypatch.setitem(current_app.conf, "task_always_eager", False)
    monkeypatch.setitem(current_app.conf, "broker_url", "memory://")

    publish(make_brief("Rain", parent=weather))
    publish(make_brief("Patrols"))
    tasks.tick()

    with Connection("memory://") as broker:
        queued = {
            name: broker.SimpleQueue(name).get_nowait().payload[0]
            for name in ("telegram-weather", "telegram")
        }
        assert broker.SimpleQueue("telegram-weather").qsize() == 1, "as the tick found it, too"
    by_title = dict(Broadcast.objects.values_list("title", "pk"))
    assert queued == {"telegram-weather": [by_title["Rain"]], "telegram": [by_title["Patrols"]]}


def test_a_photo_is_shown_by_the_bot_of_its_site(make_brief, publish, weather, weather_bot, olga, photo):
    publish(make_brief("Rain", parent=weather, photo=photo))

    assert weather_bot.messages(olga.id)[-1].photo


def test_each_bot_answers_from_its_site(make_brief, publish, weather, weather_bot, olga, says, subscriber):
    publish(make_brief("Rain", parent=weather, notify_subscribers=False))
    publish(make_brief("Patrols", notify_subscribers=False))

    for command in ("/latest", "/topic security"):
        [here], [there] = says(subscriber, command), says(olga, command, sandbox=weather_bot)
        assert ("Patrols" in here, "Rain" in here) == (True, False)
        assert ("Patrols" in there, "Rain" in there) == (False, True)
    assert "Weather Desk" in says(olga, "/privacy", sandbox=weather_bot)[0]


def test_a_person_who_talks_to_two_bots_has_two_chats(telegram, weather_bot, says, index):
    for sandbox in (telegram, weather_bot):
        anna = sandbox.add_user("Anna", user_id=77)
        says(anna, "/start", sandbox=sandbox)
    says(anna, "/stop", sandbox=weather_bot)

    assert dict(Chat.objects.values_list("bot", "is_active")) == {1000: True, 2000: False}


def test_a_brief_of_a_site_within_another_is_announced_by_the_inner_sites_bot(
    make_brief, publish, index, weather, weather_bot, olga, telegram, subscriber
):
    weather.move(index, pos="last-child")
    weather.refresh_from_db()

    publish(make_brief("Rain", parent=weather))

    assert headlines(weather_bot, olga) == ["Rain"]
    assert headlines(telegram, subscriber) == []


def test_a_correction_and_a_retraction_come_from_the_same_bot(
    make_brief, publish, weather, weather_bot, olga, django_capture_on_commit_callbacks
):
    brief = publish(make_brief("Rain", parent=weather))
    brief.correction_note = "It was snow."
    publish(brief)
    assert "It was snow." in weather_bot.messages(olga.id)[-1].text

    with django_capture_on_commit_callbacks(execute=True):
        brief.unpublish()

    assert headlines(weather_bot, olga) == []


def test_an_inner_site_without_a_bot_is_not_announced_by_the_outer_one(
    make_brief, publish, index, weather, subscriber, telegram, settings
):
    settings.BRIEFS_TELEGRAM_BOT_TOKENS = {}
    weather.move(index, pos="last-child")
    weather.refresh_from_db()

    publish(make_brief("Rain", parent=weather))

    assert headlines(telegram, subscriber) == []


def test_a_site_for_one_language_has_its_own_bot(
    make_brief, publish, russian_index, weather, weather_bot, says, subscriber, telegram, security
):
    site = Site.objects.get(hostname=HOST)
    site.root_page = russian_index
    site.save()
    olga = weather_bot.add_user("Olga", "ru")
    says(olga, "/start", sandbox=weather_bot)
    Chat.objects.get(title="Olga").follow(None)

    publish(make_brief("Rain", parent=russian_index))
    publish(make_brief("Patrols"))

    assert headlines(weather_bot, olga) == ["Rain"]
    assert headlines(telegram, subscriber) == ["Patrols"]


def test_the_port_tells_two_sites_of_one_name_apart(weather, index, settings):
    for port in (8000, 8001):
        Site.objects.create(hostname=HOST, port=port, root_page=index)
    settings.BRIEFS_TELEGRAM_BOT_TOKENS = {f"{HOST}:8000": "3000:harbour", f" {HOST.upper()} ": TOKEN}

    assert {bot.number: bot.site.port for bot in bots.configured()} == {
        1000: 80,
        3000: 8000,
        2000: 80,
    }


@pytest.mark.parametrize("wrong", [None, "2000:weather", [TOKEN], {HOST: None}])
def test_a_wrong_setting_of_other_sites_stops_neither_publishing_nor_announcing(
    make_brief, publish, subscriber, telegram, settings, wrong
):
    settings.BRIEFS_TELEGRAM_BOT_TOKENS = wrong

    publish(make_brief("Patrols"))

    assert headlines(telegram, subscriber) == ["Patrols"]


def test_a_brief_that_moved_to_another_site_is_withdrawn_with_the_next_edit(
    make_brief, publish, weather, weather_bot, olga, telegram, subscriber
):
    brief = publish(make_brief("Patrols"))
    brief.move(weather, pos="last-child")
    brief = BriefPage.objects.get(pk=brief.pk)
    brief.summary, brief.correction_note = "They do not, in short.", "They do not."

    publish(brief)

    assert headlines(telegram, subscriber) == []
    assert headlines(weather_bot, olga) == []


def test_a_broadcast_whose_bot_has_no_token_waits_for_it(
    make_brief, publish, weather, weather_bot, olga, settings, monkeypatch, caplog
):
    monkeypatch.setattr(tasks.broadcast, "apply_async", lambda *args, **kwargs: None)
    publish(make_brief("Rain", parent=weather))
    monkeypatch.undo()
    settings.BRIEFS_TELEGRAM_BOT_TOKENS = {}

    tasks.broadcast(Broadcast.objects.get().pk)
    tasks.tick()

    assert "No site has the bot 2000" in caplog.text
    settings.BRIEFS_TELEGRAM_BOT_TOKENS = {HOST: TOKEN}
    tasks.tick()
    assert headlines(weather_bot, olga) == ["Rain"]


@pytest.mark.parametrize(
    ("tokens", "site", "said"),
    [
        ({HOST: TOKEN}, "wether.example.org", "There is one for --site weather.example.org."),
        ({HOST: ""}, HOST, "is no token: get one from @BotFather"),
        ({"nowhere.example.org": TOKEN}, "nowhere.example.org", "No site has the bot 2000"),
    ],
)
def test_a_bot_that_cannot_run_says_why(weather, settings, tokens, site, said):
    settings.BRIEFS_TELEGRAM_BOT_TOKENS = tokens

    with pytest.raises(CommandError, match=re.escape(said)):
        call_command("run_bot", site=site)


@pytest.mark.parametrize(
    ("tokens", "found", "said"),
    [
        ({"nowhere.example.org": TOKEN}, "briefs_bot.W003", "'nowhere.example.org'"),
        ({"briefs.example.org": TOKEN}, "briefs_bot.W004", "Briefs [default]"),
    ],
)
def test_a_bot_without_a_site_and_a_site_with_two_bots_are_found(weather, settings, tokens, found, said):
    settings.BRIEFS_TELEGRAM_BOT_TOKENS = tokens

    [message] = [
        message for message in run_checks(databases=["default"]) if message.id.startswith("briefs_bot.W")
    ]

    assert message.id == found
    assert said in message.msg


def test_a_token_does_not_show_even_where_host_name_and_token_are_swapped(weather, settings):
    assert "weather'" not in repr(bots.configured())
    settings.BRIEFS_TELEGRAM_BOT_TOKENS = {"2000:weather-xyz": HOST}

    assert "weather-xyz" not in str(run_checks(databases=["default"]))


@pytest.mark.parametrize("listing", ["chat", "broadcast"])
def test_the_admin_shows_the_site_of_each_row_where_there_are_several_bots(
    admin_client, make_brief, publish, weather, olga, subscriber, settings, listing
):
    publish(make_brief("Rain", parent=weather))
    publish(make_brief("Patrols"))
    address = reverse(f"briefs_bot_{listing}_modeladmin_index")

    def sites(**query):
        page = BeautifulSoup(admin_client.get(address, query).content, "html.parser")
        return sorted(cell.text.strip() for cell in page.select("td.field-site_name"))

    assert sites() == sites(bot="abc") == ["Briefs [default]", "Weather Desk"]
    assert sites(bot="2000") == ["Weather Desk"]
    settings.BRIEFS_TELEGRAM_BOT_TOKENS = {}
    assert sites() == []


@pytest.mark.parametrize("listing", ["chat", "broadcast"])
def test_an_editor_of_one_site_sees_only_the_rows_of_its_bot(
    client, make_brief, publish, weather, olga, subscriber, django_user_model, listing
):
    publish(make_brief("Rain", parent=weather))
    publish(make_brief("Patrols"))
    group = Group.objects.create(name="Weather editors")
    names = ["access_admin", "view_chat", "view_broadcast"]
    group.permissions.set(Permission.objects.filter(codename__in=names))
    may_change = Permission.objects.get(codename="change_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=group, page=weather, permission=may_change)
    user = django_user_model.objects.create_user("editor")
    user.groups.add(group)
    client.force_login(user)

    page = client.get(reverse(f"briefs_bot_{listing}_modeladmin_index")).content.decode()
    rows = (Chat if listing == "chat" else Broadcast).objects
    address = "briefs_bot_chat_modeladmin_inspect" if listing == "chat" else "briefs_bot_report"

    assert ("Olga" in page or "Rain" in page, "Anna" in page or "Patrols" in page) == (True, False)
    assert client.get(reverse(address, args=[rows.get(bot=2000).pk])).status_code == 200
    assert client.get(reverse(address, args=[rows.get(bot=1000).pk])).status_code == 302
