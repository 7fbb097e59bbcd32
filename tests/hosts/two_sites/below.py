"""The same sites behind a server that gives them all below /harbour/; Wagtail is mounted at news/ there."""

from settings import *  # noqa: F403

FORCE_SCRIPT_NAME = "/harbour"
ROOT_URLCONF = "urls_below"
