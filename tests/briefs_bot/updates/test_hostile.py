"""Hostile words, buttons and updates, by polling and by webhook: each is handled, and none stops the bot."""

import copy
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefs_bot.conversation.commands import BUTTONS, COMMANDS
from briefs_bot.models import IncomingUpdate

patient = settings(max_examples=4, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
LINK = '<a href="https://evil.example/">x</a>'
NASTY = (
    "\x00", "\ud800", "\udfff", "\u202e", "\u200b", "\ufeff", "<", ">", "&", '"', "'", "</b>", "&amp;", LINK,
    "{page}", "%s", "%(topic)s", "{{ chat }}", "_", "%", ":", "/", "@", "\n", "🙂", "مرحبا", "٣", "²", "-1",
    "9" * 30,
)  # fmt: skip
texts = st.lists(st.sampled_from((*NASTY, "security", "a ")), min_size=1, max_size=8).map("".join)
words = st.builds(
    "{}{} {}{}".format,
    st.sampled_from(("", "@briefs_sandbox_bot ", *(f"/{name}" for name in COMMANDS))),
    st.sampled_from(("", "", "@briefs_sandbox_bot", "@other_bot")),
    st.sampled_from(("", "", "t_", "b_", "c_", "p_", "x" * 4000)),
    texts,
)
pressed = st.builds(
    "{}{}".format,
    st.sampled_from((*BUTTONS, "set:hour:", "set:zone:", "set:reads:", "settings:zone:", "latest:", "page:")),
    texts,
).map(lambda data: data.encode("utf-8", "surrogatepass")[:64].decode("utf-8", "ignore"))
values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just(2**70), st.just(-(2**70)), st.floats(), texts,
    st.just([]), st.just({}), st.lists(st.integers(), max_size=2), st.just({"id": "x", "type": []}),
)  # fmt: skip

PERSON = {"id": 77, "is_bot": False, "first_name": "Eve", "language_code": "en"}
CHAT = {"id": 77, "type": "private", "first_name": "Eve"}
MESSAGE = {"message_id": 5, "date": 0, "chat": CHAT, "from": PERSON, "text": "/topic security"}
MEMBER = {"status": "member", "user": {"id": 1000, "is_bot": True, "first_name": "Briefs"}}
MISSING = object()
KINDS = {
    "message": {**MESSAGE, "entities": [{"type": "bot_command", "offset": 0, "length": 6}]},
    "edited_message": {**MESSAGE, "edit_date": 1},
    "callback_query": {
        "id": "1",
        "from": PERSON,
        "chat_instance": "1",
        "message": MESSAGE,
        "data": "set:hour:3",
    },
    "my_chat_member": {
        "chat": {"id": -9, "type": "group", "title": "G"},
        "from": PERSON,
        "date": 0,
        "old_chat_member": {**MEMBER, "status": "left"},
        "new_chat_member": MEMBER,
    },
    "inline_query": {"id": "2", "from": PERSON, "query": "security", "offset": ""},
    "guest_message": {**MESSAGE, "guest_query_id": "3"},
}


@st.composite
def updates(draw):
    """Draw an update of a known kind in which some fields are missing, added, or of another type."""
    kind = draw(st.sampled_from((*KINDS, "channel_post", "unheard_of")))
    content = copy.deepcopy(KINDS.get(kind, MESSAGE))
    for _change in range(draw(st.integers(0, 3))):
        place = content
        while inner := [value for value in place.values() if isinstance(value, dict) and value]:
            if draw(st.booleans()):
                break
            place = draw(st.sampled_from(inner))
        key = draw(st.sampled_from((*sorted(place), "location", "chat_shared", "migrate_to_chat_id", "new")))
        if draw(st.booleans()):
            place.pop(key, None)
        else:
            place[key] = draw(values)
    return kind, content


@pytest.fixture
def site(make_brief, publish, security):
    publish(make_brief("Patrols resume"))


@pytest.fixture
def hands_in(site, telegram, post, while_the_bot_runs, answers):
    """Return a function that brings updates by both doors, and waits until those behind them are answered."""

    def by_polling(its):
        place = telegram.find_chat(telegram.add_user("Eve").id)
        for kind, content in its:
            telegram.queue(kind, content, place)
        return ask_by_polling()

    def ask_by_polling():
        anna = telegram.add_user("Anna")
        telegram.write(anna.id, "/help", user=anna)
        return anna

    def by_webhook(its):
        numbers = count(10**6 + IncomingUpdate.objects.count())
        boris = telegram.add_user("Boris")
        telegram.find_chat(boris.id).standing = "open"
        asked = {**MESSAGE, "chat": {**CHAT, "id": boris.id}, "from": boris.as_dict(), "text": "help me"}
        for kind, content in (*its, ("message", asked)):
            update = {"update_id": next(numbers), kind: content, "more": [content]}
            assert post(update).status_code == 200
        return boris

    def hands_in(its):
        people = by_polling(its[::2]), by_webhook(its[1::2])
        while_the_bot_runs(lambda: all(answers(each.id) for each in people), everything_is_handled)

    return hands_in


def surprises(caplog):
    return [record.message for record in caplog.records if record.message.startswith("update_")]


def everything_is_handled():
    return not IncomingUpdate.objects.filter(handled_at=None).exists()


@patient
@given(written=st.lists(words, min_size=15, max_size=15))
def test_whatever_is_written_is_answered_once_and_nothing_of_it_is_read_as_html(
    site, telegram, while_the_bot_runs, answers, caplog, written
):
    people = [telegram.add_user("<b>Eve</b>") for _words in written]
    for person, said in zip(people, written, strict=True):
        telegram.write(person.id, said[:4096], user=person)
    stored = IncomingUpdate.objects.count()

    while_the_bot_runs(lambda: IncomingUpdate.objects.count() == stored + len(people), everything_is_handled)

    for person, said in zip(people, written, strict=True):
        assert len(answers(person.id)) == 1, ascii(said)
        links = [each.get("url") for m in telegram.messages(person.id) if m.from_bot for each in m.entities]
        assert "https://evil.example/" not in links
    assert not surprises(caplog)
    assert "answer_refused" not in caplog.text


@patient
@given(data=st.lists(pressed.filter(bool), min_size=15, max_size=15))
def test_whatever_a_button_says_it_is_acknowledged(site, telegram, while_the_bot_runs, says, caplog, data):
    people = [telegram.add_user("Eve") for _each in data]
    for eve in people:
        says(eve, "/settings")
    for eve, each in zip(people, data, strict=True):
        place = telegram.find_chat(eve.id)
        query = {
            "id": telegram.new_query(place, eve).id,
            "from": eve.as_dict(),
            "chat_instance": "1",
            "message": telegram.messages(eve.id)[-1].as_dict(),
            "data": each,
        }
        telegram.queue("callback_query", query, place)
    before, stored = len(telegram.toasts), IncomingUpdate.objects.count()

    while_the_bot_runs(lambda: IncomingUpdate.objects.count() == stored + len(data), everything_is_handled)

    assert len(telegram.toasts) == before + len(data)
    assert not surprises(caplog)
    assert "answer_refused" not in caplog.text


def fields(content, *path):
    """Yield the path of each field of an update, however deep."""
    for key, value in content.items():
        yield (*path, key)
        if isinstance(value, dict):
            yield from fields(value, *path, key)


def changed(content, path, value):
    copied = place = copy.deepcopy(content)
    for key in path[:-1]:
        place = place[key]
    place.pop(path[-1]) if value is MISSING else place.update({path[-1]: value})
    return copied


def test_an_update_with_one_field_of_another_type_stops_neither_door(hands_in):
    odd = (MISSING, None, True, 7, -1.5, 2**70, "x", [], [1], {}, {"id": "x"})
    its = [
        (kind, changed(content, path, value))
        for kind, content in KINDS.items()
        for path in fields(content)
        for value in odd
    ]

    hands_in(its)


@patient
@given(its=st.lists(updates(), min_size=20, max_size=20))
def test_updates_of_any_shape_stop_neither_door(hands_in, its):
    hands_in(its)
