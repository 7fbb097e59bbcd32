"""Find the page of an old brief, and write its content without announcing it."""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import swapper
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.blocks import StreamValue
from wagtail.coreutils import find_available_slug
from wagtail.models import Locale, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from briefs_app.importing import content
from briefs_app.importing.content import FIELDS, Content
from briefs_app.importing.lines import is_same_headline
from briefs_app.importing.records import Records, is_untouched
from briefs_app.index.mixin import BriefIndexMixin
from briefs_app.models import RelatedArticle

MAX_SLUG = 100


@dataclass(frozen=True)
class ExistingPage:
    """The page that a brief already has; `left_alone` is the reason why it must not be written to."""

    pk: int
    content: Content
    left_alone: str = ""


class Writer:
    """Writes the pages of one language below one parent."""

    def __init__(self, model: Any, parent: Any, locale: Locale) -> None:
        self._model, self._parent, self._locale = model, parent, locale
        self._records = Records(locale)

    def lock(self) -> AbstractContextManager[None]:
        """Allow one brief at a time to be found and written, even if two imports run at once."""
        return self._locked()

    @property
    def block_types(self) -> Collection[str]:
        """Return the names of the blocks that the body of a page may have."""
        return self._model._meta.get_field("body").stream_block.child_blocks

    def site(self) -> Site | None:
        return self._parent.get_site()

    def find(self, wanted: Content) -> ExistingPage | None:
        """Return the page of a brief, found by its record or by day and headline; None if there is none."""
        page = self._find_by_record(wanted) or self._find_by_title(wanted)
        if page is None:
            return None
        record = self._records.of(page)
        if record is None:
            return ExistingPage(page.pk, content.from_page(page), "written here, not imported")
        content_here = content.from_page(page, record.category, record.origin)
        return ExistingPage(page.pk, content_here, "" if is_untouched(page, record) else "edited since")

    def write(self, existing: ExistingPage | None, wanted: Content) -> int:
        """Create or update the page, publish it if it is live, and return its id."""
        page = self._model.objects.get(pk=existing.pk) if existing else self._blank_page()
        _fill(page, wanted)
        # The reference index is updated once, at the last save.
        with disable_reference_index_auto_update() if wanted.live else nullcontext():
            self._publish(page, wanted, new=existing is None)
        page = self._model.objects.get(pk=page.pk)
        _backdate(page)
        self._records.write(page, wanted, new=existing is None)
        return page.pk

    def _publish(self, page: Any, wanted: Content, new: bool) -> None:
        if new:
            self._add(page)
        else:
            page.save()
        revision = page.save_revision(clean=wanted.live)
        if wanted.live:
            revision.publish()

    def _lock_parent(self) -> Any:
        """Return the parent page, locked until the transaction ends."""
        pages = swapper.load_model("wagtailcore", "Page").objects
        return pages.select_for_update().get(pk=self._parent.pk)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with transaction.atomic():
            self._lock_parent()
            yield

    def _find_by_record(self, wanted: Content) -> Any:
        pk = self._records.page_of(wanted)
        return self._model.objects.filter(pk=pk, locale=self._locale).first()

    def _find_by_title(self, wanted: Content) -> Any:
        """Return a page of the same day and headline, compared in Python: SQLite ignores ASCII case only."""
        pages = self._model.objects.filter(locale=self._locale, **_same_day(wanted.brief_date, wanted.title))
        titles = pages.order_by("pk").values_list("pk", "title")
        candidates = [
            self._model.objects.get(pk=pk) for pk, title in titles if is_same_headline(title, wanted.title)
        ]
        return next((page for page in candidates if not self._is_another(page, wanted)), None)

    def _is_another(self, page: Any, wanted: Content) -> bool:
        """Return whether the page was imported with another origin, despite the same day and headline."""
        record = self._records.of(page)
        return bool(record and wanted.origin and record.origin and record.origin != wanted.origin)

    def _blank_page(self) -> Any:
        return self._model(locale=self._locale, live=False, notify_subscribers=False)

    def _add(self, page: Any) -> None:
        parent = self._lock_parent()
        slug = _slug(page.title)
        index = parent.specific
        is_taken = isinstance(index, BriefIndexMixin) and index.has_route(slug)
        page.slug = find_available_slug(parent, f"brief-{slug}" if is_taken else slug)
        parent.add_child(instance=page)


def _slug(title: str) -> str:
    unicode = getattr(settings, "WAGTAIL_ALLOW_UNICODE_SLUGS", True)
    return slugify(title, allow_unicode=unicode)[:MAX_SLUG].strip("-") or "brief"


def _fill(page: Any, wanted: Content) -> None:
    for name in FIELDS:
        setattr(page, name, getattr(wanted, name))
    raw = [{"type": block.kind, "value": block.value} for block in wanted.body]
    page.body = StreamValue(page.body.stream_block, raw, is_lazy=True)
    page.brief_related_articles = [
        RelatedArticle(page_id=pk, sort_order=order) for order, pk in enumerate(wanted.related)
    ]
    # Set before publishing: a brief that was public long ago must not be announced.
    page.first_published_at = wanted.brief_date


def _backdate(page: Any) -> None:
    """Give a public page its old dates, so that it is not the latest change of the site.

    A draft keeps the current date, so that its editor finds it.
    """
    if page.live:
        page.last_published_at = page.latest_revision_created_at = page.first_published_at
        page.save(clean=False)


def _same_day(moment: datetime | None, title: str) -> dict[str, Any]:
    """Return the filter for pages of the same day; for pages without date also the title."""
    if moment is None:
        # There may be many drafts, so the database compares the titles.
        return {"brief_date": None, "title__iexact": title}
    zone = timezone.get_default_timezone()
    day: date = moment.astimezone(zone).date()
    start = datetime.combine(day, time.min, zone)
    end = datetime.combine(day + timedelta(days=1), time.min, zone)
    return {"brief_date__gte": start.astimezone(UTC), "brief_date__lt": end.astimezone(UTC)}
