"""Clean the HTML inside a line: plain emphasis and safe links stay, images are collected."""

import re
from html import escape
from typing import Any

from briefs_app.importing.html_elements import INLINE_TAGS, KEPT_TAGS, REPORTED_TAGS, BodyNotes, image_blocks
from briefs_app.importing.html_text import escape_text, safe_link
from briefs_app.importing.old_brief import Block

HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


class InlineHtml:
    """Clean inline elements; `base` resolves relative links."""

    def __init__(self, base: str, notes: BodyNotes) -> None:
        self._base, self._notes = base, notes
        self._images: list[Block] = []

    def clean(self, element: Any) -> str:
        """Return safe HTML with the text of an element."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "img":
            self._images += image_blocks(element)
            return ""
        if tag == "br":
            return "<br/>"
        if self.skips(element):
            return ""
        inner = escape_text(element.text) + "".join(
            self.clean(child) + escape_text(child.tail) for child in element
        )
        if tag == "a":
            target = safe_link(element.get("href"), self._base)
            return f'<a href="{escape(target)}">{inner}</a>' if target and inner.strip() else inner
        kept = KEPT_TAGS.get(tag)
        if kept and inner.strip():
            return f"<{kept}>{inner}</{kept}>"
        return inner if tag in INLINE_TAGS else f"{inner} "

    def skips(self, element: Any) -> bool:
        """Return whether the element is left out, and note it if readers would miss it."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in REPORTED_TAGS:
            self._notes.left_out[REPORTED_TAGS[tag]] += 1
        hidden = element.get("hidden") is not None or HIDDEN.search(element.get("style") or "")
        return not tag or tag in REPORTED_TAGS or bool(hidden)

    def take_images(self) -> list[Block]:
        """Return the images found since the last call."""
        taken, self._images = self._images, []
        return taken
