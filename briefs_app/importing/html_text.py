"""The words of HTML, text made into paragraphs, and links that a browser may follow safely."""

import re
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

from briefs_app.importing import html_tree
from briefs_app.importing.old_brief import Block

SCHEMES = {"http", "https", "mailto"}
LONGEST_LINK = 2000
SPACE = re.compile(r"[ \t\r\n\f\u2028\u2029]+")
BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
# Not an address in angle brackets.
TAG = re.compile(r"</?[a-zA-Z][\w-]*+(?::[a-zA-Z][\w-]*+)?(?=[\s/>])[^<>]*>")
BETWEEN = re.compile(r"<br */?>|</(?:li|d[dt]|t[dhr]|p|div|blockquote|h[1-6])>", re.IGNORECASE)


def of_text(text: str) -> tuple[Block, ...]:
    """Paragraphs stand apart by blank lines, or else each on a line of its own."""
    text = html_tree.CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    parts = BLANK_LINE.split(text) if BLANK_LINE.search(text.strip()) else text.split("\n")
    return tuple(paragraph(line) for part in parts if (line := spaced(part).strip()))


def paragraph(text: str) -> Block:
    return Block("paragraph", f"<p>{escape(text, quote=False)}</p>")


def of_block(block: Block) -> str:
    """What a paragraph, a heading or a quote says."""
    value = block.value["text"] if block.kind == "quote" else block.value
    return text_of(value) if block.kind == "paragraph" else str(value)


def text_of(html: str) -> str:
    return spaced(html_tree.CONTROL.sub("", unescape(TAG.sub("", BETWEEN.sub(" ", html))))).strip()


def link(address: str | None, base: str = "") -> str:
    """Absolute, and nothing that a browser would run; empty where that cannot be had."""
    # Browsers pass over these within a scheme.
    address = re.sub(r"[\x00-\x20\x7f]+", "", address or "")
    try:
        joined = urljoin(base, address) if address else ""
        parts = urlsplit(joined)
    except ValueError:
        return ""
    safe = parts.scheme.lower() in SCHEMES and (parts.netloc or parts.scheme.lower() == "mailto")
    return joined if safe and len(joined) <= LONGEST_LINK else ""


def spaced(text: str) -> str:
    return SPACE.sub(" ", text)


def escaped(text: str | None) -> str:
    return escape(spaced(html_tree.CONTROL.sub("", text or "")), quote=False)
