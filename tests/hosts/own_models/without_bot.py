"""The same site without Telegram."""

from settings import *  # noqa: F403
from settings import INSTALLED_APPS

INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in ("desk", "briefs_bot", "wagtail_modeladmin")]
