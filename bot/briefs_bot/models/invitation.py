"""Invitations by which a channel manager connects a channel or group from a private chat."""

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs_bot import bots
from briefs_bot.models import link_token
from briefs_bot.models.chat import Chat
from briefs_bot.models.link_token import LINK_LASTS


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def offer(self, user: Any, bot: int) -> str:
        """Return a token that one private chat may open, once; earlier ones of the user are void."""
        token = link_token.make()
        values = {
            "token_hash": link_token.hashed(token),
            "expires_at": timezone.now() + LINK_LASTS,
            "chat": None,
        }
        self.update_or_create(user=user, bot=bot, defaults=values)
        return token

    def open(self, token: str, chat: Chat) -> "Invitation | None":
        """Return the invitation, which only this chat may use from now on; None where the token is void."""
        its = self.valid().filter(bot=chat.bot, token_hash=link_token.hashed(token))
        its.filter(chat=None).update(chat=chat, expires_at=timezone.now() + LINK_LASTS)
        return self.opened(chat).filter(token_hash=link_token.hashed(token)).first()

    def opened(self, chat: Chat) -> "InvitationQuerySet":
        return self.valid().filter(chat=chat).select_related("user").order_by("-expires_at")

    def valid(self) -> "InvitationQuerySet":
        return self.filter(expires_at__gt=timezone.now())

    def expire(self, token: str) -> None:
        self.filter(token_hash=link_token.hashed(token)).update(expires_at=timezone.now())


class Invitation(models.Model):
    """A channel manager and the private chat in which they choose what to connect."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user")
    )
    # The bot's number.
    bot = models.BigIntegerField(_("bot"))
    # The private chat that opened the link.
    chat = models.ForeignKey(Chat, models.CASCADE, null=True, related_name="+", verbose_name=_("chat"))
    token_hash = models.CharField(max_length=64, editable=False, db_index=True)
    expires_at = models.DateTimeField(editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [models.UniqueConstraint(fields=["user", "bot"], name="bot_invitation_once")]

    def __str__(self) -> str:
        return f"{self.user} → {self.bot}"

    @property
    def name(self) -> str:
        return self.user.get_full_name() or self.user.get_username()

    @property
    def is_allowed(self) -> bool:
        """Whether the user may still enter the admin, and change the chats of this bot."""
        user, visible = self.user, bots.visible_to(self.user)
        is_theirs = visible is None or self.bot in {bot.number for bot in visible}
        needed = ("wagtailadmin.access_admin", "briefs_bot.change_chat")
        return bool(user.is_active and is_theirs and user.has_perms(needed))

    @transaction.atomic
    def connect(self, telegram_id: int, kind: str, title: str, language: str) -> Chat:
        """Store the channel or group, which follows everything unless it followed something; use this up."""
        chat, _is_new = Chat.objects.get_or_create(
            bot=self.bot, telegram_id=telegram_id, defaults={"kind": kind, "language": language}
        )
        chat.title, now = (title or chat.title)[:255], timezone.now()
        chat.connected_by, chat.connected_at = self.user, now
        chat.save(update_fields=["title", "connected_by", "connected_at"])
        if not chat.following:
            chat.follow(None)
        chat.come_back()
        chat.mend()
        Invitation.objects.filter(pk=self.pk).update(expires_at=now)
        return chat

    def has_connected(self, telegram_id: int) -> bool:
        """Return whether this is what was connected just now: Telegram may repeat an update."""
        lately = timezone.now() - LINK_LASTS
        return Chat.objects.filter(
            bot=self.bot, telegram_id=telegram_id, connected_by=self.user, connected_at__gt=lately
        ).exists()
