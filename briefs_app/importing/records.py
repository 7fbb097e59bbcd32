"""Record what an import wrote, so that the next one notices what editors changed since."""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.log_actions import log
from wagtail.models import Locale

from briefs_app.importing import content
from briefs_app.importing.content import Content
from briefs_app.models import ImportedBrief

ACTIONS = {True: "wagtail.create", False: "wagtail.edit"}


class Records:
    """The records of one language; they find a page even if its headline or date was edited."""

    def __init__(self, locale: Locale) -> None:
        self._language = locale.language_code

    def page_of(self, wanted: Content) -> int | None:
        """Return the id of the page with this origin, or else with this day and headline and no origin."""
        alike = Q(key=wanted.key, origin="") if wanted.origin else Q(key=wanted.key)
        named = Q(origin=wanted.origin) if wanted.origin else Q()
        # Records with an origin come first.
        found = self._rows().filter(named | alike).order_by("-origin", "page_id").first()
        return found.page_id if found else None

    def of(self, page: Any) -> ImportedBrief | None:
        """Return the record of a page; None if it was not imported."""
        return self._rows().filter(pk=page.pk).first()

    def write(self, page: Any, written: Content, new: bool) -> None:
        """Record the content of a page that was just written, also in the page history."""
        record = self.of(page) or ImportedBrief(page_id=page.pk, language=self._language)
        record.key = written.key
        record.origin = written.origin or record.origin
        record.category = written.category
        record.digest = digest(page, record)
        record.revision = page.latest_revision_id
        record.save()
        log(page, ACTIONS[new], revision=page.latest_revision, content_changed=True)

    def _rows(self) -> QuerySet[ImportedBrief]:
        return ImportedBrief.objects.filter(language=self._language)


def is_untouched(page: Any, record: ImportedBrief) -> bool:
    """Return whether nobody edited the page since it was imported."""
    return (record.revision, record.digest) == (page.latest_revision_id, digest(page, record))


def digest(page: Any, record: ImportedBrief) -> str:
    """Return the hash of the current content of a page."""
    return content.from_page(page, record.category).digest
