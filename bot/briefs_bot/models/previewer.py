"""Editors who receive tests of drafts in a chat of their own."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs_bot.models import link_token
from briefs_bot.models.chat import Chat
from briefs_bot.models.link_token import LINK_LASTS

# Between two tests of one editor, and how many of them in an hour.
PAUSE = timedelta(seconds=3)
HOUR = timedelta(hours=1)
TESTS_PER_HOUR = 20


class PreviewerQuerySet(models.QuerySet["Previewer"]):
    def linked(self) -> "PreviewerQuerySet":
        return self.exclude(chat=None).select_related("chat", "user")

    def offer(self, user: Any, bot: int) -> str:
        """Return a token by which one chat may be linked, once; earlier tokens expire."""
        token = link_token.make()
        hashed = {"token_hash": link_token.hashed(token), "token_expires_at": timezone.now() + LINK_LASTS}
        self.update_or_create(user=user, bot=bot, defaults=hashed)
        return token

    def with_token(self, token: str, chat: Chat) -> "Previewer | None":
        """Return whom the token links to the chat; None where it expired, or was used in another chat."""
        row = self.filter(bot=chat.bot, token_hash=link_token.hashed(token)).select_related("user").first()
        return row if row and row.has_access and (row.chat_id == chat.pk or row.is_offered) else None

    def expire(self, token: str) -> None:
        self.filter(token_hash=link_token.hashed(token)).update(token_hash="", token_expires_at=None)

    def unlink(self) -> int:
        """Unlink the chats; the rows stay, as they count the tests of the last hour."""
        return self.update(chat=None, linked_at=None, token_hash="", token_expires_at=None)


class Previewer(models.Model):
    """An editor and the chat that receives their tests; without `chat` it is not linked, or not any more."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user")
    )
    # The bot's number.
    bot = models.BigIntegerField(_("bot"))
    chat = models.OneToOneField(
        Chat, models.CASCADE, null=True, related_name="previewer", verbose_name=_("chat")
    )
    linked_at = models.DateTimeField(_("since"), null=True)
    # The hash of the token in the newest deep link, also after it was used.
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    token_expires_at = models.DateTimeField(null=True, editable=False)
    last_test_at = models.DateTimeField(null=True, editable=False)
    hour_began_at = models.DateTimeField(null=True, editable=False)
    tests_in_hour = models.PositiveIntegerField(default=0, editable=False)

    objects = PreviewerQuerySet.as_manager()

    class Meta:
        verbose_name = _("previewer")
        verbose_name_plural = _("previewers")
        constraints = [models.UniqueConstraint(fields=["user", "bot"], name="bot_previewer_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.user.get_full_name() or self.user.get_username()

    @property
    def has_access(self) -> bool:
        """Whether the user may still enter the admin."""
        return self.user.is_active and self.user.has_perm("wagtailadmin.access_admin")

    @property
    def is_offered(self) -> bool:
        return self.token_expires_at is not None and timezone.now() < self.token_expires_at

    @transaction.atomic
    def link(self, chat: Chat) -> bool:
        """Link the chat, which uses up the token. Return False where it is another user's."""
        if self.chat_id == chat.pk:
            return True
        holder = Previewer.objects.filter(chat=chat).select_related("user").first()
        if holder and holder.has_access:
            return False
        Previewer.objects.filter(chat=chat).unlink()
        now = timezone.now()
        offered = Previewer.objects.filter(
            pk=self.pk, token_hash=self.token_hash, token_expires_at=self.token_expires_at
        )
        return bool(offered.update(chat=chat, linked_at=now, token_expires_at=now))

    @transaction.atomic
    def take_turn(self) -> timedelta:
        """Return zero, and count the test, when one may be sent now; else the time to wait."""
        row = Previewer.objects.select_for_update().get(pk=self.pk)
        now = timezone.now()
        if row.hour_began_at is None or now >= row.hour_began_at + HOUR:
            row.hour_began_at, row.tests_in_hour = now, 0
        wait = row._wait(row.hour_began_at, now)
        if not wait:
            row.last_test_at, row.tests_in_hour = now, row.tests_in_hour + 1
            row.save(update_fields=["last_test_at", "hour_began_at", "tests_in_hour"])
        return wait

    def _wait(self, hour_began_at: datetime, now: datetime) -> timedelta:
        if self.tests_in_hour >= TESTS_PER_HOUR:
            return hour_began_at + HOUR - now
        if self.last_test_at and now < self.last_test_at + PAUSE:
            return self.last_test_at + PAUSE - now
        return timedelta()
