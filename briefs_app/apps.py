"""The app that gives a Wagtail site topics, related articles, trends and the rules of a brief."""

from importlib.util import find_spec

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BriefsConfig(AppConfig):
    name = "briefs_app"
    verbose_name = _("Briefs")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from briefs_app import checks
        from briefs_app.caching import changes
        from briefs_app.receivers import dates, images, publications
        from briefs_app.similar import follow

        checks.register()
        publications.connect()
        images.connect()
        dates.connect()
        changes.connect()
        follow.connect()
        if find_spec("wagtail.api.v3"):
            from briefs_app.api import v3, v3_limits

            v3.prepare()
            v3_limits.prepare()
