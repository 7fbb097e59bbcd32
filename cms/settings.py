"""Settings of the host project, read from the environment (.env, files); safe for production by default."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from wagtail import VERSION as WAGTAIL_VERSION

from cms.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment()
if ENV_FILE := env("ENV_FILE", default=str(BASE_DIR / ".env")):
    env.read_env(ENV_FILE)

# What this machine writes down: media, collected static files, and the database of local work.
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="insecure-key-for-local-use-only" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Put a long random value in the environment or in .env; "
        "for a look at the demo run `make demo`, for local work set DEBUG=1."
    )
BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "cms",
    "briefs_bot",
    "briefs_app",
    "briefs_app.pages",
    "wagtail_modeladmin",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail.api.v2",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
]
if WAGTAIL_VERSION >= (8,):
    # API v3: tokens are made in the admin, and its description asks no other site for scripts.
    INSTALLED_APPS += ["wagtail.api.v3", "ninja"]

MIDDLEWARE = [
    # The first one, as the others ask the database, and accept no host names but those of the site.
    "briefs_bot.operations.middleware.alive_middleware",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "briefs_app.caching.middleware.ConditionalMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    # The last one, as it calls the view itself.
    "briefs_app.editing.transactions.AtomicWritesMiddleware",
]

ROOT_URLCONF = "cms.urls"
ASGI_APPLICATION = "cms.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "cms" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASE_URL = env("DATABASE_URL", default="")
if not DATABASE_URL and DEBUG:
    DATABASE_URL = f"sqlite:///{VAR_DIR / 'local.sqlite3'}"
if not DATABASE_URL:
    raise ImproperlyConfigured(
        "DATABASE_URL is not set. Put the address of your database, such as "
        "postgres://user:password@host/name, in the environment or in .env; "
        "for a look at the demo run `make demo`, for local work set DEBUG=1."
    )
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Several processes share the file: readers never wait, writers queue instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A brief of 200 blocks is a form of more than 1,000 fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("ru", "Русский"), ("be", "Беларуская")]
TIME_ZONE = env("TZ", default="UTC")
USE_I18N = USE_TZ = WAGTAIL_I18N_ENABLED = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
SERVESTATIC_USE_FINDERS = SERVESTATIC_AUTOREFRESH = DEBUG
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "servestatic.storage.CompressedManifestStaticFilesStorage"
    },
}

if not DEBUG:
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
    SECURE_HSTS_SECONDS = 31_536_000 if BASE_URL.startswith("https://") else 0
    # Other subdomains are not ours to decide on.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Those who watch ask in plain HTTP, from the same machine or network.
    SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]

# A new one with each deployment, so that nobody keeps pages that older code made.
BRIEFS_BUILD = env("BUILD", default="")
BRIEFS_KEEP_PAGES_MB = env.int("KEEP_PAGES_MB", default=32)
WAGTAIL_SITE_NAME = "The Lantern Briefs"
WAGTAILADMIN_BASE_URL = BASE_URL
# The site asks no other site for anything by itself.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ods", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6390/0")
CACHES = {
    # All processes have to hear at once that a site was renamed; without Redis each asks the database.
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "briefs",
        "OPTIONS": {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 0.2, "SOCKET_TIMEOUT": 0.2},
    },
    # Wagtail's, many for each page; they never change.
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"},
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_ROUTES = {"briefs_bot.tasks.*": {"queue": "telegram"}}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Long enough for a Redis that stands still for a moment; publishing a brief waits less, whatever stands here.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 5,
    "socket_timeout": 30,
    "socket_keepalive": True,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")
CELERY_BEAT_SCHEDULE = {
    "send what is due": {"task": "briefs_bot.tasks.tick", "schedule": 10.0, "options": {"expires": 10}},
    "publish what is scheduled": {"task": "cms.tasks.publish_scheduled", "schedule": 60.0},
    "fetch embeds of new briefs": {
        "task": "cms.tasks.fetch_embeds",
        "schedule": 300.0,
        "kwargs": {"days": 1},
        "options": {"expires": 300},
    },
    "refresh embeds": {"task": "cms.tasks.fetch_embeds", "schedule": 86_400.0, "options": {"expires": 3600}},
}

BRIEFS_TELEGRAM_BOT_TOKEN = env("TELEGRAM_BOT_TOKEN", default="")
BRIEFS_TELEGRAM_BOT_TOKENS = env.dict("TELEGRAM_BOT_TOKENS", default={})
BRIEFS_TELEGRAM_TOKEN_KEYS = env.list("TELEGRAM_TOKEN_KEYS", default=[])
BRIEFS_TELEGRAM_WEBHOOK_SECRET = env("TELEGRAM_WEBHOOK_SECRET", default="")
BRIEFS_TELEGRAM_METRICS_TOKEN = env("TELEGRAM_METRICS_TOKEN", default="")
BRIEFS_TELEGRAM_API_URL = env("TELEGRAM_API_URL", default="https://api.telegram.org").rstrip("/")
BRIEFS_TELEGRAM_PROXY = env("TELEGRAM_PROXY", default="")
BRIEFS_TELEGRAM_RATE = env.float("TELEGRAM_RATE", default=28.0)
BRIEFS_TELEGRAM_REDIS_URL = REDIS_URL
BRIEFS_TELEGRAM_BOT_QUEUES = env.dict("TELEGRAM_BOT_QUEUES", default={})
BRIEFS_TELEGRAM_MACHINE = env("TELEGRAM_MACHINE", default="")

LOG_FORMAT = env("LOG_FORMAT", default="plain")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "briefs_bot.operations.json_log.JsonFormatter"},
    },
    "filters": {"no_token": {"()": "briefs_bot.telegram.token.TokenFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["no_token"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {name: {"level": "WARNING"} for name in ("aiohttp.access", "django_tasks", "wagtail")},
}
