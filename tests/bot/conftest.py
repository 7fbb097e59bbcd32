import pytest

from bot.models import Chat, Subscription


@pytest.fixture
def crowd(security, telegram):
    """Forty people who follow security."""
    people = telegram.add_crowd(40)
    chats = Chat.objects.bulk_create(
        Chat(bot=1000, telegram_id=person.id, kind="private", language="en") for person in people
    )
    Subscription.objects.bulk_create(
        Subscription(chat=chat, topic=security.translation_key) for chat in chats
    )
    return people
