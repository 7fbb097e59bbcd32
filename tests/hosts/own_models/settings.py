"""A site with a base page, an image model, a brief page and an index of its own."""

from pathlib import Path

import environ
from wagtail import VERSION as WAGTAIL_VERSION

HERE = Path(__file__).parent
env = environ.Env()

SECRET_KEY = "only for tests"
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{HERE / 'site.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = True
# Its tests use the tables that `migrate` made.
DATABASES["default"]["TEST"] = {"NAME": DATABASES["default"]["NAME"]}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

INSTALLED_APPS = [
    "desk",
    "briefs_bot",
    "wagtail_modeladmin",
    "briefs_app",
    "memos",
    "pictures",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]
if WAGTAIL_VERSION >= (8,):
    INSTALLED_APPS += ["base", "wagtail.api.v3", "ninja"]
    WAGTAIL_PAGE_MODEL = "base.BasePage"

MIDDLEWARE = [
    "briefs_app.caching.middleware.ConditionalMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
STATIC_URL = "/static/"
MEDIA_ROOT = env("MEDIA_ROOT", default=str(HERE / "media"))
MEDIA_URL = "/media/"
USE_TZ = True

BRIEFS_PAGE_MODEL = "memos.MemoPage"
WAGTAILIMAGES_IMAGE_MODEL = "pictures.Picture"
WAGTAIL_SITE_NAME = "Memos"
WAGTAILADMIN_BASE_URL = "https://memos.example.org"

BRIEFS_TELEGRAM_BOT_TOKEN = "1000:sandbox"
BRIEFS_TELEGRAM_REDIS_URL = CELERY_BROKER_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BEAT_SCHEDULE = {"send what is due": {"task": "briefs_bot.tasks.tick", "schedule": 10.0}}
