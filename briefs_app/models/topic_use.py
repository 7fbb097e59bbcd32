"""Finds the briefs that use a topic, also in drafts and schedules, which no foreign key knows."""

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Revision, get_page_models
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

from briefs_app.models import BriefMixin, Topic

# How many briefs a message names.
NAMED = 5


def holding(topics: Collection[Topic]) -> PageQuerySet:
    """Return the pages whose live, newest or scheduled version has one of these topics."""
    briefs = [model for model in get_page_models() if issubclass(model, BriefMixin)]
    rows = (Q(pk__in=model._base_manager.filter(topic__in=topics).values("pk")) for model in briefs)
    pages = swapper.load_model("wagtailcore", "Page").objects
    return pages.filter(reduce(or_, rows, Q(pk__in=_waiting(briefs, topics))))


def refusal(topics: Collection[Topic], user: Any = None) -> str:
    """Say why these topics stay, or nothing where they may go. Names only what the user may edit."""
    pages = holding(topics)
    count = pages.count()
    if not count:
        return ""
    text = _("Not deleted: %(briefs)s would be without a topic. Give these briefs another one first.")
    return text % {"briefs": _named(pages, count, user) if user else _briefs(count)}


def _waiting(briefs: list[Any], topics: Collection[Topic]) -> list[int]:
    newest = reduce(or_, (Q(pk__in=model._base_manager.values("latest_revision")) for model in briefs), Q())
    revisions = Revision.page_revisions.filter(
        newest | Q(approved_go_live_at__isnull=False),
        content_type__in=ContentType.objects.get_for_models(*briefs).values(),
        content__topic__in=[topic.pk for topic in topics],
    )
    return [int(pk) for pk in revisions.values_list("object_id", flat=True)]


def _named(pages: PageQuerySet, count: int, user: Any) -> str:
    editable = pages & page_permission_policy.instances_user_has_permission_for(user, "change")
    named = [f"“{page.get_admin_display_title()}”" for page in editable.order_by("title")[:NAMED]]
    more = editable.count() - len(named)
    hidden = count - len(named) - more
    parts = [*named, *([_others(more)] if more else []), *([_hidden(hidden, bool(named))] if hidden else [])]
    return get_text_list(parts, _("and"))


def _briefs(count: int) -> str:
    return ngettext("%(count)s brief", "%(count)s briefs", count) % {"count": count}


def _others(count: int) -> str:
    return ngettext("%(count)s other", "%(count)s others", count) % {"count": count}


def _hidden(count: int, after_names: bool) -> str:
    if after_names:
        text = ngettext(
            "%(count)s other that you may not edit", "%(count)s others that you may not edit", count
        )
    else:
        text = ngettext(
            "%(count)s brief that you may not edit", "%(count)s briefs that you may not edit", count
        )
    return text % {"count": count}
