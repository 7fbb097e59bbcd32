"""The texts that people read of the bot before they write to it."""

import pytest
from asgiref.sync import async_to_sync
from django.template import engines
from wagtail.models import Site

from briefs_bot.conversation.application import build, introduce
from briefs_bot.sandbox import Fault

TEXTS = ("setMyDescription", "setMyShortDescription")


@pytest.fixture
def introduces(index, telegram):
    """Start the bot; return the names of the calls by which it changed its profile."""

    async def run():
        application = build(telegram.token)
        async with application:
            await introduce(application)

    def introduces():
        before = len(telegram.calls)
        async_to_sync(run)()
        changing = (*TEXTS, "setChatMenuButton")
        return [call.method for call in telegram.calls[before:] if call.method in changing]

    return introduces


def told(telegram, what, language=""):
    return telegram.world.profile[what, language]


def test_the_bot_describes_itself_by_the_name_of_its_site(introduces, telegram):
    introduces()

    assert told(telegram, "description").startswith("Briefs: short analytical briefs.")
    assert told(telegram, "short_description").startswith("Short analytical briefs of Briefs:")


def test_telegram_is_told_only_what_changed(introduces, telegram):
    introduces()
    assert introduces() == []

    Site.objects.update(site_name="Harbour & Coast")
    assert set(introduces()) == set(TEXTS)
    assert told(telegram, "short_description").startswith("Short analytical briefs of Harbour & Coast:")


def test_a_long_name_of_a_site_fits(introduces, telegram):
    Site.objects.update(site_name="x" * 255)

    introduces()

    assert len(told(telegram, "short_description")) == 120


def test_an_empty_template_leaves_what_the_owner_wrote(introduces, telegram, settings, tmp_path):
    (tmp_path / "briefs_bot").mkdir()
    (tmp_path / "briefs_bot/about.html").write_text("")
    [template] = settings.TEMPLATES
    settings.TEMPLATES = [{**template, "DIRS": [tmp_path, *template["DIRS"]]}]
    engines.__dict__.pop("templates", None)

    assert set(introduces()) == {"setMyDescription"}


def test_the_menu_button_lists_the_commands_unless_the_owner_chose_another(introduces, telegram):
    telegram.answer("setChatMenuButton", {"menu_button": {"type": "default"}})
    assert introduces().count("setChatMenuButton") == 1
    assert telegram.world.menu_buttons[0]["type"] == "commands"

    web_app = {"type": "web_app", "text": "Open", "web_app": {"url": "https://example.org/"}}
    telegram.answer("setChatMenuButton", {"menu_button": web_app})
    assert "setChatMenuButton" not in introduces()


def test_telegrams_refusal_of_the_profile_does_not_stop_the_bot(introduces, telegram, says, caplog):
    telegram.faults.add(Fault("flood", method="setMyDescription", retry_after=60, times=None))

    introduces()

    assert "profile_refused" in caplog.text
    assert says(telegram.add_user("Anna"), "/help")


def test_privacy_links_to_the_sites_own_policy(index, telegram, says, settings):
    settings.BRIEFS_TELEGRAM_PRIVACY_URL = "https://example.org/privacy/"
    anna = telegram.add_user("Anna")

    says(anna, "/privacy")

    links = [entity.get("url") for entity in telegram.messages(anna.id)[-1].entities]
    assert "https://example.org/privacy/" in links
