"""System checks of the BRIEFS_TELEGRAM_… settings and of what the bot needs to be installed."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from celery import current_app
from django.apps import apps
from django.conf import settings as django_settings
from django.core import checks
from django.db import DatabaseError
from django.utils.module_loading import import_string
from django_tasks import task_backends
from wagtail.models import Site

from briefs_bot import bots, stored_tokens
from briefs_bot.conf import Settings, settings
from briefs_bot.models import StoredToken
from briefs_bot.telegram import buttons, proxy, redis_address
from briefs_bot.telegram.token import hide

# The task that repeats what failed or was not queued.
TICK = "briefs_bot.tasks.tick"
# Celery's own scheduler, which reads the settings.
SCHEDULER = "celery.beat:PersistentScheduler"
# Seconds that a Redis may hang, on a slow disk or while its machine is moved, without losing messages.
SOCKET_TIMEOUT = 30
# What Telegram accepts.
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
QUEUES = ("celery", "django_tasks", "none")
# Those of django-tasks that run a task at once, or never.
WITHOUT_WORKER = ("ImmediateBackend", "DummyBackend")
METRICS_TOKEN = re.compile(r"[!-~]{16,}")
POSITIVE: dict[str, Any] = {
    "RATE": (int, float),
    "HORIZON": (int, float),
    "LATEST": int,
    "LATEST_MAX": int,
    "BULK_LIMIT": int,
    "BATCH": int,
    "IN_FLIGHT": int,
    "LEASE": int,
    "KEEP_DELIVERIES": int,
    "KEEP_CHATS": int,
    "KEEP_STOPPED": int,
    "KEEP_UPDATES": int,
}
# Those that may be None.
OPTIONAL = ("IN_FLIGHT", "KEEP_DELIVERIES", "KEEP_CHATS", "KEEP_STOPPED")


def register() -> None:
    checks.register(check_settings, "briefs_bot")
    checks.register(check_sites, checks.Tags.database)
    checks.register(check_deployment, "briefs_bot", deploy=True)


def check_settings(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    return [
        *_check_token(),
        *_check_token_keys(),
        *_check_webhook(),
        *_check_metrics(),
        *_check_addresses(),
        *_check_numbers(),
        *_check_transport(),
        *_check_queue(),
        *_check_bot_queues(),
        *_check_names(),
        *_check_admin(),
    ]


def _check_token() -> Iterator[checks.CheckMessage]:
    if not isinstance(settings.BOT_TOKENS, dict):
        hint = 'Write {"second.example.org": "123:token"}.'
        yield checks.Error("BRIEFS_TELEGRAM_BOT_TOKENS must be a dict.", hint, id="briefs_bot.E001")
        return
    if not settings.BOT_TOKEN and not settings.BOT_TOKENS and not settings.TOKEN_KEYS:
        hint = "Get a token from @BotFather. Until then nothing is announced on Telegram."
        yield checks.Warning("BRIEFS_TELEGRAM_BOT_TOKEN is empty.", hint, id="briefs_bot.W001")
    given = {"BRIEFS_TELEGRAM_BOT_TOKEN": settings.BOT_TOKEN} if settings.BOT_TOKEN else {}
    given |= {
        f"BRIEFS_TELEGRAM_BOT_TOKENS[{hide(str(host))!r}]": token
        for host, token in settings.BOT_TOKENS.items()
    }
    for name, token in given.items():
        if not bots.is_token(token):
            hint = "Copy it whole from @BotFather: a number, a colon and a secret."
            yield checks.Error(f"{name} is not a token.", hint, id="briefs_bot.E001")
    numbers = Counter(bots.number(token) for token in bots.given().values() if bots.is_token(token))
    for number in (number for number, times in numbers.items() if times > 1):
        hint = "Make another bot with @BotFather; Telegram gives a bot's updates to one program only."
        yield checks.Error(f"Two sites share the bot {number}.", hint, id="briefs_bot.E007")


def _check_token_keys() -> Iterator[checks.CheckMessage]:
    if not settings.TOKEN_KEYS:
        return
    if not stored_tokens.IS_INSTALLED:
        hint = "Install wagtail-briefs[stored-tokens]."
        said = "BRIEFS_TELEGRAM_TOKEN_KEYS needs the package cryptography."
        yield checks.Error(said, hint, id="briefs_bot.E013")
    elif not stored_tokens.are_keys(settings.TOKEN_KEYS):
        hint = "Make each by `cryptography.fernet.Fernet.generate_key().decode()`, and give a list of them."
        yield checks.Error("BRIEFS_TELEGRAM_TOKEN_KEYS has what is no key.", hint, id="briefs_bot.E013")


def _check_webhook() -> Iterator[checks.CheckMessage]:
    secret: Any = settings.WEBHOOK_SECRET
    if not isinstance(secret, str) or not WEBHOOK_SECRET.fullmatch(secret):
        hint = "Give 1 to 256 of the characters A-Z, a-z, 0-9, _ and -; leave it empty where run_bot polls."
        said = "BRIEFS_TELEGRAM_WEBHOOK_SECRET is no secret that Telegram accepts."
        yield checks.Error(said, hint, id="briefs_bot.E009")


def _check_metrics() -> Iterator[checks.CheckMessage]:
    token: Any = settings.METRICS_TOKEN
    if not isinstance(token, str) or (token and not METRICS_TOKEN.fullmatch(token)):
        hint = "Give 16 characters or more, without spaces; leave it empty where nobody reads /metrics."
        yield checks.Error("BRIEFS_TELEGRAM_METRICS_TOKEN is easy to guess.", hint, id="briefs_bot.E011")


def check_deployment(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Say that the address for updates is closed, which is right wherever `run_bot` polls."""
    if settings.WEBHOOK_SECRET:
        return []
    said = "BRIEFS_TELEGRAM_WEBHOOK_SECRET is empty: the address for a webhook answers 404."
    hint = "Polling needs none. For a webhook set one, restart the site, and run set_webhook."
    return [checks.Info(said, hint, id="briefs_bot.I001")]


def check_sites(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Check tokens against sites. Django runs database checks with `migrate` and `check --database` only."""
    if not databases:
        return []
    try:
        sites = list(Site.objects.order_by("port"))
    except DatabaseError:  # not migrated yet
        return []
    return [
        *_check_stored_tokens(),
        *_check_hosts(),
        *_check_bots_per_site(sites),
        *_check_addresses_of_sites(sites),
    ]


def _check_stored_tokens() -> Iterator[checks.CheckMessage]:
    hint = "Add the key with which it was encrypted to BRIEFS_TELEGRAM_TOKEN_KEYS, or set the token anew."
    for row in StoredToken.objects.order_by("host"):
        if not row.is_readable:
            said = f"The stored token of bot {row.bot} cannot be decrypted."
            yield checks.Error(said, hint, id="briefs_bot.E014")


def _check_hosts() -> Iterator[checks.CheckMessage]:
    hint = "Write it as in the admin's Settings, Sites; with :port where two sites share it."
    for host in bots.hosts_without_site():
        said = f"BRIEFS_TELEGRAM_BOT_TOKENS: no site has the host name {hide(host)!r}."
        yield checks.Warning(said, hint, id="briefs_bot.W003")


def _check_bots_per_site(sites: list[Site]) -> Iterator[checks.CheckMessage]:
    hint = "Leave one token for each site; followers of the other bot get nothing."
    meant = Counter(bots.site_named(host, sites) for host in bots.tokens())
    for site in (site for site, times in meant.items() if site and times > 1):
        yield checks.Warning(f"The site {site} has two bots.", hint, id="briefs_bot.W004")


def _check_addresses_of_sites(sites: list[Site]) -> Iterator[checks.CheckMessage]:
    """Warn of sites with a local address: Telegram refuses links to them, so messages carry none."""
    if buttons.is_local(settings.API_URL):
        return
    hint = "Give it its public host name in the admin's Settings, Sites; in this project's demo, by BASE_URL."
    sites_with_bot = {site.pk: site for host in bots.tokens() if (site := bots.site_named(host, sites))}
    for site in sites_with_bot.values():
        if buttons.is_local(site.root_url):
            said = f"Messages have no link to {site.root_url}, which nobody else can open."
            yield checks.Warning(said, hint, id="briefs_bot.W009")


def _check_addresses() -> Iterator[checks.CheckMessage]:
    address = urlsplit(settings.API_URL)
    if address.scheme not in ("http", "https") or not address.netloc or address.path:
        hint = "Give the root alone, such as https://api.telegram.org, without /bot or a final slash."
        yield checks.Error(f"BRIEFS_TELEGRAM_API_URL is {settings.API_URL!r}.", hint, id="briefs_bot.E002")
    if mistake := proxy.mistake():
        hint = (
            "Write BRIEFS_TELEGRAM_PROXY, or HTTPS_PROXY in the environment, as http://user:password@host:3128"
            " or socks5://host:1080; SOCKS needs wagtail-briefs[socks]."
        )
        yield checks.Error(mistake, hint, id="briefs_bot.E008")
    if settings.PRIVACY_URL and not settings.PRIVACY_URL.startswith(("https://", "http://")):
        hint = "Write it whole, such as https://example.org/privacy/."
        said = f"BRIEFS_TELEGRAM_PRIVACY_URL is {settings.PRIVACY_URL!r}."
        yield checks.Error(said, hint, id="briefs_bot.E010")
    for mistake in redis_address.mistakes():
        hint = "Give an address such as redis://127.0.0.1:6379/0 or rediss://host/0?ssl_cert_reqs=required."
        yield checks.Error(mistake, hint, id="briefs_bot.E003")
    if redis_address.is_unverified():
        hint = "Add ?ssl_cert_reqs=required, and &ssl_ca_certs=/a/file where the authority is your own."
        said = "BRIEFS_TELEGRAM_REDIS_URL: Celery does not verify the server behind rediss:// alone."
        yield checks.Warning(said, hint, id="briefs_bot.W007")


def _check_numbers() -> Iterator[checks.CheckMessage]:
    for name, kind in POSITIVE.items():
        value: Any = getattr(settings, name)
        if value is None and name in OPTIONAL:
            continue
        if isinstance(value, bool) or not isinstance(value, kind) or value <= 0:
            hint = "Set a whole number above 0." if kind is int else "Set a number above 0."
            yield checks.Error(f"BRIEFS_TELEGRAM_{name} is {value!r}.", hint, id="briefs_bot.E004")

    if not _are_minutes(settings.DELAYS):
        hint = "Give whole numbers of minutes above 0, like (5, 30)."
        yield checks.Error(f"BRIEFS_TELEGRAM_DELAYS is {settings.DELAYS!r}.", hint, id="briefs_bot.E004")


def _are_minutes(values: Any) -> bool:
    return isinstance(values, (list, tuple)) and all(type(value) is int and value > 0 for value in values)


def _check_transport() -> Iterator[checks.CheckMessage]:
    try:
        import_string(settings.TRANSPORT)
    except ImportError:
        hint = "Give the dotted path of a telegram.request.BaseRequest."
        yield checks.Error(
            f"BRIEFS_TELEGRAM_TRANSPORT: cannot import {settings.TRANSPORT!r}.", hint, id="briefs_bot.E005"
        )


def _check_queue() -> Iterator[checks.CheckMessage]:
    """Check that tasks are queued and repeated: publishing succeeds without a queue, so nobody notices."""
    if settings.QUEUE not in QUEUES:
        hint = 'Write "celery"; or "django_tasks" or "none", where `send_due` runs from cron or a timer.'
        yield checks.Error(f"BRIEFS_TELEGRAM_QUEUE is {settings.QUEUE!r}.", hint, id="briefs_bot.E012")
    if settings.QUEUE == "django_tasks" and type(task_backends["default"]).__name__ in WITHOUT_WORKER:
        hint = 'Set TASKS to a backend that has a worker, or BRIEFS_TELEGRAM_QUEUE to "none".'
        said = "TASKS has no worker: who publishes waits for the sending, or nothing is queued."
        yield checks.Warning(said, hint, id="briefs_bot.W010")
    if settings.QUEUE in ("django_tasks", "none"):
        return
    if not current_app.conf.broker_url and not current_app.conf.task_always_eager:
        hint = (
            "Set CELERY_BROKER_URL, and make a Celery app that reads Django's settings when Django starts; "
            'or set BRIEFS_TELEGRAM_QUEUE = "none", and run send_due from cron.'
        )
        yield checks.Warning("Celery has no broker: nothing is sent.", hint, id="briefs_bot.W002")
        return
    timeout = (current_app.conf.broker_transport_options or {}).get("socket_timeout")
    if timeout is not None and timeout < SOCKET_TIMEOUT:
        hint = f"Set {SOCKET_TIMEOUT} or leave it out; publishing briefs needs no short one."
        said = f"CELERY_BROKER_TRANSPORT_OPTIONS: socket_timeout is {timeout}, for workers too."
        yield checks.Warning(said, hint, id="briefs_bot.W008")
    current_app.finalize()  # where an app adds what it repeats
    own = current_app.conf.beat_scheduler == SCHEDULER and not apps.is_installed("django_celery_beat")
    if own and TICK not in map(_task, current_app.conf.beat_schedule.values()):
        hint = f'Add {{"task": "{TICK}", "schedule": 10.0}} to CELERY_BEAT_SCHEDULE, and run Celery\'s beat.'
        yield checks.Warning("Nothing tries again what was not sent at once.", hint, id="briefs_bot.W005")


def _check_bot_queues() -> Iterator[checks.CheckMessage]:
    queues: Any = settings.BOT_QUEUES
    if not isinstance(queues, dict) or not all(isinstance(name, str) and name for name in queues.values()):
        hint = 'Write {"second.example.org": "telegram-second"}.'
        yield checks.Error("BRIEFS_TELEGRAM_BOT_QUEUES must be a dict of names.", hint, id="briefs_bot.E015")


def _task(entry: Any) -> str | None:
    return entry.get("task") if isinstance(entry, dict) else getattr(entry, "task", None)


def _check_names() -> Iterator[checks.CheckMessage]:
    known = Settings.__annotations__
    given = [
        name.removeprefix("BRIEFS_TELEGRAM_")
        for name in dir(django_settings)
        if name.startswith("BRIEFS_TELEGRAM_")
    ]
    for name in (name for name in given if name not in known):
        if nearest := get_close_matches(name, known, n=1, cutoff=0.8):
            hint = f"Did you mean BRIEFS_TELEGRAM_{nearest[0]}?"
            yield checks.Warning(
                f"BRIEFS_TELEGRAM_{name} is no setting of the bot.", hint, id="briefs_bot.W006"
            )


def _check_admin() -> Iterator[checks.CheckMessage]:
    if not apps.is_installed("wagtail_modeladmin"):
        hint = "Add 'wagtail_modeladmin' to INSTALLED_APPS."
        yield checks.Error("Chats and broadcasts cannot be shown in the admin.", hint, id="briefs_bot.E006")
