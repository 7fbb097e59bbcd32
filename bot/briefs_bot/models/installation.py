"""The installation: one database with its bots, and from where it sends."""

from uuid import uuid4

from django.db import models, router
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# The table has one row.
ONLY = 1


class InstallationQuerySet(models.QuerySet["Installation"]):
    def known(self) -> "Installation | None":
        """Return the row, made before the first message; never from a replica, which may be older."""
        return self.using(router.db_for_write(self.model)).filter(pk=ONLY).first()

    def advance(self, address: str, machine: str) -> "tuple[Installation, bool]":
        """Count one more run of sending, on this machine. Return the row, and whether it is new."""
        given = {"address": address, "machine": machine}
        _row, is_new = self.get_or_create(pk=ONLY, defaults=given)
        self.filter(pk=ONLY).update(epoch=F("epoch") + 1, machine=machine)
        return self.using(router.db_for_write(self.model)).get(pk=ONLY), is_new

    def adopt(self, address: str, machine: str, newest: int) -> "Installation":
        """Give the installation a mark of its own, and an epoch after `newest`; return the row."""
        row = self.select_for_update().filter(pk=ONLY).first() or Installation()
        row.mark, row.epoch = uuid4(), max(row.epoch, newest) + 1
        row.address, row.machine, row.adopted_at = address, machine, timezone.now()
        row.save()
        return row


class Installation(models.Model):
    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    # A copy keeps the mark, until it is taken over and gets its own.
    mark = models.UUIDField(default=uuid4, editable=False)
    # The public address and the machine from where it sent last.
    address = models.CharField(_("address"), max_length=255, blank=True)
    machine = models.CharField(_("machine"), max_length=255, blank=True)
    # Goes up with each run of sending, and is kept in Redis as well: a restored database has an older one.
    epoch = models.PositiveBigIntegerField(default=0, editable=False)
    adopted_at = models.DateTimeField(_("taken over"), null=True, editable=False)

    objects = InstallationQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("installation")
        verbose_name_plural = _("installations")

    def __str__(self) -> str:
        return self.address or str(self.mark)
