import pytest

from briefs_bot.telegram import limiter


@pytest.fixture(autouse=True)
def _quick_chats(monkeypatch):
    """Nobody has to wait for a second between two answers; nor does the sandbox ask for it."""
    for kind, (_seconds, burst) in limiter.CHAT_PACE.items():
        monkeypatch.setitem(limiter.CHAT_PACE, kind, (0.05, burst))


@pytest.fixture
def answers(telegram):
    """Return the texts of the bot in a chat."""

    def answers(chat):
        return [message.text for message in telegram.messages(chat) if message.from_bot]

    return answers
