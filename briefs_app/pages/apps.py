"""The optional app of the ready-made pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BriefsPagesConfig(AppConfig):
    name = "briefs_app.pages"
    label = "briefs_pages"
    verbose_name = _("Briefs: pages")
    default_auto_field = "django.db.models.BigAutoField"
