"""The usernames of the bots, by which links on the site lead to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BotNameManager(models.Manager["BotName"]):
    def learn(self, number: int, username: str) -> None:
        """Store what Telegram said; nothing is written where it is known."""
        if not self.filter(number=number, username=username).exists():
            self.update_or_create(number=number, defaults={"username": username})


class BotName(models.Model):
    number = models.BigIntegerField(_("bot"), primary_key=True)
    # Without "@".
    username = models.CharField(_("username"), max_length=64)

    objects = BotNameManager()

    class Meta:
        default_permissions = ()
        verbose_name = _("name of a bot")
        verbose_name_plural = _("names of bots")

    def __str__(self) -> str:
        return self.username
