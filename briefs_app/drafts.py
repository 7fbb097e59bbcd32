"""What briefs will be once somebody publishes them: drafts and schedules, which no foreign key knows."""

from collections.abc import Collection

from django.apps import apps
from django.db.models import Q
from wagtail.models import Revision

from briefs_app.conf import settings
from briefs_app.models import Topic


def waiting_for(topics: Collection[Topic]) -> list[str]:
    """The headlines of the briefs whose newest or scheduled version has one of these topics."""
    newest = apps.get_model(settings.PAGE_MODEL).objects.values("latest_revision")
    to_come = Q(pk__in=newest) | Q(approved_go_live_at__isnull=False)
    revisions = Revision.page_revisions.filter(to_come, content__topic__in=[topic.pk for topic in topics])
    return sorted(set(revisions.values_list("object_str", flat=True)))
