"""The host project with its own briefs and images, and without redirects."""

from cms.settings import *  # noqa: F403
from cms.settings import INSTALLED_APPS

INSTALLED_APPS = [
    "tests.briefs_app.importing.host.diary",
    *(app for app in INSTALLED_APPS if app not in ("briefs_app.pages", "wagtail.contrib.redirects")),
]
BRIEFS_PAGE_MODEL = "diary.EntryPage"
WAGTAILIMAGES_IMAGE_MODEL = "diary.Photo"
MIGRATION_MODULES = {"diary": "diary_migrations"}
