"""Remembers what an import wrote, to see at the next one what an editor changed since."""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.log_actions import log
from wagtail.models import Locale

from briefs_app.importing import content
from briefs_app.importing.content import Content
from briefs_app.models import ImportedBrief

ACTIONS = {True: "wagtail.create", False: "wagtail.edit"}


class Records:
    """The headline or the date may have been edited since, so pages alone do not tell."""

    def __init__(self, locale: Locale) -> None:
        self._language = locale.language_code

    def page_of(self, wanted: Content) -> int | None:
        """By the name in its source, or else by day and headline, unless those belong to another source."""
        alike = Q(key=wanted.key, origin="") if wanted.origin else Q(key=wanted.key)
        named = Q(origin=wanted.origin) if wanted.origin else Q()
        # Those with a name come first.
        found = self._rows().filter(named | alike).order_by("-origin", "page_id").first()
        return found.page_id if found else None

    def of(self, page: Any) -> ImportedBrief | None:
        return self._rows().filter(pk=page.pk).first()

    def write(self, page: Any, written: Content, new: bool) -> None:
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
    return (record.revision, record.digest) == (page.latest_revision_id, digest(page, record))


def digest(page: Any, record: ImportedBrief) -> str:
    return content.from_page(page, record.category).digest
