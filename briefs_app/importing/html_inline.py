"""Makes the words within a line from HTML: plain emphasis and safe links; its images are set aside."""

import re
from html import escape
from typing import Any

from briefs_app.importing.html_elements import KEPT, MISSED, WITHIN_A_LINE, Tally, image
from briefs_app.importing.html_text import escaped, link
from briefs_app.importing.old_brief import Block

HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


class Inline:
    def __init__(self, base: str, tally: Tally) -> None:
        self._base, self._tally = base, tally
        self._images: list[Block] = []

    def of(self, element: Any) -> str:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "img":
            self._images += image(element)
            return ""
        if tag == "br":
            return "<br/>"
        if self.leaves_out(element):
            return ""
        inner = escaped(element.text) + "".join(self.of(child) + escaped(child.tail) for child in element)
        if tag == "a":
            target = link(element.get("href"), self._base)
            return f'<a href="{escape(target)}">{inner}</a>' if target and inner.strip() else inner
        kept = KEPT.get(tag)
        if kept and inner.strip():
            return f"<{kept}>{inner}</{kept}>"
        return inner if tag in WITHIN_A_LINE else f"{inner} "

    def leaves_out(self, element: Any) -> bool:
        """And counts what readers would miss."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in MISSED:
            self._tally.missed[MISSED[tag]] += 1
        hidden = element.get("hidden") is not None or HIDDEN.search(element.get("style") or "")
        return not tag or tag in MISSED or bool(hidden)

    def taken_images(self) -> list[Block]:
        """Those of the lines since it was last asked."""
        taken, self._images = self._images, []
        return taken
