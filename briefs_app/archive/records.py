"""Keeps in Wagtail's page log what an import wrote, to see at the next one what an editor changed since."""

from typing import Any

from wagtail.log_actions import log
from wagtail.models import Locale, PageLogEntry

from briefs_app.archive import content
from briefs_app.archive.content import Content

NAME = "import_briefs"
ACTIONS = {True: "wagtail.create", False: "wagtail.edit"}


class Records:
    """One query for all: the headline or the date may have been edited since, so pages alone do not tell."""

    def __init__(self, locale: Locale) -> None:
        self._language = locale.language_code
        self._by_page: dict[int, dict[str, Any]] = {}
        self._pages: dict[str, int] = {}
        entries = PageLogEntry.objects.filter(action__in=ACTIONS.values(), data__has_key=NAME)
        for pk, data in entries.order_by("timestamp", "pk").values_list("page_id", "data").iterator():
            if data[NAME]["language"] == self._language:
                self._keep(pk, data[NAME])

    def page_of(self, key: str) -> int | None:
        return self._pages.get(key)

    def category_of(self, page: Any) -> str:
        return self._by_page.get(page.pk, {}).get("category", "")

    def knows(self, page: Any) -> bool:
        return page.pk in self._by_page

    def is_untouched(self, page: Any) -> bool:
        record = self._by_page.get(page.pk, {})
        held = content.of_page(page, self.category_of(page))
        return (record.get("revision"), record.get("digest")) == (page.latest_revision_id, held.digest)

    def write(self, page: Any, written: Content, new: bool) -> None:
        record = {
            "key": written.key,
            "language": self._language,
            "category": written.category,
            "digest": content.of_page(page, written.category).digest,
            "revision": page.latest_revision_id,
        }
        log(page, ACTIONS[new], data={NAME: record}, revision=page.latest_revision, content_changed=True)
        self._keep(page.pk, record)

    def _keep(self, pk: int, record: dict[str, Any]) -> None:
        self._by_page[pk] = record
        self._pages[record["key"]] = pk
