"""System checks that prove that what briefs stand on is installed, and installed so that it works."""

from collections.abc import Iterator
from typing import Any

import swapper
from django.apps import apps
from django.conf import settings as django_settings
from django.core import checks
from django.urls import NoReverseMatch, reverse
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.models import get_page_models

from briefs_app.models import BriefMixin

# Without its app a table has no script in the admin, and an embed no table in the database.
APP_OF_BLOCK = {TableBlock: "wagtail.contrib.table_block", EmbedBlock: "wagtail.embeds"}
# What Wagtail advises. Each block of a body is at least five fields, and Django takes 1,000 in all.
ENOUGH_FIELDS = 10_000


def check_installation(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    return [
        *_check_blocks(),
        *_check_sitemap(),
        *_check_pages(),
        *_check_translations(),
        *_check_form_size(),
    ]


def _check_blocks() -> Iterator[checks.CheckMessage]:
    briefs = [model for model in get_page_models() if issubclass(model, BriefMixin)]
    blocks = [block for model in briefs for block in model.body.field.stream_block.child_blocks.values()]
    for kind, app in APP_OF_BLOCK.items():
        if not apps.is_installed(app) and any(isinstance(block, kind) for block in blocks):
            hint = f"Add {app!r} to INSTALLED_APPS, or give your brief page a body without it."
            yield checks.Error(f"The body of a brief has a {kind.__name__}.", hint, id="briefs.E007")


def _check_sitemap() -> Iterator[checks.CheckMessage]:
    """A map of several files is drawn by a template of Django's."""
    if apps.is_installed("django.contrib.sitemaps"):
        return
    try:
        reverse("briefs_sitemap_whole")
    except NoReverseMatch:  # this site has no map
        return
    hint = "Add 'django.contrib.sitemaps' to INSTALLED_APPS."
    yield checks.Error("The sitemap fails as soon as it needs a second file.", hint, id="briefs.E008")


def _check_pages() -> Iterator[checks.CheckMessage]:
    if apps.is_installed("briefs_app.pages") and swapper.is_swapped("wagtailcore", "Page"):
        hint = "Leave it out of INSTALLED_APPS, and build your pages from BriefMixin and BriefIndexMixin."
        message = "'briefs_app.pages' stands on Wagtail's base page, which this site has replaced."
        yield checks.Error(message, hint, id="briefs.E009")


def _check_translations() -> Iterator[checks.CheckMessage]:
    at_once = getattr(django_settings, "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE", True)
    if apps.is_installed("wagtail_localize") and at_once:
        hint = (
            "Set WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False; "
            "then it is published, and announced, by whoever translated it."
        )
        message = "wagtail-localize publishes a brief in another language before it is translated."
        yield checks.Warning(message, hint, id="briefs.W011")


def _check_form_size() -> Iterator[checks.CheckMessage]:
    most = django_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    if most is not None and most < ENOUGH_FIELDS:
        hint = f"Set DATA_UPLOAD_MAX_NUMBER_FIELDS = {ENOUGH_FIELDS:_}."
        message = f"A form may have {most} fields, so a brief with a long body cannot be saved."
        yield checks.Warning(message, hint, id="briefs.W014")
