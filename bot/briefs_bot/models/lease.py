"""The lease by which one process at a time answers for a bot."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BotLeaseQuerySet(models.QuerySet["BotLease"]):
    def of_bot(self, bot: int) -> "BotLease":
        """Return the bot's lease as it is now; made where there is none."""
        return self.get_or_create(bot=bot)[0]

    def renew(self, bot: int, holder: str) -> bool:
        """Show that the holder is alive; return whether it still is the holder."""
        return bool(self.filter(bot=bot, holder=holder).update(beats=models.F("beats") + 1))

    def release(self, bot: int, holder: str) -> None:
        """Let the next process take the lease at once."""
        self.filter(bot=bot, holder=holder).update(holder="")


class BotLease(models.Model):
    """Names the process that answers for a bot; it counts `beats` up as long as it lives.

    Whoever waits watches the count by a clock of its own: no clocks of two machines are compared.
    """

    bot = models.BigIntegerField(_("bot"), primary_key=True)
    # Empty when nobody answers.
    holder = models.CharField(max_length=120, blank=True, default="")
    beats = models.BigIntegerField(default=0)

    objects = BotLeaseQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("lease of a bot")
        verbose_name_plural = _("leases of bots")

    def __str__(self) -> str:
        return f"{self.bot}"

    def take(self, holder: str) -> bool:
        """Become the holder, unless anybody took or renewed the lease since this row was read."""
        unchanged = BotLease.objects.filter(bot=self.bot, holder=self.holder, beats=self.beats)
        return bool(unchanged.update(holder=holder, beats=self.beats + 1))
