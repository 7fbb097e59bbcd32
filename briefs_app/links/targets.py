"""The links inside rich text that lead to a page or a document."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from django.utils.html import format_html
from wagtail.rich_text.rewriters import FIND_A_TAG, extract_attrs

Kind = Literal["page", "document"]
# Wagtail writes the same for a link whose page was deleted: the words stay.
NO_LINK = "<a>"


class Target(NamedTuple):
    """A page or a document; `key` is its primary key as text."""

    kind: Kind
    key: str


def targets(html: str) -> Iterator[Target]:
    """Return what `html`, as Wagtail stores rich text, links to."""
    if "linktype" in html:
        yield from filter(None, map(_target, FIND_A_TAG.finditer(html)))


def rewrite(html: str, addresses: Mapping[Target, str], resolve: bool) -> str:
    """Unlink the targets without an address; the others get theirs if `resolve`, else stay as stored."""

    def tag(found: re.Match[str]) -> str:
        target = _target(found)
        if target is None:
            return found[0]
        if target not in addresses or (resolve and not addresses[target]):
            return NO_LINK
        return format_html('<a href="{}">', addresses[target]) if resolve else found[0]

    return FIND_A_TAG.sub(tag, html) if "linktype" in html else html


def _target(tag: re.Match[str]) -> Target | None:
    attributes: dict[str, Any] = extract_attrs(tag[1])
    kind = attributes.get("linktype")
    return Target(kind, attributes.get("id", "")) if kind in ("page", "document") else None
