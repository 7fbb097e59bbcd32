"""Find the page model, parent page, language and topic that the command was given."""

from typing import Any

import swapper
from django.apps import apps
from django.core.management.base import CommandError
from wagtail.models import Locale

from briefs_app.conf import settings
from briefs_app.index.mixin import BriefIndexMixin
from briefs_app.models import Topic


def page_model() -> Any:
    """Return the host's page model for briefs."""
    return apps.get_model(settings.PAGE_MODEL)


def parent_and_locale(parent_id: int | None, language: str | None) -> tuple[Any, Locale]:
    """Return where new pages go; CommandError if the options contradict each other or the site."""
    given = _parent(parent_id)
    locale = _locale(language, given)
    parent = given or _index(locale)
    if not page_model().can_exist_under(parent):
        raise CommandError(f"“{parent}” cannot hold a {page_model()._meta.verbose_name}: see its page types.")
    return parent, locale


def topic_id(slug: str | None, locale: Locale) -> int | None:
    """Return the id of a topic by its slug; CommandError if it does not exist."""
    if slug is None:
        return None
    pk = Topic.objects.filter(locale=locale, slug=slug).values_list("pk", flat=True).first()
    if pk is None:
        raise CommandError(f"There is no topic “{slug}” in {locale.language_code}.")
    return pk


def _locale(code: str | None, parent: Any) -> Locale:
    if code is None:
        return parent.locale if parent else Locale.get_default()
    locale = Locale.objects.filter(language_code=code).first()
    if locale is None:
        known = ", ".join(Locale.objects.values_list("language_code", flat=True))
        raise CommandError(f"The site has no language “{code}”, only: {known}.")
    if parent and parent.locale_id != locale.pk:
        raise CommandError(f"“{parent}” is in {parent.locale.language_code}, not in {code}.")
    return locale


def _parent(pk: int | None) -> Any:
    if pk is None:
        return None
    page = swapper.load_model("wagtailcore", "Page").objects.filter(pk=pk).first()
    if page is None:
        raise CommandError(f"There is no page {pk}.")
    return page.specific


def _index(locale: Locale) -> Any:
    """Return the only index page of a language; CommandError if there is none or more than one."""
    models = [model for model in apps.get_models() if issubclass(model, BriefIndexMixin)]
    found = [page for model in models for page in model.objects.filter(locale=locale)]
    if not found:
        advice = "add one in the admin, or name another parent with --parent PAGE_ID"
        raise CommandError(f"There is no index page for briefs in {locale.language_code}: {advice}.")
    if len(found) > 1:
        named = ", ".join(f"{page.pk} (“{page}”)" for page in found)
        raise CommandError(
            f"{len(found)} index pages in {locale.language_code}: choose one with --parent: {named}."
        )
    return found[0]
