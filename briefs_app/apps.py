"""The app that gives a Wagtail site topics, related articles, trends and the rules of a brief."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BriefsConfig(AppConfig):
    name = "briefs_app"
    verbose_name = _("Briefs")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from briefs_app import checks, receivers

        checks.register()
        receivers.connect()
