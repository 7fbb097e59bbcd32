"""A chat chooses by /settings how its briefs come, and so they come."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from briefs_bot import tasks
from briefs_bot.delivery import announcing
from briefs_bot.models import Broadcast, Chat, Delivery
from briefs_bot.sandbox import Fault
from tests.briefs_bot.digests.conftest import amend, send_digests
from tests.conftest import labels

MINSK_NOON = datetime(2026, 11, 30, 9, tzinfo=UTC)
BERLIN_SKIPS_AN_HOUR = datetime(2027, 3, 28, 1, tzinfo=UTC)


@pytest.fixture
def settings_of(says, presses, telegram):
    """Return a function that opens /settings, presses buttons one after the other, and returns the text."""

    def press(person, *buttons):
        says(person, "/settings")
        for button in buttons:
            presses(person, button)
        return newest(telegram, person).text

    return press


def newest(telegram, person):
    return telegram.messages(person.id)[-1]


def texts(telegram, person):
    return [message.text for message in telegram.messages(person.id) if message.from_bot]


def at(moment):
    return time_machine.travel(moment)


def test_settings_are_one_message_that_is_edited(subscriber, settings_of, telegram):
    before = len(telegram.messages(subscriber.id))

    text = settings_of(subscriber, "When", "Once a week", "Fri", "18", "‹ Back", "✓ Photos", "✓ Sound")

    assert len(telegram.messages(subscriber.id)) == before + 2  # the command and the answer
    for line in ("When: once a week, Friday at 18:00", "Layout: Text only", "Sound: off"):
        assert line in text
    assert telegram.toasts[-1].text == "Saved."
    chat = Chat.objects.get()
    assert (chat.frequency, chat.digest_weekday, chat.digest_hour) == ("weekly", 4, 18)
    assert (chat.layout, chat.is_silent) == ("text", True)


def test_only_administrators_of_a_group_change_its_settings(security, telegram, says, presses, bot_reads):
    anna, boris = telegram.add_user("Anna"), telegram.add_user("Boris")
    group = telegram.add_group("Newsroom", [anna, boris])
    bot_reads()

    assert "Only administrators" in says(boris, "/settings", chat=group.id)[0]
    assert "Settings" in says(anna, "/settings", chat=group.id)[0]
    presses(boris, "✓ Sound", chat=group.id)

    assert not Chat.objects.get().is_silent


@pytest.mark.parametrize(
    "data", ["set:hour:24", "set:zone:Mars/Base", "set:frequency:x", "set:no:1", "settings:no"]
)
def test_a_choice_that_does_not_exist_changes_nothing(subscriber, telegram, says, bot_reads, data):
    says(subscriber, "/settings")
    before = Chat.objects.values().get()
    message = newest(telegram, subscriber)
    message.buttons[0][0] = replace(message.buttons[0][0], data=data)
    telegram.press(subscriber.id, message.id, labels(message)[0], user=subscriber)
    bot_reads()

    assert telegram.toasts[-1].text == "This button is out of date. Try /topics."
    assert Chat.objects.values().get() == before


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Minsk", "Europe/Minsk"),
        ("new york", "America/New_York"),
        ("Europe/Paris", "Europe/Paris"),
        ("America/New_York", "America/New_York"),
    ],
)
def test_a_city_gives_the_time_zone(subscriber, says, words, zone):
    assert f"Time zone: {zone}, now" in says(subscriber, f"/settings {words}")[0]


@pytest.mark.parametrize("words", ["_", "%", "__", "m", " . ", "'", "s_", "sa"])
def test_a_name_that_fits_many_cities_is_to_be_longer(subscriber, telegram, says, words):
    assert says(subscriber, f"/settings {words}")[0].startswith("That is too little to find a city by.")
    assert labels(newest(telegram, subscriber)) == ["‹ Back"]


def test_an_unknown_city_is_asked_about_and_a_location_tells_it(subscriber, telegram, says, bot_reads):
    assert "I know no city “Nowhere”" in says(subscriber, "/settings Nowhere")[0]
    assert "Which one is “san”?" in says(subscriber, "/settings san")[0]

    telegram.share_location(subscriber, 53.9, 27.56)
    bot_reads()

    assert "Time zone: Europe/Minsk" in newest(telegram, subscriber).text
    assert Chat.objects.get().time_zone == "Europe/Minsk"


def test_a_city_is_chosen_by_buttons_in_pages(subscriber, settings_of):
    text = settings_of(subscriber, "Time zone", "Europe", "2 ›", "3 ›", "4 ›", "Minsk")

    assert "Time zone: Europe/Minsk" in text


def test_text_layout_leaves_the_photo_out_and_proves_it_all_the_same(
    make_brief, publish, photo, subscriber, telegram, settings_of, says, presses
):
    settings_of(subscriber, "✓ Photos")
    boris = telegram.add_user("Boris")
    says(boris, "/start")
    presses(boris, "Security")

    publish(make_brief("Patrols resume", photo=photo))

    assert newest(telegram, subscriber).photo is None
    assert newest(telegram, boris).photo
    assert Broadcast.objects.get().photo_file_id


@pytest.mark.parametrize("layout", ["photo", "text"])
def test_the_layout_holds_wherever_a_brief_with_a_photo_is_told(
    subscriber, settings_of, says, presses, telegram, make_brief, publish, photo, bot_reads, layout
):
    photos, credit = layout == "photo", "A. Painter"
    publish(make_brief("Before", photo=photo, photo_credit=credit))
    if not photos:
        settings_of(subscriber, "✓ Photos")
    before = len(telegram.messages(subscriber.id))

    brief = publish(make_brief("Patrols resume", photo=photo, photo_credit=credit))
    says(subscriber, "/start")
    presses(subscriber, "Patrols resume")
    says(subscriber, f"/start b_{brief.pk}")

    told = [m for m in telegram.messages(subscriber.id)[before:] if "Read the brief" in labels(m)]
    assert [(bool(m.photo), credit in m.text) for m in told] == [(photos, photos)] * 3

    # Lists and digests have no photos; what is shared in other chats is nobody's own layout.
    for words in ("/latest", "/topic security", "/edition", "/search patrols"):
        says(subscriber, words)
        assert not newest(telegram, subscriber).photo
    Chat.objects.get().prefer(frequency="daily")
    publish(make_brief("Radar fails", photo=photo))
    send_digests()
    assert newest(telegram, subscriber).text.startswith("Your briefs of the day")
    assert not newest(telegram, subscriber).photo
    query = telegram.ask_inline(subscriber.id, "security", subscriber)
    bot_reads()
    shared = [telegram.choose(query, result.id).text for result in query.answer.results]
    assert [credit in text for text in shared] == [False, True, True]


def test_a_crowd_of_text_readers_does_not_count_as_a_refused_photo(
    make_brief, publish, photo, crowd, telegram
):
    Chat.objects.update(layout="text")
    publish(make_brief("Patrols resume", photo=photo))

    assert Delivery.objects.filter(status="sent").count() == len(crowd)
    assert not Broadcast.objects.get().photo_refused


def test_only_changes_of_status_leave_out_what_stays_the_same(
    make_brief, publish, subscriber, telegram, settings_of
):
    publish(make_brief("First", status="worsened"))
    settings_of(subscriber, "Only changes of status")

    publish(make_brief("Still bad", status="worsened"))
    publish(make_brief("Not assessed", status=""))
    publish(make_brief("Better", status="improved"))

    said = " ".join(texts(telegram, subscriber))
    assert "Better" in said
    assert "Still bad" not in said
    assert "Not assessed" not in said


def test_briefs_come_and_are_told_in_each_chosen_language(
    make_brief, publish, russian_index, subscriber, telegram, settings_of, says
):
    settings_of(subscriber, "Languages", "Briefs: Русский")
    publish(make_brief("Tea"))
    publish(make_brief("Чай", parent=russian_index))

    said = " ".join(texts(telegram, subscriber))
    assert "Tea, in short." in said
    assert "Чай, in short." in said
    (latest,) = says(subscriber, "/latest")
    assert "Latest briefs" in latest
    assert latest.index("Чай") < latest.index("Tea")


def test_quiet_hours_hold_briefs_and_tell_of_them_when_they_end(
    make_brief, publish, energy, subscriber, telegram, settings_of, says, presses
):
    says(subscriber, "/settings Minsk")
    settings_of(subscriber, "Quiet hours", "23", "06")
    says(subscriber, "/topic energy")
    presses(subscriber, "Follow this topic")
    before = len(texts(telegram, subscriber))

    with at(MINSK_NOON.replace(hour=22)):  # an hour after midnight in Minsk
        publish(make_brief("Patrols resume"))
        publish(make_brief("Dams fill", topic=energy))
        tasks.tick()
        assert len(texts(telegram, subscriber)) == before
    with at(MINSK_NOON.replace(hour=2) + timedelta(days=1)):
        tasks.tick()
        assert len(texts(telegram, subscriber)) == before
    with at(MINSK_NOON.replace(hour=3) + timedelta(days=1)):
        tasks.tick()
        tasks.tick()

    (digest,) = texts(telegram, subscriber)[before:]
    assert digest.startswith("While you had no messages")
    assert "Patrols resume" in digest
    assert "Dams fill" in digest
    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}


@pytest.mark.parametrize(
    ("zone", "now", "slot"),
    [
        ("Europe/Minsk", MINSK_NOON, datetime(2026, 12, 1, 5, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 6, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2027, 10, 30, 12, tzinfo=UTC), datetime(2027, 10, 31, 7, tzinfo=UTC)),
        ("Asia/Kathmandu", MINSK_NOON, datetime(2026, 12, 1, 2, 15, tzinfo=UTC)),
        ("", MINSK_NOON, datetime(2026, 12, 1, 8, tzinfo=UTC)),
    ],
)
def test_a_digest_comes_at_the_readers_hour_also_when_clocks_change(
    make_brief, publish, subscriber, telegram, settings_of, says, zone, now, slot, settings
):
    settings.TIME_ZONE = "UTC"
    with at(now):
        if zone:
            says(subscriber, f"/settings {zone}")
        settings_of(subscriber, "When", "Once a day")
        publish(make_brief("Patrols resume"))
    before = len(texts(telegram, subscriber))

    with at(slot - timedelta(minutes=5)):
        tasks.tick()
    assert len(texts(telegram, subscriber)) == before
    with at(slot):
        tasks.tick()

    assert texts(telegram, subscriber)[before:][0].startswith("Your briefs of the day")


@pytest.mark.parametrize("hour", [0, 1, 2, 3, 23])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_there_is_one_slot_on_each_day_of_a_year(zone, hour):
    chat = Chat(frequency="daily", time_zone=zone, digest_hour=hour)
    days, moment, end = [], datetime(2026, 12, 31, 23, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC)
    while moment < end:
        moment = chat.schedule.next(moment)
        days.append(moment.astimezone(chat.zone).date())

    assert days == sorted(set(days))
    assert (days[-1] - days[0]).days == len(days) - 1


def test_quiet_hours_of_a_crowd_are_looked_at_together(
    make_brief, publish, crowd, telegram, django_assert_max_num_queries
):
    for chat in Chat.objects.all():
        chat.prefer(quiet_from=0, quiet_until=23)
    brief = make_brief("Patrols resume")

    with at(MINSK_NOON), django_assert_max_num_queries(150):
        publish(brief)

    assert Delivery.objects.filter(status="held").count() == len(crowd)


def test_the_first_of_a_crowd_that_is_awake_is_the_only_one_that_is_sent_alone(
    make_brief, publish, crowd, telegram
):
    for chat in Chat.objects.order_by("pk")[:20]:
        chat.prefer(quiet_from=0, quiet_until=23)

    with at(MINSK_NOON):
        publish(make_brief("Patrols resume"))

    statuses = list(Delivery.objects.values_list("status", flat=True))
    assert (statuses.count("held"), statuses.count("sent")) == (20, 20)


def test_a_crowd_in_quiet_hours_ends_the_run_and_not_the_broadcast(
    make_brief, publish, crowd, telegram, settings, monkeypatch
):
    settings.BRIEFS_TELEGRAM_BATCH = 5
    monkeypatch.setattr(announcing, "LOOK_SECONDS", -1)
    for chat in Chat.objects.order_by("pk")[:39]:
        chat.prefer(quiet_from=0, quiet_until=23)

    with at(MINSK_NOON):
        publish(make_brief("Patrols resume"))
        held = Delivery.objects.filter(status="held").count()
        for _ in range(40):
            tasks.tick()

    assert held < 39
    assert "Patrols resume" in texts(telegram, crowd[39])[-1]
    assert Delivery.objects.filter(status="held").count() == 39


def test_a_digest_waits_for_the_end_of_quiet_hours(
    make_brief, publish, subscriber, telegram, settings_of, says
):
    says(subscriber, "/settings Minsk")
    with at(MINSK_NOON):
        settings_of(subscriber, "When", "Once a day", "23", "‹ Back", "Quiet hours", "22")
        publish(make_brief("Patrols resume"))
    before = len(texts(telegram, subscriber))

    with at(MINSK_NOON.replace(hour=20)):  # 23:00 in Minsk
        tasks.tick()
    assert len(texts(telegram, subscriber)) == before
    with at(MINSK_NOON.replace(hour=4) + timedelta(days=1)):
        tasks.tick()

    assert "Patrols resume" in texts(telegram, subscriber)[-1]


@pytest.mark.parametrize(
    ("buttons", "words", "comes"),
    [
        (["Quiet hours", "No quiet hours"], "/settings", True),
        (["Quiet hours", "05"], "/settings", False),
        (["Quiet hours", "10"], "/settings", False),
        (["✓ Sound"], "/settings", False),
        ([], "/settings Tokyo", True),
    ],
)
def test_a_digest_that_waits_for_quiet_hours_comes_when_these_are_over(
    subscriber, settings, settings_of, says, telegram, make_brief, publish, buttons, words, comes
):
    settings.TIME_ZONE = "UTC"
    with at(MINSK_NOON):
        settings_of(subscriber, "When", "Once a day", "23", "‹ Back", "Quiet hours", "22")
        publish(make_brief("Patrols resume"))
    with at(MINSK_NOON.replace(hour=23, minute=5)):  # 8:05 of the next day in Tokyo
        tasks.tick()
        settings_of(subscriber, *buttons)
        says(subscriber, words)
        quiet, seen = Chat.objects.get().quiet_hours, len(texts(telegram, subscriber))

        tasks.tick()

        assert ("Patrols resume" in texts(telegram, subscriber)[-1]) == comes
    if not comes:
        assert len(texts(telegram, subscriber)) == seen
        with at(MINSK_NOON + timedelta(hours=15 + quiet.end, minutes=-1)):
            tasks.tick()
            assert len(texts(telegram, subscriber)) == seen
        with at(MINSK_NOON + timedelta(hours=15 + quiet.end, minutes=1)):
            tasks.tick()
        assert "Patrols resume" in texts(telegram, subscriber)[-1]
    assert sum("Patrols resume" in text for text in texts(telegram, subscriber)) == 1


def test_an_edited_status_counts_where_a_brief_is_announced_again(
    make_brief, publish, subscriber, telegram, settings_of, django_capture_on_commit_callbacks
):
    publish(make_brief("First", status="worsened"))
    settings_of(subscriber, "Only changes of status")
    brief = publish(make_brief("Second", status="worsened"))
    assert "Second" not in " ".join(texts(telegram, subscriber))

    page = Page.objects.get(pk=brief.pk).specific
    page.status = "improved"
    publish(page)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("broadcast", "announce", brief.pk)

    assert "Second" in texts(telegram, subscriber)[-1]


def test_what_is_said_of_following_is_true_for_changes_of_status_alone(
    energy, subscriber, telegram, settings_of, says, presses
):
    settings_of(subscriber, "Only changes of status")
    says(subscriber, "/topic energy")
    presses(subscriber, "Follow this topic")

    assert telegram.toasts[-1].text == "On: briefs whose status differs from the one before will come here."


ARRIVALS = {
    (): "They come as soon as they are published.",
    ("Quiet hours", "22"): (
        "They come as soon as they are published; those published from 22:00 to 7:00 come together at 7:00."
    ),
    ("When", "Once a day", "18"): "They come together once a day, at 18:00.",
    ("When", "Once a week", "Fri", "23"): "They come together once a week: Friday, 23:00.",
    ("When", "Once a week", "Fri", "23", "‹ Back", "Quiet hours", "22"): (
        "They come together once a week: Saturday, 7:00."
    ),
    ("When", "Once a day", "06", "‹ Back", "Quiet hours", "22"): "They come together once a day, at 7:00.",
    ("Only changes of status",): (
        "They come as soon as they are published. Only those come whose status differs from the one before."
    ),
}


@pytest.mark.parametrize("choices", ARRIVALS, ids=" ".join)
def test_every_sentence_about_new_briefs_says_when_and_which_come_here(
    make_brief, publish, energy, subscriber, telegram, settings_of, says, presses, choices
):
    brief = publish(make_brief("Patrols resume", notify_subscribers=False))
    settings_of(subscriber, *choices)
    expected = ARRIVALS[choices]

    for words in ("/start", "/topic security", "/start t_security"):
        assert expected in says(subscriber, words)[-1]
    assert expected in settings_of(subscriber, "When")
    says(subscriber, "/topic energy")
    presses(subscriber, "Follow this topic")
    assert expected in newest(telegram, subscriber).text
    Chat.objects.get().subscriptions.all().delete()
    assert expected in says(subscriber, f"/start b_{brief.pk}")[0]

    says(subscriber, "/stop")
    assert "They come" not in " ".join((*says(subscriber, "/topic energy"), settings_of(subscriber, "When")))
    presses(subscriber, "‹ Back")
    assert "No briefs are sent at the moment." in newest(telegram, subscriber).text


def test_a_group_is_told_when_its_briefs_come_also_when_it_is_set_up_again(
    security, telegram, says, presses, bot_reads
):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", [anna])
    bot_reads()
    says(anna, "/settings", chat=group)
    presses(anna, "When", chat=group)
    presses(anna, "Once a day", chat=group)

    telegram.kick(group)
    telegram.invite(group)
    bot_reads()

    assert "They come together once a day, at 8:00." in telegram.messages(group.id)[-1].text


def test_quiet_hours_promise_nothing_where_nothing_is_sent(subscriber, says, settings_of):
    says(subscriber, "/stop")

    for buttons in (["Quiet hours"], ["Quiet hours", "22"], ["When", "Once a day", "‹ Back", "Quiet hours"]):
        said = settings_of(subscriber, *buttons)
        assert said.endswith("No briefs are sent at the moment.")
        assert "when they end." not in said


def test_quiet_hours_say_that_only_changes_of_status_come_when_they_end(subscriber, settings_of):
    settings_of(subscriber, "Only changes of status")

    said = settings_of(subscriber, "Quiet hours", "22")

    assert said.endswith("when they end. Only those come whose status differs from the one before.")


def test_what_was_collected_without_a_change_of_status_does_not_come_any_more(
    make_brief, publish, subscriber, telegram, settings_of
):
    settings_of(subscriber, "When", "Once a day")
    publish(make_brief("First", status="worsened"))
    publish(make_brief("Second", status="worsened"))
    publish(make_brief("Third", status="improved"))
    settings_of(subscriber, "Only changes of status")

    send_digests()
    tasks.tick()

    said = texts(telegram, subscriber)[-1]
    assert [title in said for title in ("First", "Second", "Third")] == [True, False, True]
    assert Delivery.objects.get(status="cancelled").reason == "The chat wants only changes of status."


def test_what_waited_for_telegram_without_a_change_of_status_does_not_come_either(
    make_brief, publish, subscriber, telegram, settings_of
):
    publish(make_brief("First", status="worsened"))
    telegram.faults.add(Fault("unreachable", method="sendMessage", chat_id=subscriber.id, times=None))
    publish(make_brief("Second", status="worsened"))
    telegram.faults.clear()
    settings_of(subscriber, "Only changes of status")
    Delivery.objects.update(not_before=timezone.now())
    tasks.tick()

    assert "Second" not in " ".join(texts(telegram, subscriber))
    assert Delivery.objects.get(broadcast__title="Second").status == "cancelled"


def test_switching_to_changes_and_back_loses_nothing_and_a_sent_digest_stays_as_it_is(
    make_brief, publish, subscriber, telegram, settings_of
):
    settings_of(subscriber, "When", "Once a day")
    publish(make_brief("First", status="worsened"))
    brief = publish(make_brief("Second", status="worsened"))
    settings_of(subscriber, "Only changes of status", "✓ Only changes of status")
    send_digests()
    settings_of(subscriber, "Only changes of status")

    page = Page.objects.get(pk=brief.pk).specific
    page.title = "Second, edited"
    publish(page)
    amend()

    digest = next(text for text in texts(telegram, subscriber) if "Your briefs of the day" in text)
    assert "First" in digest
    assert "Second, edited" in digest


def test_the_settings_say_that_collected_briefs_in_other_languages_still_come(
    make_brief, publish, russian_index, subscriber, telegram, settings_of
):
    settings_of(subscriber, "When", "Once a day", "‹ Back", "Languages", "Briefs: Русский")
    publish(make_brief("Чай", parent=russian_index))
    notice = "Those in other languages that are already collected still come."
    assert notice not in settings_of(subscriber)

    assert notice in settings_of(subscriber, "Languages", "✓ Briefs: Русский", "‹ Back")
    send_digests()

    assert "Чай" in texts(telegram, subscriber)[-1]
    assert notice not in settings_of(subscriber)
