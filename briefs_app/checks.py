"""System checks that prove the BRIEFS_… settings."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core import checks

from briefs_app.conf import settings

NUMBERS = ("PER_PAGE", "RELATED_MAX", "RELATED_FILL", "TREND_LENGTH")


def register() -> None:
    checks.register(check_settings, "briefs")


def check_settings(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    return [*_check_page_model(), *_check_numbers()]


def _check_page_model() -> Iterator[checks.CheckMessage]:
    from briefs_app.models import BriefMixin

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
    for name in NUMBERS:
        value = getattr(settings, name)
        if type(value) is not int or value < 1:
            message = f"BRIEFS_{name} is {value!r}."
            yield checks.Error(message, "Set a whole number, 1 or more.", id="briefs.E003")
