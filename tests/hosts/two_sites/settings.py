"""Two sites in two languages, translated with wagtail-localize, by people who log in with their e-mail."""

from pathlib import Path

import environ
from wagtail import VERSION as WAGTAIL_VERSION

HERE = Path(__file__).parent
env = environ.Env()

SECRET_KEY = "only for tests"
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{HERE / 'site.sqlite3'}")}
# Its tests use the tables that `migrate` made.
DATABASES["default"]["TEST"] = {"NAME": DATABASES["default"]["NAME"]}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
AUTH_USER_MODEL = "people.Person"

INSTALLED_APPS = [
    "people",
    "desk",
    "bot",
    "briefs_bot",
    "wagtail_modeladmin",
    "briefs_app",
    "briefs_app.pages",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
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
    INSTALLED_APPS += ["wagtail.api.v3", "ninja"]

MIDDLEWARE = [
    "briefs_app.caching.middleware.ConditionalMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "briefs_app.editing.transactions.AtomicWritesMiddleware",
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
USE_TZ = USE_I18N = WAGTAIL_I18N_ENABLED = True
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("ru", "Русский")]

# A translation is published, and announced, by whoever translated it; not at once in the old words.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

BRIEFS_PAGE_MODEL = "briefs_pages.BriefPage"
WAGTAIL_SITE_NAME = "Two sites"
WAGTAILADMIN_BASE_URL = "https://briefs.example.org"

BRIEFS_TELEGRAM_BOT_TOKEN = "1000:sandbox"
BRIEFS_TELEGRAM_BOT_TOKENS = {"other.example.org": "2000:elsewhere"}
BRIEFS_TELEGRAM_REDIS_URL = CELERY_BROKER_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BEAT_SCHEDULE = {"send what is due": {"task": "briefs_bot.tasks.tick", "schedule": 10.0}}
