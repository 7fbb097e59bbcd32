"""Starts a broadcast to many, waits for its end, and counts what the sandbox's chats show."""

from collections import Counter

import requests

from tests.system.conftest import ANNA, wait_until

SERVICES = ("valkey", "sandbox", "worker1", "worker2", "worker3", "beat")
BEHIND = """(status = 'sent' AND message_id IS NOT NULL
    AND revision < (SELECT revision FROM briefs_bot_broadcast b WHERE b.id = broadcast_id))"""
OPEN = f"SELECT count(*) FROM briefs_bot_delivery WHERE status IN ('pending', 'sending') OR {BEHIND}"
BEGUN = "SELECT count(*) FROM briefs_bot_delivery WHERE status = 'sending' AND begun_at IS NOT NULL"
CHATS_THAT_ARE = """SELECT c.telegram_id FROM briefs_bot_delivery d JOIN briefs_bot_chat c ON c.id = d.chat_id
    JOIN briefs_bot_broadcast b ON b.id = d.broadcast_id WHERE d.status = '{status}' AND b.kind = '{kind}'"""


def start(stage, chats, rate=28):
    stage.environment["TELEGRAM_RATE"] = str(rate)
    for name in SERVICES:
        stage.start(name)
    stage.crowd(chats)
    assert stage.publish("tea") == "live"
    wait_until(lambda: stage.states().get("sent", 0) > 20, 120, "the first messages")


def finish(stage, seconds):
    """Until everything is sent, given up or brought up to date."""
    wait_until(lambda: stage.query(OPEN)[0][0] == 0, seconds, f"the end of it: {stage.states()}")


def chats_that_are(stage, status, kind="new"):
    return {row[0] for row in stage.query(CHATS_THAT_ARE.format(status=status, kind=kind))}


def count(stage, chats):
    """What the sandbox showed, against what the ledger says. Anna's own welcome is not counted."""
    shown = Counter(message["chat_id"] for message in stage.sent() if message["chat_id"] != ANNA)
    uncertain = chats_that_are(stage, "uncertain")
    told = chats_that_are(stage, "sent") - {ANNA}
    repeated = {chat: times for chat, times in shown.items() if times > 1}
    lost = [chat for chat in told if not shown[chat]]
    missing = chats + 1 - len(told | uncertain | {ANNA})
    print(f"shown {len(shown)}, lost {len(lost)}, repeated {len(repeated)}, uncertain {len(uncertain)}")
    assert not repeated
    assert not lost
    assert not missing, stage.states()
    return len(uncertain)


def read(stage):
    """What each chat shows from the bot at this moment, oldest first."""
    chats = [row[0] for row in stage.query("SELECT telegram_id FROM briefs_bot_chat")]
    with requests.Session() as session:
        answers = {chat: session.get(f"{stage.sandbox}/chats/{chat}/messages", timeout=5) for chat in chats}
    return {
        chat: [message for message in answer.json()["messages"] if message["from_bot"]]
        for chat, answer in answers.items()
    }


def showing(stage, line):
    """How many messages with such a line each chat shows now; a chat without one is left out."""
    found = {
        chat: sum(line in message["text"].splitlines() for message in shown)
        for chat, shown in read(stage).items()
    }
    return {chat: times for chat, times in found.items() if times}
