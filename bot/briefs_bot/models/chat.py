"""Chats that receive briefs, and the topics that they follow."""

from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from briefs_bot import bots


class Chat(models.Model):
    class Kind(models.TextChoices):
        PRIVATE = "private", _("Subscriber")
        GROUP = "group", _("Group")
        CHANNEL = "channel", _("Channel")

    # The bot's number: a person who talks to two bots has two chats.
    bot = models.BigIntegerField(_("bot"))
    telegram_id = models.BigIntegerField(_("Telegram id"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    title = models.CharField(_("name"), max_length=255, blank=True)
    language = models.CharField(_("language"), max_length=16)
    is_active = models.BooleanField(_("active"), default=True)
    inactive_reason = models.CharField(_("reason"), max_length=255, blank=True)
    # A problem that an administrator there has to fix; the chat keeps its subscriptions, and is tried again.
    broken_reason = models.CharField(_("trouble"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("chat")
        verbose_name_plural = _("chats")
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["bot", "telegram_id"], name="bot_chat_once")]

    def __str__(self) -> str:
        return self.title or str(self.telegram_id)

    @cached_property
    def site(self) -> Site:
        return bots.get(self.bot).site

    @property
    def follows(self) -> set[UUID | None]:
        """The keys of the followed topics; None among them means everything."""
        return set(self.subscriptions.values_list("topic", flat=True))

    def toggle(self, topic: UUID | None) -> bool:
        """Follow or unfollow a topic (None is everything); return whether the chat follows it now."""
        subscription, new = self.subscriptions.get_or_create(topic=topic)
        if not new:
            subscription.delete()
        return new

    def retire(self, reason: str) -> None:
        """Stop sending to the chat; its subscriptions stay for when it comes back."""
        self.is_active, self.inactive_reason = False, reason[:255]
        self.save(update_fields=["is_active", "inactive_reason"])
        self.deliveries.cancel(self.inactive_reason)

    def mark_broken(self, reason: str) -> None:
        self.broken_reason = reason[:255]
        self.save(update_fields=["broken_reason"])

    def come_back(self) -> None:
        if self.is_active:
            return
        self.is_active, self.inactive_reason = True, ""
        self.save(update_fields=["is_active", "inactive_reason"])

    @transaction.atomic
    def migrate(self, new_id: int) -> None:
        """Take the id of the group's successor, and merge a chat already stored under that id."""
        twin = Chat.objects.filter(bot=self.bot, telegram_id=new_id).exclude(pk=self.pk).first()
        if twin:
            if twin.pk < self.pk:  # a late update recreated the old id
                self.language, self.is_active = twin.language, twin.is_active
                self.inactive_reason = twin.inactive_reason
            for topic in twin.follows - self.follows:
                self.toggle(topic)
            # Messages that the successor got need not be sent to this chat.
            self.deliveries.filter(broadcast__in=twin.deliveries.begun().values("broadcast")).delete()
            twin.deliveries.exclude(broadcast__in=self.deliveries.values("broadcast")).update(chat=self)
            twin.delete()
        self.telegram_id = new_id
        self.save(update_fields=["telegram_id", "language", "is_active", "inactive_reason"])


class Subscription(models.Model):
    chat = models.ForeignKey(Chat, models.CASCADE, related_name="subscriptions", verbose_name=_("chat"))
    # The topic's translation key, so in every language; empty means everything.
    topic = models.UUIDField(_("topic"), null=True, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(fields=["chat", "topic"], name="bot_follows_topic_once"),
            models.UniqueConstraint(fields=["chat"], condition=Q(topic=None), name="bot_follows_all_once"),
        ]

    def __str__(self) -> str:
        return f"{self.chat} → {self.topic or '*'}"
