"""Turns Wagtail's page signals into ours: only a first public appearance is news. Guards topics."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import PageViewRestriction, Revision
from wagtail.query import PageQuerySet
from wagtail.signals import page_published, page_unpublished, post_page_move

from briefs_app import audience, cards, reader
from briefs_app.conf import settings
from briefs_app.models import BriefMixin, Correction, Topic, topic_use
from briefs_app.signals import (
    Appearance,
    brief_appeared,
    brief_changed,
    brief_published,
    brief_withdrawn,
    topic_changed,
    topic_deleted,
)

AT_ONCE = timedelta(minutes=1)


def connect() -> None:
    restriction = {"sender": PageViewRestriction}
    pre_delete.connect(keep_topic, sender=Topic, dispatch_uid="briefs_app.keep_topic")
    post_save.connect(topic_saved, sender=Topic, dispatch_uid="briefs_app.topic_saved")
    post_delete.connect(topic_gone, sender=Topic, dispatch_uid="briefs_app.topic_gone")
    pre_save.connect(check_schedule, sender=Revision, dispatch_uid="briefs_app.check_schedule")
    post_save.connect(restricted, dispatch_uid="briefs_app.restricted", **restriction)
    post_delete.connect(restriction_lifted, dispatch_uid="briefs_app.restriction_lifted", **restriction)
    page_published.connect(published, dispatch_uid="briefs_app.published")
    page_unpublished.connect(withdrawn, dispatch_uid="briefs_app.withdrawn")
    post_page_move.connect(moved, dispatch_uid="briefs_app.moved_away")


def published(sender: type, instance: Any, revision: Revision | None = None, **kwargs: Any) -> None:
    if not isinstance(instance, BriefMixin) or instance.alias_of_id:
        return
    if instance.live:
        Correction.objects.note(instance, revision and revision.user)
    # Wagtail sends this for merely scheduled pages, too; and a restricted page is nobody's news.
    brief = _public_card(instance.pk)
    if brief is None:
        return
    if _is_live_copy(instance, revision):
        brief_appeared.send(sender=sender, brief=brief, how=Appearance.COPIED)
    elif _is_new(instance):
        brief_published.send(sender=sender, brief=brief)
    else:
        brief_changed.send(sender=sender, brief=brief)


def keep_topic(sender: type, instance: Topic, **kwargs: Any) -> None:
    """Raise a ProtectedError where a draft or schedule has the topic, as a brief's own row does."""
    if told := topic_use.refusal([instance]):
        raise ProtectedError(told, set(topic_use.holding([instance])))


def topic_saved(sender: type, instance: Topic, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if not (created or raw):
        topic_changed.send(sender=sender, topic=cards.topic_card(instance))


def topic_gone(sender: type, instance: Topic, **kwargs: Any) -> None:
    if not Topic.objects.filter(translation_key=instance.translation_key).exists():
        topic_deleted.send(sender=sender, key=instance.translation_key)


def check_schedule(
    sender: type,
    instance: Revision,
    update_fields: Collection[str] | None = None,
    raw: bool = False,
    **kwargs: Any,
) -> None:
    """Raise a ValidationError where an incomplete brief is about to be scheduled.

    When it is due, nobody is there to complete it.
    """
    if (
        raw
        or instance.approved_go_live_at is None
        or (update_fields and "approved_go_live_at" not in update_fields)
    ):
        return
    model = instance.content_type.model_class()
    if model and issubclass(model, BriefMixin):
        brief = instance.as_object()
        brief.live = True  # more is asked of what is public
        brief.full_clean()


def withdrawn(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, BriefMixin) and not instance.alias_of_id:
        brief_withdrawn.send(sender=sender, brief_id=instance.pk)


def restricted(sender: type, instance: PageViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    """Withdraw the page, or everything below it, as it is not for everybody any more."""
    if not raw:
        _withdraw_all(_briefs_below(instance.page))


def restriction_lifted(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    page = instance.page
    # Afterwards, since a page that is deleted loses its restriction first.
    transaction.on_commit(lambda: _appear_all(_briefs_below(page), Appearance.UNRESTRICTED), robust=True)


def moved(sender: type, instance: Any, parent_page_before: Any, **kwargs: Any) -> None:
    """Below a page that is not for everybody, or out of every site; or the other way round."""
    public = audience.readable(audience.site_of(instance)).order_by()
    _withdraw_all(_briefs_below(instance).exclude(pk__in=public.values("pk")))
    if not _is_public_place(parent_page_before):
        _appear_all(_briefs_below(instance), Appearance.MOVED)


def _public_card(brief_id: int) -> reader.BriefCard | None:
    """Return the card of a public brief, by the database: sites in a cache may be an hour old."""
    site = reader.home(brief_id)
    return reader.get(brief_id, site) if site else None


def _is_public_place(page: Any) -> bool:
    site = audience.site_of(page)
    return bool(site) and audience.visible(type(page)._default_manager.filter(pk=page.pk), site).exists()


def photo_replaced(image: Any) -> None:
    """Send the change at once, unlike that of an edit: the first photo may put somebody in danger."""
    for page in _briefs().filter(photo=image, alias_of=None):
        if brief := reader.get(page.pk, page.get_site()):
            brief_changed.send(sender=type(page), brief=brief)


def _briefs_below(page: Any) -> PageQuerySet:
    return _briefs().descendant_of(page, inclusive=True)


def _briefs() -> PageQuerySet:
    return apps.get_model(settings.PAGE_MODEL).objects.live()


def _withdraw_all(briefs: PageQuerySet) -> None:
    for pk in briefs.values_list("pk", flat=True):
        brief_withdrawn.send(sender=briefs.model, brief_id=pk)


def _appear_all(briefs: PageQuerySet, how: Appearance) -> None:
    for pk in briefs.filter(alias_of=None).values_list("pk", flat=True):
        if brief := _public_card(pk):
            brief_appeared.send(sender=briefs.model, brief=brief, how=how)


def _is_new(brief: Any) -> bool:
    first, last = brief.first_published_at, brief.last_published_at
    # A page that was added live is new if it is published at once, as the admin does.
    return first == last or (last - first < AT_ONCE and brief.revisions.count() == 1)


def _is_live_copy(brief: Any, revision: Revision | None) -> bool:
    """It takes its revision's own moment for both dates; a publication comes a little later."""
    return revision is not None and revision.created_at == brief.first_published_at == brief.last_published_at
