"""Every sentence and tick of the bot about following equals the database and the next broadcast."""

import re

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from briefs_app.models import Topic
from briefs_bot.models import Chat, Delivery
from tests.conftest import labels

NAMES = ("Security", "Energy", "Water")


@pytest.fixture
def water(index):
    return Topic.objects.create(name="Water", slug="water", sort_order=2, locale=index.locale)


@pytest.fixture
def many_topics(index, security):
    """Return 98 topics, the first of which is Security."""
    names = [f"Topic {number:02} with a name that no phone shows whole" for number in range(2, 99)]
    Topic.objects.bulk_create(
        Topic(name=name, slug=f"topic-{n}", sort_order=n, locale=index.locale)
        for n, name in enumerate(names, 2)
    )


def newest(telegram, person):
    return telegram.messages(person.id)[-1]


def test_stop_following_under_everything_excludes_the_topic(
    make_brief, publish, energy, telegram, says, presses
):
    anna = telegram.add_user("Anna")
    says(anna, "/start")
    presses(anna, "Everything")
    assert "Included in Everything" in says(anna, "/topic energy")[0]

    presses(anna, "Stop following")
    assert "You follow everything but this topic." in newest(telegram, anna).text
    publish(make_brief("Dams fill", topic=energy))
    publish(make_brief("Patrols resume"))

    texts = " ".join(message.text for message in telegram.messages(anna.id))
    assert "Patrols resume" in texts
    assert "Dams fill" not in texts


def test_mute_below_a_brief_ends_its_topic_and_can_be_undone(
    make_brief, publish, subscriber, telegram, presses
):
    publish(make_brief("Patrols resume"))
    presses(subscriber, "Mute Security")
    assert newest(telegram, subscriber).text == "Done: no more briefs on Security will come here."
    publish(make_brief("Unheard"))
    assert "Unheard" not in newest(telegram, subscriber).text

    presses(subscriber, "Undo")
    publish(make_brief("Heard"))
    assert "Heard" in newest(telegram, subscriber).text


def test_a_channel_has_no_button_that_mutes(make_brief, publish, telegram, bot_reads):
    channel = telegram.add_channel("Daily briefs", owner=telegram.add_user("Anna"))
    bot_reads()
    publish(make_brief("Patrols resume"))

    assert labels(telegram.messages(channel.id)[-1]) == ["Read the brief", "More on Security"]


@pytest.mark.parametrize("words", ["/latest", "/topics", "/help", "what?", "/privacy"])
def test_whoever_gets_nothing_is_told_so_and_may_switch_it_on(
    make_brief, publish, subscriber, telegram, says, presses, words
):
    says(subscriber, "/stop")

    assert says(subscriber, words)[0].endswith("No briefs are sent to you: you stopped them, or blocked me.")
    presses(subscriber, "Switch on")
    assert telegram.toasts[-1].text == "Welcome back. New briefs will come as before."
    publish(make_brief("Heard"))
    assert "Heard" in newest(telegram, subscriber).text


def test_whoever_follows_nothing_is_told_so_and_may_choose(security, telegram, says, presses):
    anna = telegram.add_user("Anna")

    assert says(anna, "/help")[0].endswith("You follow nothing, so no briefs come by themselves.")
    presses(anna, "Choose topics")
    assert labels(newest(telegram, anna)) == ["Security", "Everything", "Settings"]


def test_leaving_a_topic_does_not_switch_a_stopped_person_on(subscriber, says, presses):
    says(subscriber, "/stop")
    says(subscriber, "/topic security")
    presses(subscriber, "Stop following")

    assert not Chat.objects.get().is_active


def test_an_old_button_pressed_twice_means_what_it_says(subscriber, telegram, says, presses):
    says(subscriber, "/topic security")
    old = newest(telegram, subscriber)
    for _time in range(2):
        telegram.queue(
            "callback_query",
            {
                "id": telegram.new_query(telegram.find_chat(subscriber.id), subscriber).id,
                "from": {"id": subscriber.id, "is_bot": False, "first_name": "Anna"},
                "chat_instance": "1",
                "message": old.as_dict(),
                "data": f"unfollow:{Topic.objects.get(slug='security').translation_key.hex}:topic",
            },
            telegram.find_chat(subscriber.id),
        )
        says(subscriber, "/help")

    assert not Chat.objects.get().following


@pytest.mark.parametrize(
    ("link", "said"),
    [("t_security", "You follow Security now"), ("b_{brief}", "You follow Security now"), ("t_none", "Tap")],
)
def test_a_link_welcomes_a_new_person_and_follows_at_once(
    make_brief, publish, telegram, says, presses, link, said
):
    brief = publish(make_brief("Patrols resume"))
    anna = telegram.add_user("Anna")

    (answer,) = says(anna, f"/start {link.format(brief=brief.pk)}")

    assert answer.startswith("Welcome.")
    assert said in answer
    assert bool(Chat.objects.get().following) == (link != "t_none")
    if Chat.objects.get().following:
        presses(anna, "Undo")
        assert not Chat.objects.get().following


def test_a_link_to_a_brief_shows_it_to_a_follower(make_brief, publish, subscriber, says):
    brief = publish(make_brief("Patrols resume"))

    assert "Patrols resume, in short." in says(subscriber, f"/start b_{brief.pk}")[0]


def test_ninety_eight_topics_come_in_pages_and_stay_there(many_topics, telegram, says, presses):
    anna = telegram.add_user("Anna")
    says(anna, "/start")
    assert labels(newest(telegram, anna))[10:14] == ["‹ 10", "1 of 10", "2 ›", "Everything"]

    presses(anna, "‹ 10")
    presses(anna, "Topic 98 with a name that n…")

    assert "✓ Topic 98 with a name that n…" in labels(newest(telegram, anna))
    assert "10 of 10" in labels(newest(telegram, anna))
    assert len(telegram.messages(anna.id)) == 2, "one screen, edited in place"


def test_pages_of_topics_open_topics_and_typing_finds_one(many_topics, telegram, says, presses):
    anna = telegram.add_user("Anna")
    assert "type its name" in says(anna, "/topics")[0]
    presses(anna, "2 ›")
    presses(anna, "Topic 12 with a name that n…")

    assert newest(telegram, anna).text.startswith("Topic 12 with a name that no phone shows whole")
    assert says(anna, "nonsense")
    assert len(labels(newest(telegram, anna))) < 20


def test_stop_ends_what_a_worker_has_claimed_and_not_begun(make_brief, subscriber, says):
    make_brief("Tea").save_revision().publish()
    chat = Chat.objects.get()
    Delivery.objects.all().delete()
    delivery = Delivery.objects.create(
        broadcast_id=chat.deliveries.model.broadcast.field.related_model.objects.get().pk,
        chat=chat,
        not_before="2026-01-01T00:00Z",
    )
    (claimed,) = Delivery.objects.claim_due(10)

    says(subscriber, "/stop")

    assert Delivery.objects.begin([claimed]) == []
    delivery.refresh_from_db()
    assert delivery.status == "cancelled"


def test_whatever_a_person_does_the_bot_says_what_is_true(
    make_brief, publish, security, energy, water, telegram, says, bot_reads
):
    topics = {topic.name: topic for topic in (security, energy, water)}

    class Following(RuleBasedStateMachine):
        """One person who acts at random; the model of what they follow knows nothing of the database."""

        def __init__(self):
            super().__init__()
            self.anna = telegram.add_user("Anna")
            self.stopped, self.everything, self.chosen, self.excluded = False, False, set(), set()
            self.known = False
            self.say("/help")

        @property
        def gets(self):
            everything = set(NAMES) - self.excluded if self.everything else set()
            return set() if self.stopped else everything | self.chosen

        def follow(self, name):
            self.stopped = False
            self.excluded.discard(name)
            if name == "all":
                self.everything, self.excluded = True, set()
            elif not self.everything:
                self.chosen.add(name)

        def leave(self, name):
            if name == "all":
                self.everything, self.excluded = False, set()
            else:
                self.chosen.discard(name)
                if self.everything:
                    self.excluded.add(name)

        @rule(words=st.sampled_from(["/help", "/latest", "/topics", "what?", "/topic water", "energy"]))
        def say(self, words):
            self.claimed = says(self.anna, words)

        @rule()
        def start(self):
            self.stopped = False
            self.say("/start")

        @rule(name=st.sampled_from(NAMES))
        def come_by_link(self, name):
            self.stopped = False
            if not (self.everything or self.chosen):
                self.follow(name)
            self.say(f"/start t_{name.lower()}")

        @rule()
        def stop(self):
            self.stopped = True
            self.say("/stop")

        @rule()
        def block_and_come_back(self):
            telegram.block(self.anna)
            bot_reads()
            telegram.unblock(self.anna)
            bot_reads()
            self.stopped = True

        @rule(back=st.integers(0, 5), which=st.integers(0, 30))
        def press(self, back, which):
            """Press any button of one of the newest messages, also of an outdated one."""
            messages = [m for m in telegram.messages(self.anna.id) if m.buttons]
            if not messages:
                return
            message = messages[-1 - back % len(messages)]
            buttons = [button for row in message.buttons for button in row if button.data]
            if not buttons:
                return
            button = buttons[which % len(buttons)]
            verb, _colon, rest = button.data.partition(":")
            name = next((n for n in NAMES if topics[n].translation_key.hex == rest.partition(":")[0]), "all")
            if verb == "follow":
                self.follow(name)
            elif verb == "unfollow":
                self.leave(name)
            elif verb == "resume":
                self.stopped = False
            telegram.press(self.anna.id, message.id, button.text, user=self.anna)
            bot_reads()
            self.hold(telegram.toasts[-1].text if verb in ("follow", "unfollow", "resume") else "")
            edited = next(m for m in telegram.messages(self.anna.id) if m.id == message.id)
            if verb in ("page", "language") or rest.endswith((":1", ":topic")):
                self.hold_screen(edited)

        @rule(name=st.sampled_from(NAMES))
        def publish(self, name):
            before = len(telegram.messages(self.anna.id))
            publish(make_brief("News", topic=topics[name]))
            arrived = telegram.messages(self.anna.id)[before:]
            assert bool(arrived) == (name in self.gets)

        def hold(self, toast):
            on = re.match(r"On: new briefs on (\w+) will come", toast)
            off = re.match(r"Off: briefs on (\w+) will come no more", toast)
            assert not on or on[1] in self.gets
            assert not off or off[1] not in self.gets
            assert not toast.startswith("On: every") or self.gets == set(NAMES)
            assert not toast.startswith("Off: no briefs") or not self.gets
            assert not toast.startswith("Welcome back. New") or self.gets

        def hold_screen(self, message):
            follows = self.chosen | (set(NAMES) - self.excluded if self.everything else set())
            for label in labels(message):
                ticked, name = label.startswith("✓ "), label.removeprefix("✓ ")
                if name in NAMES:
                    assert ticked == (name in follows)
            assert ("Nothing is sent to you at the moment" in message.text) == self.stopped

        @invariant()
        def hold_answers(self):
            for text in getattr(self, "claimed", []):
                if "No briefs are sent to you" in text or "Nothing is sent to you" in text:
                    assert self.stopped
                if "You follow nothing" in text:
                    assert not self.gets
                if told := re.search(r"You follow (\w+) now", text):
                    assert told[1] in self.gets
            self.claimed = []

        @invariant()
        def hold_the_database(self):
            chat = Chat.objects.get(telegram_id=self.anna.id)
            assert {n for n in NAMES if topics[n].translation_key in chat.following and chat.is_active} == (
                self.gets
            )

    patient = settings(
        max_examples=6,
        stateful_step_count=14,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Following, settings=patient)
