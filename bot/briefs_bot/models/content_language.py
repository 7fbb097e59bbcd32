"""The languages of the briefs that a chat receives, where they differ from the chat's own language."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs_bot.models.chat import Chat


class ContentLanguage(models.Model):
    """A language of the briefs that a chat receives; without rows it receives those in its own language."""

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="content_languages", verbose_name=_("chat"))
    language = models.CharField(_("language"), max_length=16)

    class Meta:
        verbose_name = _("content language")
        verbose_name_plural = _("content languages")
        constraints = [models.UniqueConstraint(fields=["chat", "language"], name="bot_reads_language_once")]

    def __str__(self) -> str:
        return f"{self.chat}: {self.language}"
