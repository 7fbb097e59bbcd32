"""Chats that receive briefs, and the topics that they follow."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from briefs_bot import bots
from briefs_bot.models.following import Following
from briefs_bot.models.preferences import NAMES, Preferences
from briefs_bot.telegram import reasons

# With the longest headline and names, a caption has room for as many characters.
SIGNATURE_LENGTH = 120
# Between two test posts to one chat.
TEST_PAUSE = timedelta(seconds=30)


class Chat(Preferences):
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
    is_silent = models.BooleanField(_("without sound"), default=False, db_default=False)
    # A line below each message.
    signature = models.CharField(
        _("signature"), max_length=SIGNATURE_LENGTH, blank=True, default="", db_default=""
    )
    # The forum topic of a group in which briefs appear; empty means the general one.
    thread_id = models.BigIntegerField(_("forum topic"), null=True, blank=True)
    # Who connected it from the admin; empty where it was added by hand.
    connected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("connected by"),
    )
    connected_at = models.DateTimeField(_("connected"), null=True, editable=False)
    last_test_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    inactive_since = models.DateTimeField(_("inactive since"), null=True, editable=False)

    class Meta:
        verbose_name = _("chat")
        verbose_name_plural = _("chats")
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["bot", "telegram_id"], name="bot_chat_once")]
        indexes = [
            models.Index(
                fields=["bot", "digest_at"], condition=Q(digest_at__isnull=False), name="bot_chat_digest"
            ),
            models.Index(fields=["inactive_since"], name="bot_chat_inactive"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.telegram_id)

    def prefer(self, **values: Any) -> None:
        """Store preferences. What waits for hours that no longer hold comes with the next digest, or now."""
        super().prefer(**values)
        # A digest that was due in quiet hours waits for their end, which may be another by now.
        self.deliveries.filter(broadcast__kind="digest").hasten()

    @cached_property
    def site(self) -> Site:
        return bots.get(self.bot).site

    @property
    def has_held(self) -> bool:
        """True while messages wait for a digest."""
        return bool(self.pk) and self.deliveries.held().exists()

    @property
    def following(self) -> Following:
        """The topics that it follows; `is_active` tells whether anything is sent to it."""
        rows = set(self.subscriptions.values_list("topic", "is_excluded"))
        topics = frozenset(topic for topic, is_excluded in rows if topic and not is_excluded)
        excluded = frozenset(topic for topic, is_excluded in rows if topic and is_excluded)
        return Following((None, False) in rows, topics, excluded)

    @cached_property
    def follows_anything(self) -> bool:
        """For questions that only read: what was looked up once."""
        return bool(self.following)

    @transaction.atomic
    def follow(self, topic: UUID | None) -> None:
        """Follow a topic, or everything (None) without exclusions; a stopped chat gets briefs again."""
        self.come_back()
        if topic is None:
            self.subscriptions.filter(is_excluded=True).delete()
        self.subscriptions.filter(topic=topic, is_excluded=True).delete()
        if topic is None or not self.subscriptions.filter(topic=None).exists():
            self.subscriptions.get_or_create(topic=topic)

    @transaction.atomic
    def unfollow(self, topic: UUID | None) -> None:
        """Follow a topic no longer; where everything is followed, exclude it. None ends everything."""
        follows_everything = self.subscriptions.filter(topic=None).exists()
        if topic is None:
            self.subscriptions.filter(Q(topic=None) | Q(is_excluded=True)).delete()
        elif follows_everything:
            self.subscriptions.update_or_create(topic=topic, defaults={"is_excluded": True})
        else:
            self.subscriptions.filter(topic=topic).delete()
        self._cancel_unfollowed()

    def _cancel_unfollowed(self) -> None:
        """Cancel what waits on topics that it follows no longer."""
        following = self.following
        waiting = self.deliveries.waiting().exclude(broadcast__topic=None)
        topics = set(waiting.order_by().values_list("broadcast__topic", flat=True))
        if left := [topic for topic in topics if topic not in following]:
            self.deliveries.filter(broadcast__topic__in=left).cancel(reasons.UNFOLLOWED)

    def retire(self, reason: str) -> None:
        """Stop sending to the chat; its subscriptions stay for when it comes back."""
        self._write(is_active=False, inactive_reason=reason[:255], inactive_since=timezone.now())
        self.deliveries.cancel(self.inactive_reason)

    def mark_broken(self, reason: str) -> None:
        self._write(broken_reason=reason[:255])

    def note_posting(self, trouble: str) -> None:
        """Record whether the bot may post there: the trouble that it has, or that it has none."""
        if self.broken_reason != trouble[:255]:
            self.mark_broken(trouble)

    def mend(self) -> None:
        """Record that the bot may post there again; what waited for that is due at once."""
        if self.broken_reason and self.broken_reason != reasons.THREAD_LOST:
            self.mark_broken("")
            self.deliveries.hasten()

    def come_back(self) -> None:
        if self.is_active:
            return
        self.is_active, self.inactive_reason, self.inactive_since = True, "", None
        self.save(update_fields=["is_active", "inactive_reason", "inactive_since"])

    def take_test_turn(self) -> timedelta:
        """Return zero, and count the test, when one may be posted now; else the time to wait."""
        now = timezone.now()
        is_free = Q(last_test_at=None) | Q(last_test_at__lte=now - TEST_PAUSE)
        if Chat.objects.filter(is_free, pk=self.pk).update(last_test_at=now):
            return timedelta()
        self.refresh_from_db(fields=["last_test_at"])
        return max(timedelta(seconds=1), (self.last_test_at or now) + TEST_PAUSE - now)

    @transaction.atomic
    def migrate(self, new_id: int) -> None:
        """Take the id of the group's successor, and merge a chat already stored under that id.

        One that was forgotten meanwhile stays forgotten.
        """
        if not Chat.objects.filter(pk=self.pk).exists():
            return
        twin = Chat.objects.filter(bot=self.bot, telegram_id=new_id).exclude(pk=self.pk).first()
        if twin:
            if twin.pk < self.pk:  # a late update recreated the old id
                self.language, self.is_active = twin.language, twin.is_active
                self.inactive_reason, self.inactive_since = twin.inactive_reason, twin.inactive_since
                self.is_silent, self.signature = twin.is_silent, twin.signature
                self.thread_id = twin.thread_id
                for name in NAMES:
                    setattr(self, name, getattr(twin, name))
            known = set(self.subscriptions.values_list("topic", flat=True))
            new = [row.pk for row in twin.subscriptions.all() if row.topic not in known]
            twin.subscriptions.filter(pk__in=new).update(chat=self)
            self._recount_later(twin)
            # As a list, since MySQL does not read from the table that it changes.
            read = list(self.content_languages.values_list("language", flat=True))
            twin.content_languages.exclude(language__in=read).update(chat=self)
            # Messages that the successor got need not be sent to this chat.
            self.deliveries.filter(broadcast__in=twin.deliveries.begun().values("broadcast")).delete()
            twin.deliveries.exclude(broadcast__in=self.deliveries.values("broadcast")).update(chat=self)
            self.digest_at = min(filter(None, (self.digest_at, twin.digest_at)), default=None)
            twin.delete()
        self.telegram_id = new_id
        kept = ["language", "is_active", "inactive_reason", "inactive_since", "is_silent", "signature"]
        self.save(update_fields=["telegram_id", "thread_id", *kept, *NAMES])

    def _write(self, **values: Any) -> None:
        """Update the row; one that was forgotten meanwhile is no error, as a worker may still hold it."""
        Chat.objects.filter(pk=self.pk).update(**values)
        for name, value in values.items():
            setattr(self, name, value)

    def _recount_later(self, twin: "Chat") -> None:
        """Have the broadcasts counted again whose deliveries are merged."""
        broadcast = self.deliveries.model.broadcast.field.related_model
        broadcast.objects.filter(deliveries__chat__in=[self, twin]).recount_later()


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def threads(self, chats: Iterable[int], topic: UUID) -> dict[int, int]:
        """Return the forum topics that chats have for a topic of their own, by the chats' keys."""
        its = self.filter(chat__in=chats, topic=topic, is_excluded=False).exclude(thread_id=None)
        return dict(its.values_list("chat", "thread_id"))


class Subscription(models.Model):
    chat = models.ForeignKey(Chat, models.CASCADE, related_name="subscriptions", verbose_name=_("chat"))
    # The topic's translation key, so in every language; empty means everything.
    topic = models.UUIDField(_("topic"), null=True, blank=True)
    # True where the chat follows everything but this topic.
    is_excluded = models.BooleanField(_("excluded"), default=False, db_default=False)
    # The forum topic for this topic's briefs; empty means the chat's.
    thread_id = models.BigIntegerField(_("forum topic"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(fields=["chat", "topic"], name="bot_follows_topic_once"),
            models.UniqueConstraint(fields=["chat"], condition=Q(topic=None), name="bot_follows_all_once"),
        ]

    def __str__(self) -> str:
        return f"{self.chat} → {self.topic or '*'}"
