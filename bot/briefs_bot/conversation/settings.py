"""The answers of /settings: what a chat prefers, changed by buttons below one message."""

from collections.abc import Callable, Collection
from functools import partial

from django.db import transaction

from briefs_app import reader
from briefs_bot import messages
from briefs_bot.conversation import reading, settings_screens, time_zones
from briefs_bot.conversation.answers import Change, page_number
from briefs_bot.conversation.asked import Asked
from briefs_bot.models import Chat, ContentLanguage
from briefs_bot.models.preferences import known_zones
from briefs_bot.values import ChatRequest, Message

# The quiet hours that begin where a chat has chosen only one end of them.
QUIET = {"quiet_from": 22, "quiet_until": 7}
# The data of buttons that leave their message as it is.
NEW, GROUP = "new", "group"
# The number of the button of the phone's keyboard by which a group is chosen; others connect chats.
GROUP_REQUEST = 3


def show(asked: Asked, chat: Chat) -> Message:
    """Answer "/settings", and "/settings Minsk", which finds the time zone of a city."""
    name = asked.text.strip()
    if not name:
        return main(chat)
    try:
        found = time_zones.find(name)
    except time_zones.TooMany:
        return settings_screens.zones_found(name[:80], (), is_short=True)
    if len(found) == 1:
        chat.prefer(time_zone=found[0])
        return main(chat)
    return settings_screens.zones_found(name[:80], found)


def locate(asked: Asked, chat: Chat) -> Message:
    """Take the time zone of the place whose latitude and longitude are the text; the place is not kept."""
    latitude, longitude = map(float, asked.text.split())
    if zone := time_zones.at(latitude, longitude):
        chat.prefer(time_zone=zone)
        return main(chat)
    return settings_screens.zones_found("", ())


def press_screen(asked: Asked, chat: Chat) -> Change:
    """Show one of the screens in the place of the message; below a digest, as a new message."""
    if asked.text == NEW:
        return Change(reply=main(chat))
    if asked.text == GROUP and chat.kind == Chat.Kind.PRIVATE:
        return Change(reply=messages.choose_group(_group_request()))
    name, _colon, rest = asked.text.partition(":")
    screen = SCREENS.get(name)
    return Change(message=screen(chat, rest)) if screen else Change(messages.outdated())


def press_choice(asked: Asked, chat: Chat) -> Change:
    """Store what a button says, and show its screen as it is now."""
    name, _colon, value = asked.text.partition(":")
    choice = CHOICES.get(name)
    if choice is None or not choice[0](chat, value):
        return Change(messages.outdated())
    return Change(settings_screens.saved(), SCREENS[choice[1]](chat, ""))


def main(chat: Chat, _rest: str = "") -> Message:
    languages = reader.languages(chat.site)
    return settings_screens.main(chat, languages, reading.chosen_languages(chat))


def _languages(chat: Chat, _rest: str) -> Message:
    return settings_screens.languages(chat, reader.languages(chat.site), reading.chosen_languages(chat))


def _zone(chat: Chat, rest: str) -> Message:
    region, _colon, page = rest.partition(":")
    if region not in time_zones.REGIONS:
        return settings_screens.regions(chat)
    return settings_screens.cities(chat, region, page_number(page or "1"))


def _group_request() -> ChatRequest:
    return ChatRequest(messages.choose_kind(is_channel=False), GROUP_REQUEST, is_channel=False)


def _choose_frequency(chat: Chat, value: str) -> bool:
    return _prefer(chat, "frequency", value, Chat.Frequency.values)


def _choose_layout(chat: Chat, value: str) -> bool:
    return _prefer(chat, "layout", value, Chat.Layout.values)


def _choose_zone(chat: Chat, value: str) -> bool:
    return _prefer(chat, "time_zone", value, known_zones() | {""})


def _prefer(chat: Chat, name: str, value: str, known: Collection[str]) -> bool:
    if value not in known:
        return False
    chat.prefer(**{name: value})
    return True


def _choose_hour(chat: Chat, value: str) -> bool:
    return _prefer_number(chat, "digest_hour", value, 24)


def _choose_weekday(chat: Chat, value: str) -> bool:
    return _prefer_number(chat, "digest_weekday", value, 7)


def _prefer_number(chat: Chat, name: str, value: str, count: int) -> bool:
    number = _number(value, count)
    if number is None:
        return False
    chat.prefer(**{name: number})
    return True


def _choose_quiet_hour(chat: Chat, value: str, name: str) -> bool:
    """Store one end of the quiet hours; where none were chosen, the other end is the usual one."""
    hour = _number(value, 24)
    if hour is None:
        return False
    chosen = {end: getattr(chat, end) for end in QUIET}
    ends = {end: QUIET[end] if at is None else at for end, at in chosen.items()}
    chat.prefer(**{**ends, name: hour})
    return True


def _choose_no_quiet(chat: Chat, _value: str) -> bool:
    chat.prefer(quiet_from=None, quiet_until=None)
    return True


def _choose_sound(chat: Chat, value: str) -> bool:
    chat.is_silent = value == "off"
    chat.save(update_fields=["is_silent"])
    return True


def _choose_changes(chat: Chat, value: str) -> bool:
    chat.prefer(only_changes=value == "on")
    return True


@transaction.atomic
def _choose_reading(chat: Chat, value: str) -> bool:
    """Switch a content language on or off; the last one stays."""
    known = reader.languages(chat.site)
    if value not in known:
        return False
    chosen = set(reading.chosen_languages(chat)) ^ {value}
    chat.content_languages.all().delete()
    if chosen and chosen != {chat.language}:
        ContentLanguage.objects.bulk_create(ContentLanguage(chat=chat, language=code) for code in chosen)
    return True


def _number(text: str, count: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text) < count else None


SCREENS: dict[str, Callable[[Chat, str], Message]] = {
    "": main,
    "when": lambda chat, _rest: settings_screens.when(chat),
    "quiet": lambda chat, _rest: settings_screens.quiet(chat),
    "zone": _zone,
    "languages": _languages,
}
# The function that stores each choice, and the screen that shows it.
CHOICES: dict[str, tuple[Callable[[Chat, str], bool], str]] = {
    "frequency": (_choose_frequency, "when"),
    "hour": (_choose_hour, "when"),
    "weekday": (_choose_weekday, "when"),
    "quiet_from": (partial(_choose_quiet_hour, name="quiet_from"), "quiet"),
    "quiet_until": (partial(_choose_quiet_hour, name="quiet_until"), "quiet"),
    "no_quiet": (_choose_no_quiet, "quiet"),
    "zone": (_choose_zone, ""),
    "layout": (_choose_layout, ""),
    "sound": (_choose_sound, ""),
    "changes": (_choose_changes, ""),
    "reads": (_choose_reading, "languages"),
}
