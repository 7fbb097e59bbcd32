"""Each site has a bot of its own, with its own people."""

import re

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Page, Site

from bot import tasks
from bot.models import Broadcast, Chat
from bot.sandbox import Sandbox
from briefs_app.pages.models import BriefIndexPage
from tests import telegram as stand_in

TOKEN = "2000:weather"
HOST = "weather.example.org"


@pytest.fixture
def weather(index, settings):
    """The index of a second site, whose bot has a token."""
    weather = BriefIndexPage(title="Weather", slug="weather", locale=index.locale)
    Page.get_first_root_node().add_child(instance=weather)
    weather.save_revision().publish()
    Site.objects.create(hostname=HOST, root_page=weather, site_name="Weather Desk")
    settings.TELEGRAM_BOT_TOKENS = {HOST: TOKEN}
    return weather


@pytest.fixture
def weather_bot(weather, telegram):
    sandbox = Sandbox(token=TOKEN, allow_local_urls=False)
    stand_in.switch_on(telegram, sandbox)
    return sandbox


@pytest.fixture
def olga(weather_bot, says, security):
    """Follows everything at the second bot."""
    olga = weather_bot.add_user("Olga")
    says(olga, "/start", sandbox=weather_bot)
    Chat.objects.get(title="Olga").toggle(None)
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


def test_who_talks_to_two_bots_is_two_chats(telegram, weather_bot, says, index):
    for sandbox in (telegram, weather_bot):
        anna = sandbox.add_user("Anna", user_id=77)
        says(anna, "/start", sandbox=sandbox)
    says(anna, "/stop", sandbox=weather_bot)

    assert dict(Chat.objects.values_list("bot", "is_active")) == {1000: True, 2000: False}


def test_the_inner_site_speaks_where_one_lies_within_another(
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


def test_a_broadcast_whose_bot_has_no_token_pauses_and_goes_on_with_it(
    make_brief, publish, weather, weather_bot, olga, settings, monkeypatch
):
    monkeypatch.setattr(tasks.broadcast, "apply_async", lambda *args, **kwargs: None)
    publish(make_brief("Rain", parent=weather))
    monkeypatch.undo()
    settings.TELEGRAM_BOT_TOKENS = {}

    tasks.tick()

    broadcast = Broadcast.objects.get()
    assert "No site has the bot 2000" in broadcast.paused_reason
    settings.TELEGRAM_BOT_TOKENS = {HOST: TOKEN}
    call_command("broadcast", "resume", str(broadcast.pk))
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
    settings.TELEGRAM_BOT_TOKENS = tokens

    with pytest.raises(CommandError, match=re.escape(said)):
        call_command("run_bot", site=site)


def test_a_site_that_is_not_there_is_found_by_the_check(weather, settings):
    settings.TELEGRAM_BOT_TOKENS = {HOST: TOKEN, "nowhere.example.org": "3000:nowhere"}

    [found] = [message for message in run_checks(databases=["default"]) if message.id == "bot.W003"]

    assert "'nowhere.example.org'" in found.msg


def test_the_admin_tells_whose_a_chat_is_where_there_are_several_bots(
    admin_client, weather, olga, subscriber, settings
):
    address = reverse("briefs_bot_chat_modeladmin_index")

    both, one = (admin_client.get(address, query).content.decode() for query in ({}, {"bot": "2000"}))
    settings.TELEGRAM_BOT_TOKENS = {}
    alone = admin_client.get(address).content.decode()

    assert ("Anna" in both, "Olga" in both, "Weather Desk" in both) == (True, True, True)
    assert ("Anna" in one, "Olga" in one) == (False, True)
    assert "Weather Desk" not in alone
