"""Incoming updates, stored until they are handled."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs_bot.conf import settings

# As long as Telegram itself keeps an update, so that none comes twice; later answers are of no use.
KEPT = timedelta(hours=24)


class IncomingUpdateQuerySet(models.QuerySet["IncomingUpdate"]):
    def unhandled(self) -> "IncomingUpdateQuerySet":
        """Return the unhandled ones of the last day, oldest first."""
        return self.filter(handled_at=None, received_at__gt=timezone.now() - KEPT).order_by("pk")

    def store(self, rows: Iterable["IncomingUpdate"]) -> None:
        """Store those that are new: an update that comes again within a day is dropped."""
        self.bulk_create(rows, ignore_conflicts=True)

    def settle(self, bot: int, numbers: Iterable[int]) -> None:
        """Mark as handled, and delete the payload."""
        these = self.filter(bot=bot, update_id__in=numbers, handled_at=None)
        these.update(handled_at=timezone.now(), payload="")

    def sweep(self, limit: int = 1000) -> int:
        """Delete up to `limit` that are too old; return how many of these were never handled."""
        kept = max(KEPT, timedelta(days=settings.KEEP_UPDATES))
        old = self.filter(received_at__lte=timezone.now() - kept).order_by("received_at")
        swept = self.filter(pk__in=list(old.values_list("pk", flat=True)[:limit]))
        missed = swept.filter(handled_at=None).count()
        swept.delete()
        return missed


class IncomingUpdate(models.Model):
    """An update from Telegram: acknowledged once it is stored; its payload is deleted when it is handled."""

    bot = models.BigIntegerField(_("bot"))
    update_id = models.BigIntegerField(_("number"))
    # Telegram's id; 0 for an update that belongs to no chat.
    chat_id = models.BigIntegerField(_("Telegram id"))
    # JSON, but as text: PostgreSQL refuses JSON with a NUL in it, and one such message would hold up all.
    payload = models.TextField(blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)
    handled_at = models.DateTimeField(_("handled"), null=True)

    objects = IncomingUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("incoming update")
        verbose_name_plural = _("incoming updates")
        constraints = [models.UniqueConstraint(fields=["bot", "update_id"], name="bot_update_once")]
        # Not a partial one, which MariaDB does not have: `run_bot` looks for unhandled ones every second.
        indexes = [models.Index(fields=["bot", "handled_at"], name="bot_update_unhandled")]

    def __str__(self) -> str:
        return f"{self.update_id}"
