"""The same sites, with Wagtail mounted below /news/."""

from settings import *  # noqa: F403

ROOT_URLCONF = "urls_below"
