"""Knows when anything public last changed."""

from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Any
from weakref import WeakKeyDictionary

import swapper
from django.apps import apps
from django.db import connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Max, Model, Sum
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.contrib.settings.models import AbstractSetting
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import AbstractPage, BaseViewRestriction, Collection, Locale, Site
from wagtail.signals import post_page_move
from wagtail.snippets.models import SNIPPET_MODELS

from briefs_app.models import BlockedPair, Change, Topic

PUBLIC = (
    AbstractPage,
    AbstractImage,
    AbstractSetting,
    BaseViewRestriction,
    BlockedPair,
    Collection,
    Locale,
    Site,
    Topic,
)
# What Wagtail notes down on a page while its next version is being written; no reader sees it.
DRAFTING = {
    "draft_title",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "locked",
    "locked_at",
    "locked_by",
    "numchild",
    "wagtail_admin_comments",
}
# Dates in HTTP know whole seconds, so each change gets a second of its own.
TICK = timedelta(seconds=1)
KEPT = 100

_memories: WeakKeyDictionary[BaseDatabaseWrapper, dict[str, Any]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Stamp:
    """Differs whenever something public may have changed; the same in every process."""

    token: int
    changed_at: datetime | None


def stamp() -> Stamp:
    """One query. Read it before the content: what is newer than its stamp is only sent once more."""
    found = Change.objects.aggregate(token=Sum("token"), changed_at=Max("changed_at"))
    _memory().pop("briefs_change", None)
    return Stamp(int(found["token"] or 0), found["changed_at"])


def newest_expiry(token: int, now: datetime) -> datetime | None:
    """The latest moment at which a page ran out; nobody writes anything down when that happens."""
    expiries = _expiries(token)
    place = bisect(expiries, now)
    return expiries[place - 1] if place else None


@lru_cache(maxsize=4)
def _expiries(token: int) -> list[datetime]:
    """Asked once after each change, as the table has no index for it."""
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(live=True).exclude(expire_at=None)
    return list(pages.order_by("expire_at").values_list("expire_at", flat=True))


def bump() -> None:
    """Notes a change in the transaction of the caller; for those who write past the models, too."""
    using, memory = router.db_for_write(Change), _memory()
    # Noted already, and not read since: other processes cannot see it before the commit. Afterwards they may,
    # while others who waited for the commit still save something.
    noted, waiting = memory.get("briefs_change"), connections[using].run_on_commit
    if noted and any(hook is noted for _savepoints, hook, *_ in waiting):
        return
    with transaction.atomic(using):
        change = Change.objects.using(using).create(changed_at=_free_second(Change.objects.using(using)))
        memory["briefs_change"] = settle = partial(_settle, change.pk, using)
        transaction.on_commit(settle, using=using, robust=True)


def watch(models: Iterable[type[Model]]) -> None:
    """Saving or deleting one of these is a public change; a host may add models of its own."""
    for model in models:
        post_save.connect(_saved, sender=model, dispatch_uid=f"briefs_app.saved.{model._meta.label}")
        post_delete.connect(_changed, sender=model, dispatch_uid=f"briefs_app.deleted.{model._meta.label}")


def connect() -> None:
    watch(model for model in apps.get_models() if issubclass(model, PUBLIC))
    watch([get_image_model().tags.through])
    if apps.is_installed("wagtail.embeds"):
        watch([apps.get_model("wagtailembeds.Embed")])
    if apps.is_installed("wagtail.documents"):
        watch([get_document_model()])
    post_save.connect(_snippet_saved, dispatch_uid="briefs_app.snippet_saved")
    post_page_move.connect(_changed, dispatch_uid="briefs_app.moved")


def _saved(
    sender: type,
    update_fields: Iterable[str] | None = None,
    instance: Any = None,
    raw: bool = False,
    **kwargs: Any,
) -> None:
    drafting = isinstance(instance, AbstractPage) and update_fields and DRAFTING.issuperset(update_fields)
    # Fixtures bring the rows of changes along.
    if not (drafting or raw):
        bump()


def _changed(sender: type, **kwargs: Any) -> None:
    bump()


def _snippet_saved(sender: type, raw: bool = False, **kwargs: Any) -> None:
    """Snippets are registered late, some by hooks; a template of the host may show any of them."""
    if not raw and sender in SNIPPET_MODELS and not issubclass(sender, PUBLIC):
        bump()


def _settle(pk: int, using: str) -> None:
    """Give the change its moment after the commit, so that who committed last has the latest one."""
    _memory().pop("briefs_change", None)
    changes = Change.objects.using(using)
    with transaction.atomic(using):
        known = list(changes.select_for_update().order_by("pk").values_list("pk", flat=True))
        changes.filter(pk=pk).update(changed_at=_free_second(changes.exclude(pk=pk)))
        if len(known) > 2 * KEPT:
            changes.filter(pk__in=known[:-KEPT]).exclude(pk=pk).delete()
    # Wagtail forgets the addresses of sites before the commit, when others may still read the old ones.
    Site.clear_site_root_paths_cache()


def _free_second(changes: Any) -> datetime:
    newest = changes.aggregate(Max("changed_at"))["changed_at__max"]
    return max(timezone.now(), newest + TICK) if newest else timezone.now()


def _memory() -> dict[str, Any]:
    """Return what is remembered of a connection, and so of one transaction at a time."""
    return _memories.setdefault(connections[router.db_for_write(Change)], {})
