"""Convert between HTML, plain text and paragraph blocks; accept safe links only."""

import re
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

from briefs_app.importing import html_tree
from briefs_app.importing.old_brief import Block

SCHEMES = {"http", "https", "mailto"}
MAX_LINK = 2000
SPACE = re.compile(r"[ \t\r\n\f\u2028\u2029]+")
BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
# Does not match an address in angle brackets.
TAG = re.compile(r"</?[a-zA-Z][\w-]*+(?::[a-zA-Z][\w-]*+)?(?=[\s/>])[^<>]*>")
LINE_BREAKS = re.compile(r"<br */?>|</(?:li|d[dt]|t[dhr]|p|div|blockquote|h[1-6])>", re.IGNORECASE)


def to_paragraphs(text: str) -> tuple[Block, ...]:
    """Return a paragraph for each part between blank lines, or for each line if there are none."""
    text = html_tree.CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    parts = BLANK_LINE.split(text) if BLANK_LINE.search(text.strip()) else text.split("\n")
    return tuple(paragraph(line) for part in parts if (line := collapse_spaces(part).strip()))


def paragraph(text: str) -> Block:
    """Return a paragraph block with escaped text."""
    return Block("paragraph", f"<p>{escape(text, quote=False)}</p>")


def block_text(block: Block) -> str:
    """Return the plain text of a paragraph, heading or quote."""
    value = block.value["text"] if block.kind == "quote" else block.value
    return to_text(value) if block.kind == "paragraph" else str(value)


def to_text(html: str) -> str:
    """Return the plain text of HTML."""
    return collapse_spaces(
        html_tree.CONTROL.sub("", unescape(TAG.sub("", LINE_BREAKS.sub(" ", html))))
    ).strip()


def safe_link(address: str | None, base: str = "") -> str:
    """Return the absolute address; empty if it is not http, https or mailto."""
    # Browsers ignore these characters inside a scheme.
    address = re.sub(r"[\x00-\x20\x7f]+", "", address or "")
    try:
        joined = urljoin(base, address) if address else ""
        parts = urlsplit(joined)
    except ValueError:
        return ""
    safe = parts.scheme.lower() in SCHEMES and (parts.netloc or parts.scheme.lower() == "mailto")
    return joined if safe and len(joined) <= MAX_LINK else ""


def collapse_spaces(text: str) -> str:
    return SPACE.sub(" ", text)


def escape_text(text: str | None) -> str:
    """Return text as HTML, without control characters."""
    return escape(collapse_spaces(html_tree.CONTROL.sub("", text or "")), quote=False)
