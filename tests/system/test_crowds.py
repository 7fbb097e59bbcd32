"""A brief goes to 20,000 chats while a hundred people write to the bot: neither holds up the other."""

from collections import Counter

import pytest
import requests

from tests.system.conftest import wait_until
from tests.system.counting import OPEN
from tests.system.people import OPEN_UPDATES, People

pytestmark = pytest.mark.timeout(300)
CHATS, PEOPLE = 20_000, 100
# What people write, and the beginning of the only true answer.
QUESTIONS = {
    "/help": "/start – Choose topics and language",
    "/latest": "Latest briefs\n\n○ tea",
    "/topic security": "Security\n\n○ tea",
    "/topics": "Choose a topic to read its latest briefs:",
    "/stop": "Done: no more briefs will come here. You followed nothing;",
}


def test_people_are_answered_once_while_a_brief_reaches_every_chat_once(stage):
    stage.environment["TELEGRAM_RATE"] = "1000"
    for name in ("valkey", "unlimited sandbox", "bot", "worker1", "beat"):
        stage.start(name)
    crowd = stage.crowd(CHATS)
    people = People(stage, PEOPLE)
    asked = dict(zip(people.ids, [*QUESTIONS] * (PEOPLE // len(QUESTIONS)), strict=True))

    assert stage.publish("tea") == "live"
    wait_until(lambda: stage.states().get("sent", 0) > 100, 60, "the first messages")
    for person, words in asked.items():
        people.write(person, words)
    assert stage.query(OPEN)[0][0], "the brief was out before they had written"
    wait_until(lambda: stage.query(OPEN) == [(0,)], 120, f"the end of the broadcast: {stage.states()}")
    wait_until(lambda: stage.query(OPEN_UPDATES) == [(0,)], 60, "an answer for everybody")

    assert set(stage.states()) == {"sent"}
    times = Counter(message["chat_id"] for message in stage.sent())
    assert {times[chat] for chat in (*crowd, *people.ids)} == {1}
    with requests.Session() as session:
        for person, words in asked.items():
            address = f"{stage.sandbox}/chats/{person}/messages"
            shown = session.get(address, timeout=5).json()["messages"]
            [answer] = [message["text"] for message in shown if message["from_bot"]]
            assert answer.startswith(QUESTIONS[words])
