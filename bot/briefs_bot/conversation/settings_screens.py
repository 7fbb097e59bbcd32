"""The screens of /settings: the message, and the buttons by which a chat chooses."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from briefs_app.reader import language_name
from briefs_bot.conversation import arrival, time_zones, weekdays
from briefs_bot.conversation.keyboards import Row, named, pages, rows, turning
from briefs_bot.messages import rendered
from briefs_bot.models import Chat
from briefs_bot.values import Button, Message

# Offered for the beginning and the end of quiet hours.
EVENING, MORNING = (20, 21, 22, 23, 0, 1), (5, 6, 7, 8, 9, 10)
HOURS_IN_A_ROW = 4
CITIES = 10


def main(chat: Chat, languages: Sequence[str], chosen: Sequence[str]) -> Message:
    """Return what the chat prefers in words, with a button for each preference."""
    said = rendered(
        "settings",
        chat=chat,
        following=chat.following,
        weekday=weekdays.NAMES[chat.digest_weekday],
        languages=[language_name(code) for code in chosen],
        language=language_name(chat.language),
        has_languages=len(languages) > 1,
        has_others_waiting=chat.deliveries.held().exclude(broadcast__language__in=chosen).exists(),
        has_quiet_hours=chat.quiet_hours is not None,
        is_put_off=_is_put_off(chat),
        now=_clock(chat),
    )
    return Message(said, tuple(_main_rows(chat, has_languages=len(languages) > 1)))


def _main_rows(chat: Chat, has_languages: bool) -> Sequence[Row]:
    has_photos, is_loud, changes = chat.wants_photos, not chat.is_silent, chat.only_changes
    return [
        (Button(_("Topics"), data="page:1"),),
        *([(_screen(_("Languages"), "languages"),)] if has_languages else []),
        (_screen(_("When"), "when"), _screen(_("Quiet hours"), "quiet")),
        (_screen(_("Time zone"), "zone"),),
        (
            _choice(named(_("Photos"), has_photos), "layout", "text" if has_photos else "photo"),
            _choice(named(_("Sound"), is_loud), "sound", "off" if is_loud else "on"),
        ),
        (_choice(named(_("Only changes of status"), changes), "changes", "off" if changes else "on"),),
        *([(_screen(_("Settings of a group"), "group"),)] if chat.kind == Chat.Kind.PRIVATE else []),
        *([] if chat.is_active else [(Button(_("Switch on"), data="resume:"),)]),
    ]


def when(chat: Chat) -> Message:
    """Return the choice between each brief at once and digests, with the hour and day of these."""
    often = [
        _choice(named(label, value == chat.frequency), "frequency", value)
        for value, label in Chat.Frequency.choices
    ]
    days = [
        _choice(named(str(label), day == chat.digest_weekday), "weekday", str(day))
        for day, label in WEEKDAYS_ABBR.items()
    ]
    hours = [_hour("hour", hour, chat.digest_hour) for hour in range(24)]
    is_digest = chat.frequency != Chat.Frequency.INSTANT
    shown = [
        *rows(often, 1),
        *(rows(days, 4) if chat.frequency == Chat.Frequency.WEEKLY else ()),
        *(rows(hours, HOURS_IN_A_ROW) if is_digest else ()),
        _back(),
    ]
    said = rendered(
        "settings_when",
        chat=chat,
        arrival=arrival.described(chat),
        is_digest=is_digest,
        now=_clock(chat),
        zone=chat.zone.key,
    )
    return Message(said, tuple(shown))


def quiet(chat: Chat) -> Message:
    has_quiet = chat.quiet_hours is not None
    shown = [
        (_choice(named(_("No quiet hours"), not has_quiet), "no_quiet", ""),),
        *rows([_hour("quiet_from", hour, chat.quiet_from) for hour in EVENING], 3),
        *rows([_hour("quiet_until", hour, chat.quiet_until) for hour in MORNING], 3),
        _back(),
    ]
    is_digest = chat.frequency != Chat.Frequency.INSTANT
    values = {"has_quiet": has_quiet, "is_digest": is_digest, "left_out": arrival.left_out(chat)}
    return Message(rendered("settings_quiet", chat=chat, **values), tuple(shown))


def languages(chat: Chat, known: Sequence[str], chosen: Sequence[str]) -> Message:
    """Return the choice of the language that the bot speaks, and of those of the briefs."""
    speaks = [
        Button(named(language_name(code), code == chat.language), data=f"language:{code}:settings")
        for code in known
    ]
    reads = [
        _choice(named(_("Briefs: %s") % language_name(code), code in chosen), "reads", code) for code in known
    ]
    return Message(rendered("settings_languages"), (*rows(speaks), *rows(reads, 1), _back()))


def regions(chat: Chat) -> Message:
    """Return the choice of a part of the world, and of the site's own time zone."""
    own = _choice(named(_("That of the site"), not chat.time_zone), "zone", "")
    parts = [_screen(region, f"zone:{region}") for region in time_zones.REGIONS]
    said = rendered("settings_zone", zone=chat.zone.key, now=_clock(chat))
    return Message(said, ((own,), *rows(parts), _back()))


def cities(chat: Chat, region: str, page: int) -> Message:
    every = time_zones.cities(region)
    shown, page = pages(every, page, CITIES)
    said = rendered("settings_zone", zone=chat.zone.key, now=_clock(chat))
    turn = turning(every, page, f"settings:zone:{region}", CITIES)
    return Message(said, (*_cities(shown, chat.time_zone), *turn, _back("zone")))


def zones_found(name: str, zones: Iterable[str], is_short: bool = False) -> Message:
    """Return the time zones whose cities have about this name, to choose from; a short one fits many."""
    buttons = tuple(_cities(zones))
    said = rendered("settings_city", name=name, is_found=bool(buttons), is_short=is_short)
    return Message(said, (*buttons, _back("zone")))


def saved() -> str:
    return _("Saved.")


def _cities(zones: Iterable[str], chosen: str = "") -> Sequence[Row]:
    return rows(_choice(named(time_zones.city(zone), zone == chosen), "zone", zone) for zone in zones)


def _hour(name: str, hour: int, chosen: int | None) -> Button:
    return _choice(named(f"{hour:02}", hour == chosen), name, str(hour))


def _choice(text: str, name: str, value: str) -> Button:
    return Button(text, data=f"set:{name}:{value}")


def _screen(text: str, name: str) -> Button:
    return Button(text, data=f"settings:{name}")


def _back(to: str = "") -> Row:
    return (Button(_("‹ Back"), data=f"settings:{to}"),)


def _is_put_off(chat: Chat) -> bool:
    """Return whether its digest is due in its quiet hours, and so waits for their end."""
    return chat.schedule is not None and chat.digest_slot[1] != chat.digest_hour


def _clock(chat: Chat) -> str:
    return timezone.now().astimezone(chat.zone).strftime("%H:%M")
