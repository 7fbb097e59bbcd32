"""The hours at which a chat wants its messages, in its own time zone; right where clocks are changed."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Schedule:
    """The slots of a digest: an hour from 0 to 23, each day, or on one weekday (0 is Monday)."""

    zone: ZoneInfo
    hour: int
    weekday: int | None = None

    def next(self, after: datetime) -> datetime:
        """Return the first slot later than `after`, in UTC."""
        local = after.astimezone(self.zone)
        day = local.date() - DAY
        while True:
            slot = _moment(datetime.combine(day, time(self.hour), self.zone))
            if slot > after and self.weekday in (None, day.weekday()):
                return slot
            day += DAY


@dataclass(frozen=True)
class QuietHours:
    """The hours without messages: from one hour up to another, which may be that of the next day."""

    zone: ZoneInfo
    start: int
    end: int

    def end_after(self, now: datetime) -> datetime | None:
        """Return when the quiet hours that are on `now` end, in UTC; None where they are not on."""
        if not self.covers(now.astimezone(self.zone).hour):
            return None
        return Schedule(self.zone, self.end).next(now)

    def covers(self, hour: int) -> bool:
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end


def _moment(local: datetime) -> datetime:
    """Return it in UTC; an hour that the clocks skip is the one after it, one that comes twice the first."""
    return local.astimezone(UTC)
