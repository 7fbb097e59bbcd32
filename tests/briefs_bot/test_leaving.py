"""People who stop the bot, block it, and come back."""

from django.conf import settings
from django.utils import timezone
from redis import Redis

from briefs_bot import tasks
from briefs_bot.models import Chat, Delivery
from briefs_bot.sandbox import Fault


def test_stop_works_in_one_step_and_can_be_undone(make_brief, publish, subscriber, telegram, says, presses):
    (answer,) = says(subscriber, "/stop")
    publish(make_brief("Unheard"))
    assert answer.startswith("Done: no more briefs")
    assert not any("Unheard" in message.text for message in telegram.messages(subscriber.id))

    presses(subscriber, "Undo")
    publish(make_brief("Heard"))

    assert any("Heard" in message.text for message in telegram.messages(subscriber.id))


def test_a_person_who_blocks_the_bot_becomes_inactive_and_comes_back_with_start(
    make_brief, publish, subscriber, telegram, bot_reads, says
):
    telegram.block(subscriber)
    bot_reads()
    assert not Chat.objects.get().is_active

    telegram.unblock(subscriber)
    bot_reads()
    assert not Chat.objects.get().is_active

    says(subscriber, "/start")
    publish(make_brief("Heard"))
    assert "Heard" in telegram.messages(subscriber.id)[-1].text


def test_after_stop_nothing_that_was_waiting_comes_any_more(make_brief, publish, subscriber, telegram, says):
    telegram.faults.add(
        Fault(kind="flood", chat_id=subscriber.id, method="sendMessage", retry_after=1, times=1)
    )
    publish(make_brief("Waiting"))
    Redis.from_url(settings.REDIS_URL).flushdb()
    says(subscriber, "/stop")
    Delivery.objects.update(not_before=timezone.now())

    tasks.tick()

    assert Delivery.objects.get().status == "cancelled"
    assert not any("Waiting" in message.text for message in telegram.messages(subscriber.id))


def test_following_after_stop_means_to_get_briefs_again(
    make_brief, publish, subscriber, energy, telegram, says, presses
):
    says(subscriber, "/stop")
    says(subscriber, "/topic energy")
    presses(subscriber, "Follow this topic")
    publish(make_brief("Dams fill", topic=energy))

    assert "Dams fill" in telegram.messages(subscriber.id)[-1].text
