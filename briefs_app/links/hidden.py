"""The links of a page that readers do not get, and why."""

from enum import Enum
from typing import Any

import swapper
from django.apps import apps
from django.http import HttpRequest
from django.utils import timezone, translation
from wagtail.documents import get_document_model

from briefs_app.links.access import Access, primary_keys
from briefs_app.links.readable import targets_in
from briefs_app.links.targets import Kind, Target


class Hidden(Enum):
    """The reason why a link is left out."""

    GONE = "gone"
    NOT_PUBLISHED = "not published"
    NOT_PUBLIC = "not public"


def hidden(page: Any, request: HttpRequest) -> list[tuple[str, Hidden]]:
    """Return title and reason of each link that not everybody gets; what is gone has no title.

    A link to the page itself is none: who reads it can read the page. As many queries for many as for one.
    """
    found = targets_in(page) - {Target("page", str(page.pk))}
    if not found:
        return []
    with translation.override(page.locale.language_code):
        shown = Access(request).addresses(found)
    left_out = [target for target in found if target not in shown]
    rows = _rows("page", left_out) | _rows("document", left_out)
    return sorted((_reason(rows.get(target)) for target in left_out), key=lambda each: each[0])


def _reason(row: Any) -> tuple[str, Hidden]:
    if row is None:
        return "", Hidden.GONE
    expired = getattr(row, "expire_at", None)
    is_live = getattr(row, "live", True) and not (expired and expired <= timezone.now())
    return row.title, Hidden.NOT_PUBLIC if is_live else Hidden.NOT_PUBLISHED


def _rows(kind: Kind, targets: list[Target]) -> dict[Target, Any]:
    wanted_here = [target for target in targets if target.kind == kind]
    if not wanted_here or (kind == "document" and not apps.is_installed("wagtail.documents")):
        return {}
    model = swapper.load_model("wagtailcore", "Page") if kind == "page" else get_document_model()
    wanted = primary_keys(model, wanted_here)
    rows = model.objects.in_bulk(set(wanted.values()))
    return {target: rows[key] for target, key in wanted.items() if key in rows}
