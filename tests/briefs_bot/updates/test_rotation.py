"""Token and secret are replaced while messages and updates wait: none is lost, and none comes twice."""

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from redis import Redis

from briefs_bot import tasks
from briefs_bot.models import Broadcast, Delivery, IncomingUpdate
from tests import telegram as stand_in

NEW_TOKEN, NEW_SECRET = "1000:replaced", "another_s3cret"


@pytest.fixture
def botfather_replaces(telegram):
    """Return a function after which Telegram knows the new token of the same bot only."""

    def replace():
        telegram.replace_token(NEW_TOKEN)
        stand_in.switch_on(telegram)

    return replace


@pytest.fixture
def time_passes():
    """Return a function that ends all holds, and makes due what was postponed."""

    def time_passes():
        Redis.from_url(django_settings.REDIS_URL).delete("{briefs:1000}:hold")
        Delivery.objects.filter(status="pending").update(not_before="2000-01-01T00:00Z")

    return time_passes


def test_what_the_old_token_could_not_send_the_new_one_sends_once(
    make_brief, publish, crowd, telegram, settings, botfather_replaces, time_passes
):
    publish(make_brief("Tea"))
    botfather_replaces()
    publish(make_brief("Coffee"))
    tasks.tick()
    assert Delivery.objects.filter(status="pending").count() == 40

    settings.BRIEFS_TELEGRAM_BOT_TOKEN = NEW_TOKEN
    time_passes()
    tasks.tick()

    for person in crowd:
        texts = [message.text for message in telegram.messages(person.id)]
        assert [sum(title in text for text in texts) for title in ("Tea", "Coffee")] == [1, 1]
    assert set(Broadcast.objects.values_list("bot", flat=True)) == {1000}


def test_updates_that_come_with_the_old_secret_come_again_with_the_new_one(
    index, telegram, secret, post, settings, while_the_bot_runs, answers
):
    call_command("set_webhook")
    settings.BRIEFS_TELEGRAM_WEBHOOK_SECRET = NEW_SECRET
    anna = telegram.add_user("Anna")
    telegram.write(anna.id, "/help", user=anna)
    (update,) = telegram.update_queue.waiting(telegram.clock.now())
    assert post(update.as_dict(), given=secret).status_code == 403

    call_command("set_webhook")
    given = telegram.world.webhook.secret
    assert post(update.as_dict(), given=given).status_code == 200
    while_the_bot_runs(lambda: IncomingUpdate.objects.exclude(handled_at=None).count() == 1)

    assert given == NEW_SECRET
    assert len(answers(anna.id)) == 1
