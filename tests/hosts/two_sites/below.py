"""The same sites behind a server that gives them all that stands below /news/."""

from settings import *  # noqa: F403

FORCE_SCRIPT_NAME = "/news"
