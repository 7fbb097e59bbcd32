"""The filters of the listing of briefs in the Wagtail admin."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.forms import CheckboxSelectMultiple
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter, MultipleChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.models import Revision, WorkflowState

from briefs_app.models import LABELS
from briefs_app.models.status import spelt, stored


def _is_scheduled() -> Q:
    its = Revision.page_revisions.filter(object_id=Cast(OuterRef("pk"), output_field=CharField()))
    return Q(Exists(its.exclude(approved_go_live_at=None)))


def _is_in_moderation() -> Q:
    pages = ContentType.objects.get_for_model(swapper.load_model("wagtailcore", "Page"))
    its = WorkflowState.objects.filter(object_id=Cast(OuterRef("pk"), output_field=CharField()))
    return Q(Exists(its.filter(base_content_type=pages, status=WorkflowState.STATUS_IN_PROGRESS)))


# By page state: its label, and what Wagtail's own column of page states tells it by.
PAGE_STATES: dict[str, tuple[str | Promise, Callable[[], Q]]] = {
    "live": (_("Live"), lambda: Q(live=True)),
    "changed": (_("Live with unpublished changes"), lambda: Q(live=True, has_unpublished_changes=True)),
    "draft": (_("Draft"), lambda: Q(live=False, expired=False) & ~_is_scheduled()),
    "moderation": (_("In moderation"), _is_in_moderation),
    "scheduled": (_("Scheduled"), _is_scheduled),
    "expired": (_("Expired"), lambda: Q(live=False, expired=True)),
}


class AnyOf(MultipleChoiceFilter):
    """Boxes to tick; finds what fits any of them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(distinct=False, widget=CheckboxSelectMultiple, **kwargs)


class PageStateFilter(AnyOf):
    def filter(self, briefs: QuerySet[Any], states: list[str]) -> QuerySet[Any]:
        if not states:
            return briefs
        fitting = reduce(or_, (PAGE_STATES[state][1]() for state in states))
        # By the id, which every search backend knows.
        return briefs.filter(id__in=briefs.model.objects.order_by().filter(fitting).values("id"))


class StatusFilter(AnyOf):
    def get_filter_predicate(self, status: str) -> dict[str, str]:
        return {"status": stored(status)}


class PeriodFilter(DateFromToRangeFilter):
    """Finds briefs whose period has a day in the range."""

    def filter(self, briefs: QuerySet[Any], between: slice | None) -> QuerySet[Any]:
        if between and between.start:
            briefs = briefs.filter(period_end__gte=between.start.date())
        if between and between.stop:
            briefs = briefs.filter(period_start__lte=between.stop.date())
        return briefs


class BriefFilterSet(PageFilterSet):
    page_state = PageStateFilter(
        label=_("Page state"), choices=[(state, label) for state, (label, _fits) in PAGE_STATES.items()]
    )
    status = StatusFilter(
        label=_("Status"), choices=lambda: [(spelt(status), label) for status, label in LABELS.items()]
    )
    period = PeriodFilter(label=_("Period"), widget=DateRangePickerWidget)
    # Briefs have none, as a rule.
    has_child_pages = None
