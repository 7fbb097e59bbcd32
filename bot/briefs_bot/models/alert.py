"""Troubles that administrators are told of, once when they begin and once when they are over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AlertQuerySet(models.QuerySet["Alert"]):
    def untold(self) -> "AlertQuerySet":
        """Return those whose beginning, or whose end, nobody was told of."""
        return self.filter(Q(told_at=None) | Q(is_over=True))


class Alert(models.Model):
    class Kind(models.TextChoices):
        CHAT = "chat", _("A channel or group cannot be written to")
        BROADCAST = "broadcast", _("A broadcast paused itself")
        TOKEN = "token", _("Telegram does not accept a bot's token")
        QUEUE = "queue", _("No worker takes tasks")
        SILENT = "silent", _("This installation sends nothing")

    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    # The id of the chat or broadcast, the number of the bot, or nothing.
    reference = models.BigIntegerField(default=0)
    # The bot that it concerns; 0 is all of them.
    bot = models.BigIntegerField(default=0)
    text = models.CharField(_("what happened"), max_length=600)
    since = models.DateTimeField(_("since"), auto_now_add=True)
    told_at = models.DateTimeField(_("told"), null=True)

    is_over = models.BooleanField(default=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [models.UniqueConstraint(fields=["kind", "reference"], name="bot_alert_once")]

    def __str__(self) -> str:
        return self.text
