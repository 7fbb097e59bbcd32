"""Fixtures of digests: a reader of one, and the moments in which digests are sent and amended."""

import pytest
from django.utils import timezone

from briefs_bot import tasks
from briefs_bot.models import Broadcast, Chat


@pytest.fixture
def reader(subscriber):
    """Return Anna, who follows everything and reads a digest each day."""
    chat = Chat.objects.get()
    chat.follow(None)
    chat.prefer(frequency="daily")
    return subscriber


def digests(telegram, person):
    return [m for m in telegram.messages(person.id) if m.from_bot and m.text.startswith("Your briefs")]


def send_digests():
    """Tick in the moment in which the digest of everybody is due."""
    Chat.objects.exclude(digest_at=None).update(digest_at=timezone.now())
    tasks.tick()


def amend():
    Broadcast.objects.exclude(amend_after=None).update(amend_after=timezone.now())
    tasks.tick()
