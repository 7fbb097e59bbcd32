"""The Telegram side of the briefs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BotConfig(AppConfig):
    name = "bot"
    label = "briefs_bot"
    verbose_name = _("Telegram")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from celery.signals import celeryd_after_setup

        from bot import checks, outbox, worker
        from briefs_app.signals import brief_appeared, brief_changed, brief_published, brief_withdrawn

        checks.register()
        celeryd_after_setup.connect(worker.prepare, dispatch_uid="briefs_bot.prepare")
        brief_published.connect(outbox.open, dispatch_uid="briefs_bot.open")
        brief_appeared.connect(outbox.note_appearance, dispatch_uid="briefs_bot.note_appearance")
        brief_changed.connect(outbox.amend, dispatch_uid="briefs_bot.amend")
        brief_withdrawn.connect(outbox.withdraw, dispatch_uid="briefs_bot.withdraw")
