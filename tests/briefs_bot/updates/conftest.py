"""Fixtures of the tests of incoming updates: no pauses between answers, and the bot's texts."""

import json
from functools import partial

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.http import HttpResponse

from briefs_bot.telegram import limiter
from cms.asgi import application


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


class InFront:
    """Posts to the ASGI application that stands in front of Django's, as a server does."""

    def post(self, path, update, content_type="application/json", headers=None):
        body = update if isinstance(update, str) else json.dumps(update)
        return async_to_sync(self.give)(path, body.encode(), headers or {})

    async def give(self, path, body, headers, method="POST", pieces=3):
        names = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "headers": names}
        scope |= {"query_string": b"", "root_path": "", "server": ("testserver", 80), "scheme": "http"}
        server = ApplicationCommunicator(application, scope)
        size = len(body) // pieces + 1
        for start in range(0, size * pieces, size):
            piece = {"body": body[start : start + size], "more_body": start + size < size * pieces}
            await server.send_input({"type": "http.request", **piece})
        answer = await server.receive_output(timeout=10)
        await server.receive_output(timeout=10)
        given = {name.decode(): value.decode() for name, value in answer["headers"]}
        return HttpResponse(status=answer["status"], headers=given)


@pytest.fixture
def in_front():
    return InFront()


@pytest.fixture(params=["view", "in front of Django"])
def by_both_doors(request, client, in_front, post):
    """Return `post`, once by the view, and once by the ASGI application in front of it."""
    return partial(post, poster=client if request.param == "view" else in_front)


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
