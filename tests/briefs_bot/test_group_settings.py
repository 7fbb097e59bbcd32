"""An administrator sets up a group in private: with the same screens, and only while they administer it."""

import pytest

from briefs_bot.models import Chat
from tests.conftest import labels

pytestmark = pytest.mark.usefixtures("quick_answers")
REFUSED = "Only administrators of this group can do that."


@pytest.fixture
def anna(telegram):
    return telegram.add_user("Anna")


@pytest.fixture
def group(security, energy, anna, telegram, bot_reads):
    found = telegram.add_group("<b>Newsroom</b>", [anna, telegram.add_user("Boris")])
    bot_reads()
    return found


@pytest.fixture
def chosen(anna, group, telegram, says, presses, bot_reads):
    """Anna has chosen the group in private."""
    says(anna, "/settings")
    presses(anna, "Settings of a group")
    telegram.tap(anna, "Choose a group", group)
    bot_reads()


def newest(telegram, person):
    return telegram.messages(person.id)[-1]


def row(group):
    return Chat.objects.get(telegram_id=group.id)


def test_an_administrator_sets_in_private_what_the_group_gets(
    chosen, anna, group, energy, telegram, presses, make_brief, publish
):
    said = [message.text for message in telegram.messages(anna.id)[-2:]]
    assert said[0] == "Here you choose what “<b>Newsroom</b>” gets."
    assert said[1].startswith("<b>Newsroom</b>\n\nSettings\n\nTopics: none")
    assert telegram.chats[anna.id].keys == []
    assert "Settings of a group" not in labels(newest(telegram, anna))

    for button in ("✓ Sound", "When", "Once a day", "18", "‹ Back", "Topics", "Energy", "Settings"):
        presses(anna, button)

    shown = newest(telegram, anna).text
    assert "Topics: 1" in shown
    assert "When: once a day at 18:00" in shown
    chat = row(group)
    assert (chat.frequency, chat.digest_hour, chat.is_silent) == ("daily", 18, True)
    assert chat.following.topics == {energy.translation_key}
    own = row(anna)
    assert (own.frequency, own.is_silent, bool(own.following)) == ("instant", False, False)
    assert len(telegram.messages(group.id)) == 1, "nothing was written in the group"
    publish(make_brief("Dams fill", topic=energy))
    assert chat.deliveries.get().status == "held"


@pytest.mark.parametrize("how", ["no administrator", "bot removed", "bot left and group unknown"])
def test_whoever_does_not_administer_it_any_more_changes_nothing(
    chosen, anna, group, telegram, presses, bot_reads, how
):
    if how == "no administrator":
        group.owner = telegram.add_user("Vera")
    else:
        telegram.kick(group)
        bot_reads()
    if how == "bot left and group unknown":
        row(group).delete()

    presses(anna, "✓ Sound")

    assert telegram.toasts[-1].text == (
        "This button is out of date. Try /topics." if how.startswith("bot left") else REFUSED
    )
    assert not Chat.objects.filter(is_silent=True)
    assert row(anna).is_active


def test_a_group_of_others_cannot_be_chosen(anna, group, telegram, says, presses, bot_reads):
    says(anna, "/settings")
    presses(anna, "Settings of a group")
    telegram.tap(anna, "Choose a group", group)
    group.owner = telegram.add_user("Vera")
    bot_reads()

    said = "I can set up “<b>Newsroom</b>” only with its administrators, and while I am in it."
    assert newest(telegram, anna).text == said


@pytest.mark.parametrize(
    "data", ["in:", "in:x:set:sound:off", "in:{own}:set:sound:off", "in:{pk}:forget:yes"]
)
def test_buttons_that_name_no_group_or_do_something_else_are_out_of_date(
    chosen, anna, group, telegram, bot_reads, data
):
    place = telegram.find_chat(anna.id)
    query = {
        "id": telegram.new_query(place, anna).id,
        "from": anna.as_dict(),
        "chat_instance": "1",
        "message": newest(telegram, anna).as_dict(),
        "data": data.format(own=row(anna).pk, pk=row(group).pk),
    }
    telegram.queue("callback_query", query, place)
    bot_reads()

    assert telegram.toasts[-1].text == "This button is out of date. Try /topics."
    assert not Chat.objects.filter(is_silent=True)
