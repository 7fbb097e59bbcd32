"""The preferences of a chat: how and when it gets its briefs."""

from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs_bot.models.schedule import QuietHours, Schedule


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all time zones; reading them costs some milliseconds, so it is done once."""
    return frozenset(available_timezones())


class Preferences(models.Model):
    """The columns of a chat that it, or its administrators, choose by `/settings`."""

    class Layout(models.TextChoices):
        PHOTO = "photo", _("With photos")
        TEXT = "text", _("Text only")

    class Frequency(models.TextChoices):
        INSTANT = "instant", _("At once")
        DAILY = "daily", _("Once a day")
        WEEKLY = "weekly", _("Once a week")

    layout = models.CharField(
        _("layout"), max_length=8, choices=Layout.choices, default=Layout.PHOTO, db_default=Layout.PHOTO
    )
    frequency = models.CharField(
        _("how often"),
        max_length=8,
        choices=Frequency.choices,
        default=Frequency.INSTANT,
        db_default=Frequency.INSTANT,
    )
    # The slot of its digest, by its own clock; the weekday counts from Monday, which is 0.
    digest_hour = models.PositiveSmallIntegerField(_("hour of the digest"), default=8, db_default=8)
    digest_weekday = models.PositiveSmallIntegerField(_("weekday of the digest"), default=0, db_default=0)
    # An IANA name; empty means the site's own.
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, default="", db_default="")
    quiet_from = models.PositiveSmallIntegerField(_("quiet from"), null=True, blank=True)
    quiet_until = models.PositiveSmallIntegerField(_("quiet until"), null=True, blank=True)
    # It gets only briefs whose status differs from that of the topic's brief before.
    only_changes = models.BooleanField(_("only changes of status"), default=False, db_default=False)
    # When its held messages are sent as a digest; empty while nothing is planned.
    digest_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone; the site's where it chose none, or one that this machine does not know."""
        return ZoneInfo(self.time_zone if self.time_zone in known_zones() else settings.TIME_ZONE)

    @property
    def wants_photos(self) -> bool:
        return self.layout == self.Layout.PHOTO

    @property
    def schedule(self) -> Schedule | None:
        """The slots of its digest; None where it gets each brief at once."""
        if self.frequency == self.Frequency.INSTANT:
            return None
        weekday = self.digest_weekday if self.frequency == self.Frequency.WEEKLY else None
        return Schedule(self.zone, self.digest_hour, weekday)

    @property
    def digest_slot(self) -> tuple[int, int]:
        """The weekday and hour at which its digest is sent: one due in quiet hours waits for their end."""
        quiet, weekday, hour = self.quiet_hours, self.digest_weekday, self.digest_hour
        if quiet is None or not quiet.covers(hour):
            return weekday, hour
        return ((weekday + 1) % 7 if quiet.end <= hour else weekday), quiet.end

    @property
    def quiet_hours(self) -> QuietHours | None:
        if self.quiet_from is None or self.quiet_until is None or self.quiet_from == self.quiet_until:
            return None
        return QuietHours(self.zone, self.quiet_from, self.quiet_until)

    def held_until(self, now: datetime) -> datetime | None:
        """Return when a message that is due `now` comes with a digest; None where it comes at once."""
        if schedule := self.schedule:
            return self.digest_at if self.digest_at and self.digest_at > now else schedule.next(now)
        return quiet.end_after(now) if (quiet := self.quiet_hours) else None

    def prefer(self, **values: Any) -> None:
        """Store preferences. What was held for hours that no longer hold comes with the next digest."""
        for name, value in values.items():
            setattr(self, name, value)
        self.digest_at = self._next_digest()
        self.save(update_fields=[*values, "digest_at"])

    def _next_digest(self) -> datetime | None:
        now, schedule = timezone.now(), self.schedule
        if not self.has_held:
            return schedule.next(now) if schedule else None
        if self.digest_at and self.digest_at <= now:
            return self.digest_at  # the next tick opens it
        return schedule.next(now) if schedule else self.held_until(now) or now

    @property
    def has_held(self) -> bool:
        raise NotImplementedError


NAMES = tuple(field.name for field in Preferences._meta.local_fields)
