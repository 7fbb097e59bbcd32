"""Sites without a public URL, languages that Django does not know, renamed bots, forwarded posts."""

import pytest
from asgiref.sync import async_to_sync
from django.core.checks import run_checks
from telegram import Update
from wagtail.models import Locale, Page, Site

from briefs_app.pages.models import BriefIndexPage
from briefs_bot.conversation import handlers
from briefs_bot.conversation.application import build
from briefs_bot.models import Broadcast, Chat


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "intranet", "10.0.0.5", "briefs.localhost"])
def test_a_check_finds_a_site_with_a_local_address(index, host):
    Site.objects.update(hostname=host)

    [found] = [message for message in run_checks(databases=["default"]) if message.id == "briefs_bot.W009"]

    assert f"http://{host}" in found.msg


@pytest.mark.parametrize(
    ("host", "api"),
    [("briefs.example.org", "https://api.telegram.org"), ("localhost", "http://127.0.0.1:8081")],
)
def test_a_public_site_and_a_sandbox_raise_no_warning(index, settings, host, api):
    Site.objects.update(hostname=host)
    settings.BRIEFS_TELEGRAM_API_URL = api

    assert "briefs_bot.W009" not in {message.id for message in run_checks(databases=["default"])}


@pytest.fixture
def acholi_index(index, settings):
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("ach", "Acholi")]
    acholi = BriefIndexPage(
        title="Lok",
        slug="lok",
        locale=Locale.objects.create(language_code="ach"),
        translation_key=index.translation_key,
    )
    Page.get_first_root_node().add_child(instance=acholi)
    acholi.save_revision().publish()
    return acholi


def test_the_bot_answers_in_a_language_that_django_does_not_know(
    make_brief, publish, acholi_index, security, telegram, says, presses
):
    okello = telegram.add_user("Okello", language_code="ach")

    welcome, *_rest = says(okello, "/start")
    presses(okello, "Security")
    publish(make_brief("Kwon", parent=acholi_index))

    assert welcome
    assert "Kwon" in telegram.messages(okello.id)[-1].text
    for command in ("/latest", "/topics", "/topic security", "/help", "/privacy", "/stop", "xyz"):
        assert says(okello, command), command
    says(okello, "/start")
    presses(okello, "English")
    assert Broadcast.objects.get().language == "ach"


@pytest.fixture
def group(telegram, bot_reads):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()
    return group


@pytest.fixture
def hears(telegram):
    """Return a function that gives messages, as Telegram would write them, to one running bot."""

    def hears(group, *messages, before=lambda number: None):
        async def run():
            application = build(telegram.token)
            async with application:
                for number, message in enumerate(messages, start=1):
                    before(number)
                    chat = {"id": group.id, "type": "supergroup", "title": "Newsroom"}
                    whole = {"message_id": 900 + number, "date": 1, "chat": chat, **message}
                    update = {"update_id": 900 + number, "message": whole}
                    await application.process_update(Update.de_json(update, application.bot))

        start = len(telegram.messages(group))
        async_to_sync(run)()
        return [message.text for message in telegram.messages(group)[start:] if message.from_bot]

    return hears


CHANNEL = {"id": -1009, "type": "channel", "title": "Weekly"}
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
FORWARD = {"from": TELEGRAM, "sender_chat": CHANNEL, "is_automatic_forward": True}


def command(text):
    length = len(text.split()[0])
    return {"text": text, "entities": [{"type": "bot_command", "offset": 0, "length": length}]}


@pytest.mark.parametrize(
    "post",
    [
        {"text": "Follow us by @briefs_sandbox_bot"},
        command("/latest@briefs_sandbox_bot shows more"),
        command("/unheard@briefs_sandbox_bot"),
    ],
)
def test_a_channel_post_in_its_discussion_group_is_not_answered(security, group, hears, post):
    assert hears(group, {**FORWARD, **post}) == []


def test_anonymous_administrators_are_answered(security, group, hears):
    anonymous = {"id": handlers.ANONYMOUS_ADMIN, "is_bot": True, "first_name": "Group"}
    sender = {"from": anonymous, "sender_chat": {"id": group.id, "type": "supergroup", "title": "Newsroom"}}

    assert hears(group, {**sender, **command("/topics@briefs_sandbox_bot")})


@pytest.mark.parametrize("words", ["/stop", "/start", "/settings", "/forget"])
def test_a_channel_that_writes_in_a_group_is_no_administrator(security, group, hears, words):
    channels = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
    post = {"from": channels, "sender_chat": CHANNEL, **command(f"{words}@briefs_sandbox_bot")}

    assert hears(group, post) == ["Only administrators of this group can do that."]
    assert Chat.objects.get(telegram_id=group.id).is_active


def person(text):
    return {"from": {"id": 5, "is_bot": False, "first_name": "Anna"}, **command(text)}


def test_a_renamed_bot_answers_to_its_new_name_without_a_restart(security, group, hears, telegram):
    def rename(number):
        if number == 2:
            telegram.bot.username = "weekly_bot"

    answers = hears(group, person("/topics@briefs_sandbox_bot"), person("/topics@weekly_bot"), before=rename)

    assert len(answers) == 2


def test_commands_to_other_bots_make_the_bot_ask_for_its_name_once_a_minute(security, group, hears, telegram):
    before = sum(call.method == "getMe" for call in telegram.calls)
    hears(group, *[person(f"/weather@other_{number}_bot") for number in range(5)])

    # The first one is from its start.
    assert sum(call.method == "getMe" for call in telegram.calls) - before == 2
