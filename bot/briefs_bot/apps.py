"""The app configuration of the Telegram bot: it registers the checks and connects the signals."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BotConfig(AppConfig):
    name = "briefs_bot"
    label = "briefs_bot"
    verbose_name = _("Telegram")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from celery.signals import celeryd_after_setup

        from briefs_app import signals
        from briefs_bot import announce, checks
        from briefs_bot.operations import worker

        checks.register()
        celeryd_after_setup.connect(worker.prepare, dispatch_uid="briefs_bot.prepare")
        signals.brief_published.connect(announce.open, dispatch_uid="briefs_bot.open")
        signals.brief_appeared.connect(announce.note_appearance, dispatch_uid="briefs_bot.note_appearance")
        signals.brief_changed.connect(announce.amend, dispatch_uid="briefs_bot.amend")
        signals.brief_withdrawn.connect(announce.withdraw, dispatch_uid="briefs_bot.withdraw")
        signals.topic_changed.connect(announce.amend_topic, dispatch_uid="briefs_bot.amend_topic")
        signals.topic_deleted.connect(announce.forget_topic, dispatch_uid="briefs_bot.forget_topic")
