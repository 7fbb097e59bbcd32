"""Checks of the topic, the status, the period and the date."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.permissions import page_permission_policy

from briefs_app import audience
from briefs_app.models import LABELS, language
from briefs_app.periods import days
from briefs_app.publish_checks.finding import Finding, Level
from briefs_app.publish_checks.wording import titles

# A date so long before the first publication is more likely a typing error.
LONG_PAST = timedelta(days=2 * 366)
# How many other briefs are looked at.
OVERLAPPING = 20


def topic(brief: Any, request: HttpRequest) -> Iterator[Finding]:
    if language.is_topic_foreign(brief) and not brief.topic.has_translation(brief.locale):
        [text] = language.foreign_topic(brief.locale, brief.topic).messages
        yield Finding("topic_language", text, Level.ERROR, "topic")


def status(brief: Any, request: HttpRequest) -> Iterator[Finding]:
    if not brief.status:
        text = _("No status: readers see “%(label)s”. Choose one if the brief judges the situation.")
        yield Finding("no_status", text % {"label": LABELS[""]}, field="status")


def period(brief: Any, request: HttpRequest) -> Iterator[Finding]:
    if not brief.period:
        text = _("No period: give the first and the last day that the brief covers.")
        yield Finding("no_period", text, field="period_end" if brief.period_start else "period_start")


def overlap(brief: Any, request: HttpRequest) -> Iterator[Finding]:
    """Find briefs of the same site, topic and language, drafts too; name only what the user may know of."""
    others = _overlapping(brief) if brief.period and brief.topic_id else []
    drafts = [pk for pk, _title, live in others if not live]
    editable = page_permission_policy.instances_user_has_permission_for(request.user, "change")
    known = set(editable.filter(pk__in=drafts).values_list("pk", flat=True)) if drafts else set()
    named = [title for pk, title, live in others if live or pk in known]
    if others:
        text = _("The period overlaps other briefs of this topic: %(briefs)s. Check the days.")
        briefs = titles(named, len(others) - len(named))
        yield Finding("period_overlaps", text % {"briefs": briefs}, field="period_start")


def date(brief: Any, request: HttpRequest) -> Iterator[Finding]:
    now = timezone.now()
    given = brief.date_ahead or brief.brief_date
    if given is None:
        return
    if given > max(now, brief.go_live_at or now):
        text = _("The date %(day)s is still to come. Readers see the day of the first publication.")
        yield Finding("date_ahead", text % {"day": days.day(given)}, field="brief_date")
    elif given < (brief.first_published_at or now) - LONG_PAST:
        text = _("The date %(day)s is long past. Check its year.")
        yield Finding("date_past", text % {"day": days.day(given)}, field="brief_date")


def _overlapping(brief: Any) -> list[tuple[Any, str, bool]]:
    """Return key, title and state of each; nothing for a page that is not saved, or lies in no site."""
    site = audience.site_of(brief)
    root = next((root for root in audience.roots(site) if brief.path.startswith(root.path)), None)
    if root is None:
        return []
    first, last = brief.period
    others = (
        type(brief)
        ._default_manager.descendant_of(root)
        .filter(
            alias_of=None,
            topic=brief.topic_id,
            locale=brief.locale_id,
            period_start__lte=last,
            period_end__gte=first,
        )
    )
    rows = others.exclude(pk=brief.pk).order_by("-period_end", "-pk")
    return list(rows.values_list("pk", "title", "live")[:OVERLAPPING])
