"""The canary: the first delivery of a broadcast, sent alone; the others follow once Telegram accepted it."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs_bot.conf import settings


class Canary(models.Model):
    """The columns of a broadcast that let one worker at a time send its first delivery."""

    proven_at = models.DateTimeField(_("proven"), null=True, editable=False)
    canary_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def take_canary(self) -> bool:
        """Reserve the first delivery; return True for the one worker that may send it now."""
        now = timezone.now()
        is_free = Q(canary_until=None) | Q(canary_until__lt=now)
        mine = type(self)._default_manager.filter(is_free, pk=self.pk, proven_at=None, paused_at=None)
        return bool(mine.update(canary_until=now + timedelta(seconds=settings.LEASE)))

    def drop_canary(self) -> None:
        self.canary_until = None
        self.save(update_fields=["canary_until"])

    def prove(self) -> None:
        self.proven_at, self.canary_until = timezone.now(), None
        self.save(update_fields=["proven_at", "canary_until"])
