"""The admin's first page shows what is under way and what needs somebody."""

from briefs_bot.models import Broadcast, Chat


def home(client):
    return client.get("/admin/").content.decode()


def test_broadcasts_under_way_and_held_are_listed(enter, make_brief, publish, crowd):
    client = enter("Editors")
    publish(make_brief("Done"))
    make_brief("Tea").save_revision().publish()
    make_brief("Coffee").save_revision().publish()
    Broadcast.objects.get(title="Coffee").pause("Telegram refused a button of the message.")

    page = home(client)

    assert "On Telegram now" in page
    assert "Waits to be sent" in page
    assert "Paused before it was sent (Telegram refused a button of the message.)" in page
    assert ">Done<" not in page


def test_channels_in_trouble_are_listed_for_their_managers_alone(enter, telegram):
    trouble = "The bot may not write there; an administrator of the chat can allow it."
    Chat.objects.create(
        bot=1000, telegram_id=-5, kind="channel", title="News", language="en", broken_reason=trouble
    )

    assert "Channels and groups in trouble" not in home(enter("Editors"))
    page = home(enter("Channel managers"))

    assert "News" in page
    assert "an administrator of the chat can allow it" in page


def test_nobody_without_rights_sees_them(enter, make_brief, crowd):
    make_brief("Tea").save_revision().publish()
    client = enter("Editors")
    user = client.get("/admin/").context["request"].user
    user.groups.first().permissions.filter(content_type__app_label="briefs_bot").delete()

    assert "On Telegram now" not in home(client)
