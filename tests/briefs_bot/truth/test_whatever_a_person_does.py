"""Every sentence and tick of the bot equals the database and what the next broadcast and digest do."""

import re
from contextlib import contextmanager
from datetime import UTC, timedelta
from itertools import count

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from briefs_app.models import Topic
from briefs_bot import tasks
from briefs_bot.models import Chat, Delivery
from tests.briefs_bot.truth.expected import LANGUAGES, NAMES, News, Reader
from tests.conftest import labels

pytestmark = pytest.mark.usefixtures("quick_answers")
MINUTE = timedelta(minutes=1)
A_MOMENT = timedelta(seconds=10)
# Buttons by the beginning of their data, pressed one after the other below /settings.
CHOICES = (
    ["settings:when", "set:frequency:daily", "set:hour:9"],
    ["settings:when", "set:frequency:daily", "set:hour:23"],
    ["settings:when", "set:frequency:weekly", "set:weekday:4", "set:hour:23"],
    ["settings:when", "set:frequency:instant"],
    ["settings:quiet", "set:quiet_from:22"],
    ["settings:quiet", "set:quiet_from:1", "set:quiet_until:10"],
    ["settings:quiet", "set:no_quiet"],
    ["settings:languages", "set:reads:en"],
    ["settings:languages", "set:reads:ru"],
    ["set:changes"],
    ["set:sound"],
    ["set:layout"],
)
WORDS = ["/help", "/latest", "/topics", "what?", "/topic water", "energy", "/settings"]


@pytest.fixture
def topics(security, energy, index, russian_index, settings):
    """Return the topics by name; in Russian they have the same names."""
    settings.TIME_ZONE = "UTC"
    water = Topic.objects.create(name="Water", slug="water", sort_order=2, locale=index.locale)
    for topic in (security, energy, water):
        topic.copy_for_translation(russian_index.locale).save()
    return {topic.name: topic for topic in (security, energy, water)}


def test_whatever_a_person_does_the_bot_says_what_is_true(
    make_brief, publish, topics, index, russian_index, photo, telegram, says, bot_reads
):
    parents = {"en": index, "ru": russian_index}
    numbers, statuses, pictured = count(1), {}, set()
    keys = {topic.translation_key.hex: name for name, topic in topics.items()}

    class Reading(RuleBasedStateMachine):
        """One person who acts at random, while time passes and briefs are published."""

        now = half_past_next(timezone.now())

        def __init__(self):
            super().__init__()
            self.anna, self.reader = telegram.add_user("Anna"), Reader()
            self.say("/help")

        def teardown(self):
            Chat.objects.update(is_active=False)
            Reading.now = half_past_next(Reading.now)

        @initialize(name=st.sampled_from(("all", *NAMES)), path=st.none() | st.sampled_from(CHOICES))
        def begin(self, name, path):
            """Follow something and prefer something, as all that comes depends on these."""
            self.say("/start")
            message = telegram.messages(self.anna.id)[-1]
            its = [
                b
                for b in its_buttons(message)
                if name in (keys.get(b.data.split(":")[1]), b.data.split(":")[1])
            ]
            self.press_on(message, its[0])
            if path:
                self.choose(path)

        @rule(words=st.sampled_from(WORDS))
        def say(self, words):
            before = len(telegram.messages(self.anna.id))
            with self.clock():
                self.hold(*says(self.anna, words))
            self.hold_photos(telegram.messages(self.anna.id)[before:])

        @rule()
        def start(self):
            self.reader.stopped = False
            self.say("/start")

        @rule(name=st.sampled_from(NAMES))
        def come_by_link(self, name):
            self.reader.stopped = False
            if not self.reader.follows:
                self.reader.follow(name)
            self.say(f"/start t_{name.lower()}")

        @rule()
        def stop(self):
            self.reader.stop()
            self.say("/stop")

        @rule()
        def block_and_come_back(self):
            with self.clock():
                telegram.block(self.anna)
                bot_reads()
                telegram.unblock(self.anna)
                bot_reads()
            self.reader.stop()

        @rule(path=st.sampled_from(CHOICES))
        def choose(self, path):
            """Open /settings, and press one button after the other."""
            self.say("/settings")
            for start in path:
                message = telegram.messages(self.anna.id)[-1]
                self.press_on(message, next(b for b in its_buttons(message) if b.data.startswith(start)))

        @rule(back=st.integers(0, 5), which=st.integers(0, 40))
        def press(self, back, which):
            """Press any button of one of the newest messages, also of an outdated one."""
            messages = [m for m in telegram.messages(self.anna.id) if its_buttons(m)]
            if messages:
                message = messages[-1 - back % len(messages)]
                buttons = its_buttons(message)
                self.press_on(message, buttons[which % len(buttons)])

        @rule(
            name=st.sampled_from(NAMES),
            language=st.sampled_from(("en", *LANGUAGES)),
            status=st.sampled_from(("improved", "worsened", "")),
            has_photo=st.booleans(),
        )
        def publish(self, name, language, status, has_photo=False):
            title, before = f"News {next(numbers)}.", statuses.get((name, language))
            fields = {"status": status, "photo": photo if has_photo else None}
            pictured.update([title] if has_photo else [])
            news = News(title, name, language, bool(status) and status != before)
            statuses[name, language] = status or before
            expected = self.reader.wants(news)
            at_once = self.reader.comes_at_once(self.now)
            with self.clock():
                arrived = self.arriving(
                    lambda: publish(
                        make_brief(title, parents[language], topic=translated(name, language), **fields)
                    )
                )
            assert [title in m.text for m in arrived] == ([True] if expected and at_once else [])
            assert all(message.silent == self.reader.is_silent for message in arrived)
            self.hold_photos(arrived)
            self.hold_delivery(title, expected, at_once)
            if expected and not at_once:
                self.reader.held.append(news)

        @rule(
            statuses=st.lists(st.sampled_from(("improved", "worsened")), min_size=1, max_size=3),
            path=st.none() | st.sampled_from(CHOICES),
        )
        def collect(self, statuses, path):
            """Publish what is followed, choose something else meanwhile, and wait for the digest."""
            for name, status in zip(sorted(self.reader.gets), statuses, strict=False):
                self.publish(name, min(self.reader.languages), status)
            if path:
                self.choose(path)
            self.time_passes(24 * 7)

        @rule(name=st.sampled_from(NAMES), path=st.sampled_from(([], ["set:layout"])))
        def read(self, name, path):
            """Read a new brief with a photo by the button of the start screen."""
            self.publish(name, min(self.reader.languages), "improved", has_photo=True)
            self.choose(path)
            self.start()
            message = telegram.messages(self.anna.id)[-1]
            self.press_on(message, next(b for b in its_buttons(message) if b.data.startswith("brief:")))

        @rule(hours=st.sampled_from((1, 8, 14, 24 * 7)))
        def time_passes(self, hours):
            """Nothing comes before the hour that the bot named, and everything then."""
            until = self.now + timedelta(hours=hours)
            due = self.reader.digest_after(self.now)
            if self.reader.held and due <= until + timedelta(days=1):
                assert not self.arriving(lambda: self.tick(due - MINUTE))
                self.digest_comes(due + MINUTE)
            elif not self.reader.held:
                assert not self.arriving(lambda: self.tick(until))

        @contextmanager
        def clock(self):
            """Let something happen at the machine's time; the next thing happens a little later."""
            with time_machine.travel(Reading.now):
                yield
                Reading.now = timezone.now() + A_MOMENT

        def tick(self, now):
            Reading.now = max(now, Reading.now)
            with self.clock():
                tasks.tick()
                tasks.tick()

        def digest_comes(self, now):
            held, self.reader.held = self.reader.held, []
            told = [n.title for n in held if n.is_change or not self.reader.only_changes]
            arrived = self.arriving(lambda: self.tick(now))
            assert len(arrived) == bool(told)
            assert not any(message.photo for message in arrived)
            for news in held:
                assert sum(news.title in m.text for m in arrived) == (news.title in told)

        def press_on(self, message, button):
            verb, _colon, rest = button.data.partition(":")
            name = keys.get(rest.partition(":")[0], "all")
            if verb == "follow":
                self.reader.follow(name)
            elif verb == "unfollow":
                self.reader.leave(name)
            else:
                self.reader.press(button.data)
            with self.clock():
                before = len(telegram.messages(self.anna.id))
                telegram.press(self.anna.id, message.id, button.text, user=self.anna)
                bot_reads()
            self.hold_toast(telegram.toasts[-1].text if verb in ("follow", "unfollow", "resume") else "")
            edited = next(m for m in telegram.messages(self.anna.id) if m.id == message.id)
            if verb in ("page", "language", "set") or rest.endswith((":1", ":topic")):
                self.hold_ticks(edited)
            changed = (edited,) if verb in ("follow", "unfollow", "set", "settings", "page") else ()
            said = telegram.messages(self.anna.id)[before:]
            self.hold(*(m.text for m in (*changed, *said)))
            self.hold_photos(said)
            # What was held for an hour that was chosen away comes with the next tick.
            if self.reader.held and self.reader.digest_after(Reading.now) <= Reading.now:
                self.digest_comes(Reading.now)

        def arriving(self, act):
            before = len(telegram.messages(self.anna.id))
            act()
            return telegram.messages(self.anna.id)[before:]

        def hold(self, *texts):
            """Compare what the bot says with what the person understands, as far as it speaks English."""
            reader = self.reader
            for text in texts if reader.language == "en" else ():
                if "No briefs are sent" in text:
                    assert reader.stopped
                if "You follow nothing" in text:
                    assert not reader.gets
                if told := re.search(r"You follow (\w+) now", text):
                    assert told[1] in reader.gets
                if told := re.search(r"(They come .*)", text):
                    assert told[1] == reader.arrival
                    assert not reader.stopped
                if "new briefs on it come here" in text:
                    assert text.partition("\n")[0] in reader.gets
                if text.startswith("Settings\n"):
                    lines = [line for line in text.splitlines() if line and "Time zone" not in line]
                    assert lines[1:] == reader.settings

        def hold_photos(self, messages):
            """A brief shows its photo, if it has one and the person wants photos."""
            for message in messages:
                if any(button.data.endswith(":brief") for button in its_buttons(message)):
                    has_photo = any(title in message.text for title in pictured)
                    assert bool(message.photo) == (has_photo and self.reader.layout == "photo")

        def hold_toast(self, toast):
            on = re.match(r"On: new briefs on (\w+) will come", toast)
            off = re.match(r"Off: briefs on (\w+) will no longer come", toast)
            assert not on or on[1] in {*self.reader.gets, "all"}
            assert not off or off[1] not in self.reader.gets
            assert not toast.startswith("On: new briefs on all") or self.reader.gets == set(NAMES)
            assert not toast.startswith("Off: no briefs") or not self.reader.gets
            assert not toast.startswith("Welcome back. New") or self.reader.gets
            assert not toast.startswith("On: briefs whose status") or self.reader.only_changes

        def hold_ticks(self, message):
            for label in labels(message):
                ticked, name = label.startswith("✓ "), label.removeprefix("✓ ")
                if name in NAMES:
                    assert ticked == (name in self.reader.follows)

        def hold_delivery(self, title, expected, at_once):
            """A brief is sent, held, or not addressed at all."""
            its = Delivery.objects.filter(chat__telegram_id=self.anna.id, broadcast__title=title)
            state = "sent" if at_once else "held"
            assert list(its.values_list("status", flat=True)) == ([state] if expected else [])

        @invariant()
        def hold_the_database(self):
            chat, reader = Chat.objects.get(telegram_id=self.anna.id), self.reader
            follows = {name for name in NAMES if topics[name].translation_key in chat.following}
            assert (follows, chat.is_active) == (reader.follows, not reader.stopped)
            quiet = None if chat.quiet_hours is None else (chat.quiet_hours.start, chat.quiet_hours.end)
            assert (chat.frequency, chat.digest_hour, chat.digest_weekday, quiet) == (
                reader.frequency,
                reader.hour,
                reader.weekday,
                reader.quiet,
            )
            assert (chat.layout, chat.is_silent, chat.only_changes) == (
                reader.layout,
                reader.is_silent,
                reader.only_changes,
            )
            assert chat.language == reader.language
            assert set(chat.content_languages.values_list("language", flat=True)) == reader.reads
            assert chat.deliveries.held().count() == len(reader.held)

    def translated(name, language):
        return topics[name].get_translations(inclusive=True).get(locale__language_code=language)

    patient = settings(
        max_examples=6,
        stateful_step_count=20,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Reading, settings=patient)


def half_past_next(moment):
    """Return half past the next full hour, so that no hour ends while something happens."""
    return moment.astimezone(UTC).replace(minute=30) + timedelta(hours=1)


def its_buttons(message):
    return [button for row in message.buttons for button in row if button.data]
