"""The host project's settings, for the suite."""

import os

os.environ.setdefault("SECRET_KEY", "only for tests")
os.environ["TELEGRAM_BOT_TOKEN"] = "1000:sandbox"
os.environ["BASE_URL"] = "https://briefs.example.org"
os.environ["TZ"] = "UTC"
# Each process of pytest-xdist has a database of its own in Valkey, too.
os.environ["REDIS_URL"] = (
    f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')[2:]}"
)

from cms.settings import *  # noqa: F403
from cms.settings import STORAGES, VAR_DIR

ALLOWED_HOSTS = ["*"]
SECURE_SSL_REDIRECT = False
MEDIA_ROOT = VAR_DIR / "test-media"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
# The model of Telegram in the same process.
BRIEFS_TELEGRAM_TRANSPORT = "tests.telegram.request"
BRIEFS_TELEGRAM_RATE = 1000.0
