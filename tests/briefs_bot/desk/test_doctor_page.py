"""The admin has a page that says what the doctor found."""

import pytest
from wagtail.models import Page, Site

from briefs_bot.models import Chat
from briefs_bot.sandbox import Fault


@pytest.fixture
def barred_channel(index, telegram):
    telegram.faults.add(
        Fault("refuse", method="getChatMember", error_code=403, description="Forbidden: kicked", times=None)
    )
    return Chat.objects.create(bot=1000, telegram_id=-5, kind="channel", title="Daily briefs", language="en")


def test_moderators_read_what_to_do(enter, index, telegram):
    page = enter("Moderators").get("/admin/briefs_bot/doctor/").content.decode()

    assert "Something keeps messages from being sent" in page
    assert "No worker has ever taken the tick." in page
    assert "Start Celery&#x27;s beat" in page
    assert page.index("No worker has ever") < page.index("The database answers.")


def test_the_menu_leads_there_for_those_who_may_see_it(enter, index, telegram):
    assert "/admin/briefs_bot/doctor/" in enter("Moderators").get("/admin/").content.decode()
    assert "/admin/briefs_bot/doctor/" not in enter("Editors").get("/admin/").content.decode()


def test_channels_are_named_to_their_managers_alone(enter, barred_channel):
    assert "Daily briefs" not in enter("Moderators").get("/admin/briefs_bot/doctor/").content.decode()

    page = enter("Moderators", "Channel managers").get("/admin/briefs_bot/doctor/").content.decode()

    assert "The bot is not in “Daily briefs”." in page


def test_who_controls_one_site_of_two_does_not_see_it(enter, index, telegram, settings):
    settings.BRIEFS_TELEGRAM_BOT_TOKENS = {"elsewhere.example.org": "2000:weather"}
    Site.objects.create(hostname="elsewhere.example.org", root_page=Page.get_first_root_node())
    client = enter("Moderators")
    user = client.get("/admin/").context["request"].user
    user.groups.first().page_permissions.all().delete()

    assert client.get("/admin/briefs_bot/doctor/").status_code == 302


def test_asking_twice_changes_nothing(enter, index, telegram):
    client = enter("Moderators")

    assert [client.get("/admin/briefs_bot/doctor/").status_code for _ in range(2)] == [200, 200]
    assert telegram.sent == []
