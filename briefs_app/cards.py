"""(public) Briefs and topics as plain, frozen values for other programs, and how they are made."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from django.core.cache.backends.locmem import LocMemCache
from django.utils.functional import Promise
from wagtail.models import Site
from wagtail.query import PageQuerySet

from briefs_app.models import LABELS, SIGNS, Topic
from briefs_app.periods import days


@dataclass(frozen=True)
class TopicCard:
    """A topic as readers know it; `key` is shared by its translations."""

    key: UUID
    slug: str
    name: str
    description: str
    language: str


@dataclass(frozen=True)
class BriefCard:
    """A brief as readers know it; `key` is shared by its translations, `url` is absolute.

    `photo_hash` differs when the file of the photo does.
    """

    id: int
    key: UUID
    language: str
    title: str
    url: str
    topic: TopicCard
    status: str
    status_label: str | Promise
    sign: str
    status_reason: str
    period: tuple[date, date] | None
    date: datetime | None
    summary: str
    outlook_risk: bool
    outlook_opportunity: bool
    photo_id: int | None
    photo_hash: str
    photo_alt: str
    photo_credit: str
    notify_subscribers: bool
    notification_text: str
    notify_silently: bool
    correction_note: str

    @property
    def days(self) -> str:
        """The period, else the date, in the active language."""
        if self.period:
            return days.period(*self.period)
        return days.day(self.date) if self.date else ""


def cards(briefs: PageQuerySet) -> list[BriefCard]:
    _forget_addresses_of_sites()
    return [card(brief) for brief in briefs.select_related("topic__locale", "locale", "photo")]


def card(brief: Any) -> BriefCard:
    """`brief` is a page built on BriefMixin, with a topic."""
    return BriefCard(
        id=brief.pk,
        key=brief.translation_key,
        language=brief.locale.language_code,
        title=brief.title,
        url=brief.get_full_url() or "",
        topic=topic_card(brief.topic),
        status=brief.status,
        status_label=LABELS[brief.status],
        sign=SIGNS[brief.status],
        status_reason=brief.status_reason,
        period=brief.period,
        date=brief.shown_date,
        summary=brief.summary,
        outlook_risk=brief.outlook_risk,
        outlook_opportunity=brief.outlook_opportunity,
        photo_id=brief.photo_id,
        photo_hash=(brief.photo.file_hash or brief.photo.file.name) if brief.photo else "",
        photo_alt=brief.photo_alt,
        photo_credit=brief.photo_credit,
        notify_subscribers=brief.notify_subscribers,
        notification_text=brief.notification_text,
        notify_silently=brief.notify_silently,
        correction_note=brief.correction_note,
    )


def topic_card(topic: Topic) -> TopicCard:
    return TopicCard(
        key=topic.translation_key,
        slug=topic.slug,
        name=topic.name,
        description=topic.description,
        language=topic.locale.language_code,
    )


def _forget_addresses_of_sites() -> None:
    """Wagtail remembers them for an hour; a cache of one process misses what another one changes."""
    if isinstance(caches[DEFAULT_CACHE_ALIAS], LocMemCache):
        Site.clear_site_root_paths_cache()
