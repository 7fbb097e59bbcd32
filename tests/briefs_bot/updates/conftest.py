"""Fixtures of the tests of incoming updates: no pauses between answers, and the bot's texts."""

import pytest

from briefs_bot.telegram import limiter


@pytest.fixture(autouse=True)
def _quick_chats(monkeypatch):
    """Let the limiter and the sandbox allow quick answers in one chat."""
    for kind, (_seconds, burst) in limiter.CHAT_PACE.items():
        monkeypatch.setitem(limiter.CHAT_PACE, kind, (0.05, burst))


@pytest.fixture
def answers(telegram):
    """Return a function that returns the texts of the bot in a chat."""

    def answers(chat):
        return [message.text for message in telegram.messages(chat) if message.from_bot]

    return answers
