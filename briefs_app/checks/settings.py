"""System checks that prove the BRIEFS_… settings."""

from collections.abc import Iterator
from difflib import get_close_matches
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings as django_settings
from django.core import checks
from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import DEFAULT_DB_ALIAS
from django.urls import get_resolver
from django.utils.module_loading import import_string

from briefs_app.conf import Settings, settings
from briefs_app.models import LABELS, BriefMixin
from briefs_app.trends import picture

ATOMIC_WRITES = "briefs_app.editing.transactions.AtomicWritesMiddleware"
# What asks for the coloured picture of a character, and is none itself.
VARIATION = "\ufe0f"
# The least that each may be.
NUMBERS = {
    "PER_PAGE": 1,
    "RELATED_MAX": 1,
    "RELATED_FILL": 1,
    "TREND_LENGTH": 1,
    "FEED_LENGTH": 1,
    "IMPORT_PAGE_MB": 1,
    "IMPORT_EXPORT_MB": 1,
    "EMBED_TIMEOUT": 1,
    "KEEP_PAGES_MB": 0,
}


FLAGS = ("FEED_FULL", "STRIP_ORIGINALS")


def check_settings(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    return [
        *_check_page_model(),
        *_check_numbers(),
        *_check_flags(),
        *_check_order(),
        *_check_open_routes(),
        *_check_pictures(),
        *_check_statuses(),
        *_check_names(),
        *_check_transactions(),
    ]


def check_deployment(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if not isinstance(caches[DEFAULT_CACHE_ALIAS], LocMemCache):
        return []
    hint = "Share one in CACHES: Redis, Memcached or the database. Else others learn of renamed sites late."
    return [checks.Warning("The default cache belongs to one process alone.", hint, id="briefs.W015")]


def _check_transactions() -> Iterator[checks.CheckMessage]:
    middleware = list(django_settings.MIDDLEWARE)
    if ATOMIC_WRITES in middleware:
        later = middleware[middleware.index(ATOMIC_WRITES) + 1 :]
        for name in (name for name in later if hasattr(import_string(name), "process_view")):
            said = f"{ATOMIC_WRITES} calls the view before {name} was asked."
            yield checks.Error(said, "Put it at the end of MIDDLEWARE.", id="briefs.E010")
    elif not django_settings.DATABASES[DEFAULT_DB_ALIAS].get("ATOMIC_REQUESTS"):
        hint = f"Add {ATOMIC_WRITES!r} at the end of MIDDLEWARE, or set ATOMIC_REQUESTS in DATABASES."
        yield checks.Warning("A request that publishes is not one transaction.", hint, id="briefs.W016")


def _check_page_model() -> Iterator[checks.CheckMessage]:
    try:
        model = apps.get_model(settings.PAGE_MODEL)
    except (LookupError, ValueError, AttributeError):
        hint = "Add 'briefs_app.pages' to INSTALLED_APPS, or name your own page model: 'my_app.MemoPage'."
        yield checks.Error(
            f"BRIEFS_PAGE_MODEL: there is no model {settings.PAGE_MODEL!r}.", hint, id="briefs.E001"
        )
        return
    if not issubclass(model, BriefMixin):
        hint = "Mix briefs_app.models.BriefMixin into the page model, before Page."
        yield checks.Error(f"BRIEFS_PAGE_MODEL: {settings.PAGE_MODEL} is no brief.", hint, id="briefs.E002")


def _check_numbers() -> Iterator[checks.CheckMessage]:
    for name, least in NUMBERS.items():
        value = getattr(settings, name)
        if type(value) is not int or value < least:
            message = f"BRIEFS_{name} is {value!r}."
            yield checks.Error(message, f"Set a whole number, {least} or more.", id="briefs.E003")


def _check_flags() -> Iterator[checks.CheckMessage]:
    for name in FLAGS:
        value = getattr(settings, name)
        if type(value) is not bool:
            yield checks.Error(f"BRIEFS_{name} is {value!r}.", "Set True or False.", id="briefs.E013")


def _check_names() -> Iterator[checks.CheckMessage]:
    known = Settings.__annotations__
    given = [name.removeprefix("BRIEFS_") for name in dir(django_settings) if name.startswith("BRIEFS_")]
    for name in (name for name in given if name not in known):
        if nearest := get_close_matches(name, known, n=1, cutoff=0.8):
            hint = f"Did you mean BRIEFS_{nearest[0]}?"
            yield checks.Warning(f"BRIEFS_{name} is no setting.", hint, id="briefs.W012")


def _check_statuses() -> Iterator[checks.CheckMessage]:
    for name, good, hint in (
        ("STATUS_LABELS", lambda label: str(label).strip(), "Give each status a word."),
        ("STATUS_SIGNS", _is_one_character, "Give each status one character that can be seen."),
    ):
        chosen = getattr(settings, name)
        if not isinstance(chosen, dict):
            yield checks.Error(f"BRIEFS_{name} must be a dict.", hint, id="briefs.E004")
            continue
        known = ", ".join(map(repr, map(str, LABELS)))
        for status in chosen.keys() - set(LABELS):
            yield checks.Error(
                f"BRIEFS_{name}: there is no status {status!r}.", f"There are {known}.", id="briefs.E005"
            )
        for status, value in chosen.items():
            if not good(value):
                message = f"BRIEFS_{name}: {value!r} cannot stand for {status!r}."
                yield checks.Error(message, hint, id="briefs.E006")


def _is_one_character(sign: Any) -> bool:
    """Count as people do: an emoji with its variation selector is one character."""
    return (
        isinstance(sign, str)
        and len(sign.replace(VARIATION, "")) == 1
        and sign.isprintable()
        and not sign.isspace()
    )


def _check_order() -> Iterator[checks.CheckMessage]:
    """Wagtail builds its API v3 once, when the first of its own apps is ready."""
    if apps.is_installed("wagtail.api.v3"):
        from briefs_app.api import v3

        if v3.too_late:
            hint = "Put 'briefs_app' above the apps of Wagtail in INSTALLED_APPS."
            yield checks.Warning("API v3 was built before it knew of briefs.", hint, id="briefs.W010")


def _check_open_routes() -> Iterator[checks.CheckMessage]:
    """API v3 as Wagtail mounts it shows anybody the documents and redirects of drafts, too."""
    if not find_spec("wagtail.api.v3") or not getattr(django_settings, "ROOT_URLCONF", None):
        return
    from briefs_app.api import v3

    served = get_resolver().namespace_dict.get("wagtailapi_v3")
    if served and not v3.is_narrowed(served[1].url_patterns):
        hint = "Mount it by path('api/v3/', briefs_app.api.v3.public_urls())."
        message = "API v3 shows anybody the documents, images and redirects of drafts and private pages."
        yield checks.Warning(message, hint, id="briefs.W013")


def _check_pictures() -> Iterator[checks.CheckMessage]:
    if not picture.available():
        hint = "Install wagtail-briefs[pictures], or put 'briefs.I001' into SILENCED_SYSTEM_CHECKS."
        yield checks.Info("Trends are not drawn as PNG.", hint, id="briefs.I001")
