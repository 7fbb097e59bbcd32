"""A reader as they understand the bot: what they chose, what should come, and what the bot should say.

It knows nothing of the database; the clock of its chat is UTC.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

NAMES = ("Security", "Energy", "Water")
LANGUAGES = ("en", "ru")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass
class News:
    """A brief that was published; `is_change` says whether its status differs from the one before."""

    title: str
    topic: str
    language: str
    is_change: bool


@dataclass
class Reader:
    stopped: bool = False
    everything: bool = False
    chosen: set[str] = field(default_factory=set)
    excluded: set[str] = field(default_factory=set)
    language: str = "en"
    reads: set[str] = field(default_factory=set)
    frequency: str = "instant"
    hour: int = 8
    weekday: int = 0
    quiet: tuple[int, int] | None = None
    layout: str = "photo"
    is_silent: bool = False
    only_changes: bool = False
    # What waits for a digest.
    held: list[News] = field(default_factory=list)

    @property
    def follows(self) -> set[str]:
        return self.chosen | (set(NAMES) - self.excluded if self.everything else set())

    @property
    def gets(self) -> set[str]:
        return set() if self.stopped else self.follows

    @property
    def languages(self) -> set[str]:
        return self.reads or {self.language}

    def wants(self, news: News) -> bool:
        is_new = news.is_change or not self.only_changes
        return news.topic in self.gets and news.language in self.languages and is_new

    def comes_at_once(self, now: datetime) -> bool:
        return self.frequency == "instant" and not self.is_quiet(now.hour)

    def is_quiet(self, hour: int) -> bool:
        if self.quiet is None or self.quiet[0] == self.quiet[1]:
            return False
        start, end = self.quiet
        return start <= hour < end if start < end else hour >= start or hour < end

    @property
    def slot(self) -> tuple[int, int]:
        """The weekday and hour of the digest, after its quiet hours."""
        if not self.is_quiet(self.hour):
            return self.weekday, self.hour
        return (self.weekday + (self.quiet[1] <= self.hour)) % 7, self.quiet[1]

    def digest_after(self, now: datetime) -> datetime:
        """Return when what is held comes."""
        if self.frequency == "instant":
            return _next(now, self.quiet[1]) if self.is_quiet(now.hour) else now
        weekday = self.weekday if self.frequency == "weekly" else None
        due = _next(now, self.hour, weekday)
        return _next(due, self.quiet[1]) if self.is_quiet(due.hour) else due

    def press(self, data: str) -> None:
        """Do what the button with this data says."""
        verb, _colon, rest = data.partition(":")
        name, _colon, value = rest.partition(":")
        if verb == "resume":
            self.stopped = False
        elif verb == "language" and name in LANGUAGES:
            self.language = name
        elif verb == "set":
            self._choose(name, value)

    def follow(self, name: str) -> None:
        self.stopped = False
        self.excluded.discard(name)
        if name == "all":
            self.everything, self.excluded = True, set()
        elif not self.everything:
            self.chosen.add(name)

    def leave(self, name: str) -> None:
        if name == "all":
            self.everything, self.excluded = False, set()
        else:
            self.chosen.discard(name)
            if self.everything:
                self.excluded.add(name)
        self.held = [news for news in self.held if news.topic in self.follows]

    def stop(self) -> None:
        self.stopped, self.held = True, []

    def _choose(self, name: str, value: str) -> None:
        match name:
            case "frequency" | "layout":
                setattr(self, name, value)
            case "hour" | "weekday":
                setattr(self, name, int(value))
            case "quiet_from":
                self.quiet = (int(value), (self.quiet or (22, 7))[1])
            case "quiet_until":
                self.quiet = ((self.quiet or (22, 7))[0], int(value))
            case "no_quiet":
                self.quiet = None
            case "sound":
                self.is_silent = value == "off"
            case "changes":
                self.only_changes = value == "on"
            case "reads":
                chosen = self.languages ^ {value}
                self.reads = chosen if chosen != {self.language} else set()

    @property
    def arrival(self) -> str:
        """The sentence that says when briefs come, and which."""
        weekday, hour = self.slot
        said = "They come as soon as they are published."
        if self.frequency == "daily":
            said = f"They come together once a day, at {hour}:00."
        elif self.frequency == "weekly":
            said = f"They come together once a week: {DAYS[weekday]}, {hour}:00."
        elif self.quiet and self.quiet[0] != self.quiet[1]:
            start, end = self.quiet
            said = said.replace(
                ".", f"; those published from {start}:00 to {end}:00 come together at {end}:00."
            )
        changes = " Only those come whose status differs from the one before."
        return said + changes if self.only_changes else said

    @property
    def settings(self) -> list[str]:
        """The lines of the message of /settings, but for the time zone."""
        known = {"en": "English", "ru": "Русский"}
        briefs = ", ".join(known[code] for code in LANGUAGES if code in self.languages)
        if any(news.language not in self.languages for news in self.held):
            briefs += ". Those in other languages that are already collected still come."
        when = {
            "instant": "at once",
            "daily": f"once a day at {self.hour}:00",
            "weekly": f"once a week, {DAYS[self.weekday]} at {self.hour}:00",
        }[self.frequency]
        if self.frequency != "instant" and self.is_quiet(self.hour):
            when += " (put off until the quiet hours end)"
        has_quiet = self.quiet and self.quiet[0] != self.quiet[1]
        quiet = f"{self.quiet[0]}:00 to {self.quiet[1]}:00" if has_quiet else "none"
        return [
            *(["No briefs are sent at the moment."] if self.stopped else []),
            f"Topics: {self._topics}",
            f"I speak: {known[self.language]}",
            f"Briefs in: {briefs}",
            f"When: {when}",
            f"Quiet hours: {quiet}",
            f"Layout: {'With photos' if self.layout == 'photo' else 'Text only'}",
            f"Sound: {'off' if self.is_silent else 'on'}",
            *(["Only briefs whose status differs from the one before."] if self.only_changes else []),
        ]

    @property
    def _topics(self) -> str:
        if self.everything:
            return "everything but those that you excluded" if self.excluded else "everything"
        return str(len(self.chosen)) if self.chosen else "none"


def _next(after: datetime, hour: int, weekday: int | None = None) -> datetime:
    """Return the first moment later than `after` at this hour, and on this day of the week."""
    found = after.replace(hour=hour, minute=0, second=0, microsecond=0)
    while found <= after or weekday not in (None, found.weekday()):
        found += timedelta(days=1)
    return found
