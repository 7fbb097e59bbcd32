"""Refreshes briefs once a page is published, changed, moved, withdrawn, restricted or deleted for good."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from briefs_app.conf import settings
from briefs_app.models import BriefMixin, BriefWords
from briefs_app.similar import pairs, terms, upkeep

_is_postponed: ContextVar[bool] = ContextVar("is_postponed", default=False)


@contextmanager
def postponed() -> Iterator[None]:
    """Within, briefs only count as out of date: who writes many calls `rebuild` afterwards."""
    token = _is_postponed.set(True)
    try:
        yield
    finally:
        _is_postponed.reset(token)


def connect() -> None:
    name = "briefs_app.similar"
    page_published.connect(_published_or_withdrawn, dispatch_uid=name)
    page_unpublished.connect(_published_or_withdrawn, dispatch_uid=name)
    post_page_move.connect(_moved, dispatch_uid=name)
    post_save.connect(_restriction_changed, sender=PageViewRestriction, dispatch_uid=name)
    post_delete.connect(_restriction_changed, sender=PageViewRestriction, dispatch_uid=name)
    pre_delete.connect(_forgotten, sender=BriefWords, dispatch_uid=name)


def _published_or_withdrawn(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, BriefMixin):
        _afterwards([instance.pk])


def _moved(sender: type, instance: Any, **kwargs: Any) -> None:
    _afterwards(_briefs_below(instance))


def _restriction_changed(
    sender: type, instance: PageViewRestriction, raw: bool = False, **kwargs: Any
) -> None:
    if not raw:  # fixtures bring along what was found
        _afterwards(_briefs_below(instance.page))


def _forgotten(sender: type, instance: BriefWords, **kwargs: Any) -> None:
    """Forget the words of a brief whose row is deleted, alone or with its page."""
    terms.discount(instance)
    losers = pairs.those_who_show(instance.pk)
    transaction.on_commit(lambda: upkeep.compare_again(losers), robust=True)


def _briefs_below(page: Any) -> list[int]:
    briefs = apps.get_model(settings.PAGE_MODEL).objects.live().descendant_of(page, inclusive=True)
    return list(briefs.values_list("pk", flat=True))


def _afterwards(brief_ids: list[int]) -> None:
    later = upkeep.outdate if _is_postponed.get() else upkeep.refresh_all
    transaction.on_commit(lambda: later(brief_ids), robust=True)
