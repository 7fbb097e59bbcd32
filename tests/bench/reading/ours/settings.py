"""The host project's settings, as in production, but without TLS and collected files."""

import os

from cms.settings import *  # noqa: F403
from cms.settings import STORAGES

ALLOWED_HOSTS = ["*"]
SECURE_SSL_REDIRECT = False
MEDIA_ROOT = os.environ.get("BENCH_MEDIA")
ROOT_URLCONF = "tests.bench.reading.ours.urls"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
