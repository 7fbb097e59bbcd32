"""Turns Wagtail's page signals into ours: only a first public appearance is news. Guards topics."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import ProtectedError
from django.db.models.signals import post_save, pre_delete, pre_save
from wagtail.models import PageViewRestriction, Revision
from wagtail.query import PageQuerySet
from wagtail.signals import page_published, page_unpublished, post_page_move

from briefs_app import drafts, reader
from briefs_app.conf import settings
from briefs_app.models import BriefMixin, Topic
from briefs_app.signals import brief_changed, brief_published, brief_withdrawn

AT_ONCE = timedelta(minutes=1)


def connect() -> None:
    pre_delete.connect(keep_topic, sender=Topic, dispatch_uid="briefs_app.keep_topic")
    pre_save.connect(check_schedule, sender=Revision, dispatch_uid="briefs_app.check_schedule")
    post_save.connect(restricted, sender=PageViewRestriction, dispatch_uid="briefs_app.restricted")
    page_published.connect(published, dispatch_uid="briefs_app.published")
    page_unpublished.connect(withdrawn, dispatch_uid="briefs_app.withdrawn")
    post_page_move.connect(moved, dispatch_uid="briefs_app.moved_away")


def published(sender: type, instance: Any, revision: Revision | None = None, **kwargs: Any) -> None:
    if not isinstance(instance, BriefMixin) or instance.alias_of_id:
        return
    # Wagtail sends this for merely scheduled pages, too; and a restricted page is nobody's news.
    brief = reader.get(instance.pk, instance.get_site())
    if brief is None:
        return
    signal = brief_published if _is_new(instance, revision) else brief_changed
    signal.send(sender=sender, brief=brief)


def keep_topic(sender: type, instance: Topic, **kwargs: Any) -> None:
    """Raise a ProtectedError where a draft or schedule has the topic, as a brief's own row does."""
    if told := drafts.refusal([instance]):
        raise ProtectedError(told, set(drafts.holding([instance])))


def check_schedule(
    sender: type, instance: Revision, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    """Raise a ValidationError where an incomplete brief is about to be scheduled.

    When it is due, nobody is there to complete it, and Wagtail's command stops at it, before all later ones.
    """
    if instance.approved_go_live_at is None or (update_fields and "approved_go_live_at" not in update_fields):
        return
    model = instance.content_type.model_class()
    if model and issubclass(model, BriefMixin):
        instance.as_object().full_clean()


def withdrawn(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, BriefMixin) and not instance.alias_of_id:
        brief_withdrawn.send(sender=sender, brief_id=instance.pk)


def restricted(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    """What was for everybody is not any more: the page, or everything below it."""
    _withdraw_all(_briefs_below(instance.page))


def moved(sender: type, instance: Any, **kwargs: Any) -> None:
    """Below a page that is not for everybody, or out of every site."""
    public = reader.published(instance.get_site()).order_by()
    _withdraw_all(_briefs_below(instance).exclude(pk__in=public.values("pk")))


def _briefs_below(page: Any) -> PageQuerySet:
    return apps.get_model(settings.PAGE_MODEL).objects.live().descendant_of(page, inclusive=True)


def _withdraw_all(briefs: PageQuerySet) -> None:
    for pk in briefs.values_list("pk", flat=True):
        brief_withdrawn.send(sender=briefs.model, brief_id=pk)


def _is_new(brief: Any, revision: Revision | None) -> bool:
    first, last = brief.first_published_at, brief.last_published_at
    if first != last:
        # A page that was added live is new if it is published at once, as the admin does.
        return last - first < AT_ONCE and brief.revisions.count() == 1
    # A live copy takes its revision's own moment for both dates; a publication comes a little later.
    return revision is None or revision.created_at != first
