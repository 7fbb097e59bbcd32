"""Each command in each language, against what the bot said before: tests/briefs_bot/snapshots/LANGUAGE.txt.

After a change of words run `pytest tests/briefs_bot/test_snapshots.py --update`, and read the difference.
"""

from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch
from pathlib import Path

import pytest
import time_machine
from wagtail.models import Locale, Page

from briefs_app.pages.models import BriefIndexPage
from briefs_bot.conversation.commands import COMMANDS

pytestmark = pytest.mark.usefixtures("quick_answers")
SNAPSHOTS = Path(__file__).parent / "snapshots"
# All days that are told are near this one.
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
TOPICS = {
    "en": ("Security", "Energy"),
    "ru": ("Безопасность", "Энергетика"),
    "be": ("Бяспека", "Энергетыка"),
}
BRIEFS = {
    "en": ("Patrols resume", "Radar fails"),
    "ru": ("Патрули возобновлены", "Радар отказал"),
    "be": ("Патрулі адноўлены", "Радар адмовіў"),
}
# Words and, in brackets, the data of buttons, where * is anything; {topic} is the first topic.
PRIVATE = (
    "/help", "/start", "[follow:*]", "[unfollow:*]", "[follow:all:*]", "[unfollow:all:*]", "/start t_energy",
    "[unfollow:*]", "/start t_security", "/latest", "/latest 1", "/latest {topic}", "/latest nowhere",
    "/status", "/trend", "/trend {topic}", "/trend nowhere", "/edition", "/search", "/search {word}",
    "/search nowhere", "/topic", "/topic {topic}", "[follow:*]", "[unfollow:*]", "/topic nowhere", "/topics",
    "/settings", "[settings:when]", "[set:frequency:daily]", "[set:frequency:weekly]", "[set:hour:23]",
    "[settings:]", "[settings:quiet]", "[set:quiet_from:22]", "[settings:]", "[settings:languages]",
    "[settings:]", "[settings:zone]", "[settings:zone:Europe]", "[settings:zone]", "[settings:]",
    "[set:changes:*]", "[set:layout:*]", "[set:sound:*]", "/start", "/settings Minsk", "/settings _",
    "/settings Nowhere", "/settings san", "/privacy", "/export", "nowhere", "{typo}", "/stop", "/settings",
    "/latest", "[resume:]", "/topic {topic}", "/stop", "[resume:]", "/forget", "[forget:no]", "/forget",
    "[forget:yes]",
)  # fmt: skip
COMMANDS_ALONE = tuple(f"/{name}" for name in COMMANDS)
# In a group as its administrator, then as a member; in a channel nobody is answered.
GROUP = ("[language:{code}]", *COMMANDS_ALONE, "[forget:no]")


@pytest.fixture(autouse=True)
def _unindexed():
    """Let words be found, unlike in the other tests."""


@pytest.fixture
def site(index, security, energy, make_brief, publish):
    """Return a function that publishes two briefs in a language of the site, which has three."""
    root = Page.get_first_root_node()
    parents = {"en": index}
    for code in ("ru", "be"):
        locale = Locale.objects.get_or_create(language_code=code)[0]
        page = BriefIndexPage(
            title="Briefs", slug=f"{code}-briefs", locale=locale, translation_key=index.translation_key
        )
        parents[code] = root.add_child(instance=page)
        page.save_revision().publish()
        for topic, name in zip((security, energy), TOPICS[code], strict=True):
            copy = topic.copy_for_translation(locale)
            copy.name = name
            copy.save()

    def fill(code):
        topics = [
            topic.get_translations(inclusive=True).get(locale__language_code=code)
            for topic in (security, energy)
        ]
        with time_machine.travel(NOW - timedelta(days=1)):
            for title, topic, status in zip(BRIEFS[code], topics, ("improved", "worsened"), strict=True):
                day = NOW.date() - timedelta(days=7)
                period = {"period_start": day, "period_end": day + timedelta(days=6)}
                publish(make_brief(title, parents[code], topic=topic, status=status, **period))

    return fill


@pytest.fixture
def takes_steps(telegram, bot_reads):
    """Return a function that writes and presses in a chat, and yields what was said there."""

    def take(place, person, steps, **names):
        for step in (step.format_map(names) for step in steps):
            before, toasts = shown(place), len(telegram.toasts)
            with time_machine.travel(NOW):
                act(place, person, step)
                bot_reads()
            answers = [text for number, text in shown(place).items() if before.get(number) != text]
            yield f"<<< {step}"
            yield from (f"({toast.text})" for toast in telegram.toasts[toasts:] if toast.text)
            yield from answers or ["-"]

    def act(place, person, step):
        if not step.startswith("["):
            telegram.write(place, step, user=person)
            return
        number, label = next(
            (message.id, button.text)
            for message in reversed(telegram.messages(place))
            for row in message.buttons
            for button in row
            if fnmatch(button.data or "", step[1:-1])
        )
        telegram.press(place, number, label, user=person)

    def shown(place):
        return {message.id: readable(message) for message in telegram.messages(place) if message.from_bot}

    return take


@pytest.mark.indexed
@pytest.mark.parametrize("code", BRIEFS)
def test_the_bot_says_what_it_said_before(site, telegram, bot_reads, takes_steps, request, code):
    site(code)
    anna, boris = telegram.add_user("Anna", language_code=code), telegram.add_user("Boris")
    group = telegram.add_group("Newsroom", [anna, boris])
    channel = telegram.add_channel("Daily", anna)
    bot_reads()
    topic = TOPICS[code][0]
    names = {"code": code, "topic": topic, "word": BRIEFS[code][0].split()[0], "typo": topic[:3] + topic[4:]}
    places = {
        "In private": (anna.id, anna, PRIVATE),
        "In a group, as its administrator": (group, anna, GROUP),
        "In a group, as a member": (group, boris, COMMANDS_ALONE),
        "In a channel": (channel, anna, COMMANDS_ALONE),
    }

    said = []
    for title, (place, person, steps) in places.items():
        said += [f"======== {title}", *takes_steps(place, person, steps, **names)]

    compare(SNAPSHOTS / f"{code}.txt", "\n\n".join(said) + "\n", request.config.getoption("--update"))


def test_each_command_is_sent_with_what_may_follow_it():
    sent = {step.removeprefix("/").split()[0] for step in PRIVATE}

    assert set(COMMANDS) <= sent


def compare(path, said, may_update):
    if may_update:
        path.write_text(said)
    assert said == path.read_text(), "Other words than before: read them, then run this with --update."


def readable(message):
    """Return a message as text, with a line for each row of its buttons."""
    extra = ["(picture)"] if message.photo else ["(file)"] if message.document else []
    rows = ["[ " + " | ".join(button.text for button in row) + " ]" for row in message.buttons]
    return "\n".join([*extra, message.text, *rows])
