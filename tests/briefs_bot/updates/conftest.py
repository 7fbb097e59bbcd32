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


@pytest.fixture
def secret(settings):
    settings.BRIEFS_TELEGRAM_WEBHOOK_SECRET = "s3cret_-"
    return settings.BRIEFS_TELEGRAM_WEBHOOK_SECRET


@pytest.fixture
def post(client, secret):
    """Return a function that posts an update, or any other text, to the site as Telegram does."""

    def post(update, path="/telegram/webhook/", given=secret, poster=client):
        headers = {"X-Telegram-Bot-Api-Secret-Token": given} if given else {}
        return poster.post(path, update, content_type="application/json", headers=headers)

    return post


@pytest.fixture
def telegram_pushes(telegram, post):
    """Return a function that posts what waits to the webhook, and confirms what the site took."""

    def telegram_pushes():
        for update in telegram.update_queue.waiting(telegram.clock.now()):
            answer = post(update.as_dict())
            assert answer.status_code == 200
            telegram.update_queue.confirm(update.id)
        return True

    return telegram_pushes
