"""The host project's settings, for the suite."""

import os

os.environ.setdefault("SECRET_KEY", "only for tests")
os.environ["TELEGRAM_BOT_TOKEN"] = "1000:sandbox"
os.environ["BASE_URL"] = "https://briefs.example.org"
os.environ["TZ"] = "UTC"

from cms.settings import *  # noqa: E402, F403
from cms.settings import STORAGES, VAR_DIR  # noqa: E402

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
TELEGRAM_TRANSPORT = "tests.telegram.request"
TELEGRAM_RATE = 1000.0
