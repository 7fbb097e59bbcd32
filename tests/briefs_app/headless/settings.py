"""The host project with briefs of its own, which a front end shows at another address."""

import os

from cms.settings import *  # noqa: F403
from cms.settings import INSTALLED_APPS

ROOT_URLCONF = "tests.briefs_app.headless.urls"
# Wagtail 7.1 and later watch the front end themselves, without a frame within a frame.
WAGTAIL_HEADLESS_PREVIEW = {
    "CLIENT_URLS": {"default": os.environ["FRONT_END"]},
    "REDIRECT_ON_PREVIEW": True,
}
INSTALLED_APPS = ["tests.briefs_app.headless.memos", "wagtail_headless_preview", *INSTALLED_APPS]
BRIEFS_PAGE_MODEL = "memos.MemoPage"
# Nobody types as fast as a program does, half-way through a save that Wagtail makes by itself.
WAGTAIL_AUTOSAVE_INTERVAL = 0
MIGRATION_MODULES = {"memos": "memos_migrations"}
