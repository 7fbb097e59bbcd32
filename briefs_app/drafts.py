"""What briefs will be once somebody publishes them: drafts and schedules, which no foreign key knows."""

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Revision, get_page_models

from briefs_app.models import BriefMixin, Topic


def waiting_for(topics: Collection[Topic]) -> list[str]:
    """The headlines of the briefs whose newest or scheduled version has one of these topics."""
    briefs = [model for model in get_page_models() if issubclass(model, BriefMixin)]
    newest = reduce(or_, (Q(pk__in=model.objects.values("latest_revision")) for model in briefs), Q())
    revisions = Revision.page_revisions.filter(
        newest | Q(approved_go_live_at__isnull=False),
        content_type__in=ContentType.objects.get_for_models(*briefs).values(),
        content__topic__in=[topic.pk for topic in topics],
    )
    return sorted(set(revisions.values_list("object_str", flat=True)))
