"""The bots' tokens that administrators stored, encrypted with the host's keys."""

import logging

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from briefs_bot import bots, stored_tokens

logger = logging.getLogger(__name__)


class StoredTokenManager(models.Manager["StoredToken"]):
    @sensitive_variables("token")
    def keep(self, host: str, token: str) -> "StoredToken":
        """Store the token of the site with this host name in the place of the one before."""
        values = {
            "bot": bots.number(token),
            "secret": stored_tokens.encrypted(token),
            "set_at": timezone.now(),
        }
        row, _is_new = self.update_or_create(host=host, defaults=values)
        transaction.on_commit(stored_tokens.memory.forget)
        logger.warning("token_stored host=%r bot=%s", host, row.bot)
        return row

    @transaction.atomic
    def encrypt_anew(self) -> int:
        """Encrypt all with the first key; return how many. Raise Unreadable where none fits one of them."""
        rows = list(self.select_for_update().order_by("pk"))
        for row in rows:
            row.secret = stored_tokens.encrypted_anew(row.secret)
        self.bulk_update(rows, ["secret"])
        logger.warning("tokens_encrypted_anew tokens=%s", len(rows))
        return len(rows)

    def remove(self, host: str) -> bool:
        count, _by_model = self.filter(host=host).delete()
        transaction.on_commit(stored_tokens.memory.forget)
        return bool(count)


class StoredToken(models.Model):
    # As in BRIEFS_TELEGRAM_BOT_TOKENS; empty for the default site.
    host = models.CharField(_("site"), max_length=255, blank=True, unique=True)
    # The number before the token's colon, which everybody may know.
    bot = models.BigIntegerField(_("bot"))
    secret = models.TextField(editable=False)
    set_at = models.DateTimeField(_("set"))

    objects = StoredTokenManager()

    class Meta:
        default_permissions = ("change",)
        verbose_name = _("token of a bot")
        verbose_name_plural = _("tokens of bots")

    def __str__(self) -> str:
        return f"{self.host or '-'}: {self.bot}"

    @property
    def is_readable(self) -> bool:
        try:
            return stored_tokens.are_used() and bool(stored_tokens.decrypted(self.secret))
        except stored_tokens.Unreadable:
            return False
