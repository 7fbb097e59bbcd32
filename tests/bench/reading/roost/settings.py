"""The bench's settings of our site, with wagtail-roost instead of what is ours."""

from briefs_app.conf import Settings
from tests.bench.reading.ours.settings import *  # noqa: F403
from tests.bench.reading.ours.settings import INSTALLED_APPS, MIDDLEWARE, TEMPLATES

OURS = {"cms", "briefs_bot", "briefs_app", "wagtail_modeladmin"}


def _others(names: list[str]) -> list[str]:
    return [name for name in names if name.partition(".")[0] not in OURS]


INSTALLED_APPS = ["roost", *_others(INSTALLED_APPS)]
MIDDLEWARE = _others(MIDDLEWARE)
TEMPLATES = [{**TEMPLATES[0], "DIRS": []}]
ROOT_URLCONF = "tests.bench.reading.roost.urls"
# As many as we show.
ROOST_FEED_LIMIT = ROOST_LATEST_COUNT = Settings.PER_PAGE
