"""Decode and parse an HTML page; refuse pages that are built to exhaust us."""

import codecs
import re
from typing import Any

from briefs_app.importing import files
from briefs_app.importing.errors import Unreadable

# lxml itself stops at 256, and silently drops deeper elements.
MAX_DEPTH = 128
MAX_ELEMENTS = 100_000
CHARSET = re.compile(rb"<meta\s[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
# Encodings of web pages; Python has other codecs, such as base64.
CHARSETS = re.compile(
    r"utf-?8|us-ascii|iso-?8859-?\d+|latin-?\d|(?:windows-?|cp)\d+|koi8-[rtu]|gb\w+|big5|shift_jis|euc-\w+"
)
LOOKS_LIKE_HTML = re.compile(
    r"\s*<(?:!doctype|\?xml|(?:html|head|body|meta|title|main|article|div|h1|p)\b)", re.IGNORECASE
)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
# Removed, as the parser drops everything after them.
END_TAGS = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
NEEDS_EXTRA = 'HTML needs the extra `import`: pip install "wagtail-briefs[import]"'


def looks_like_html(text: str) -> bool:
    """Return whether a text begins like an HTML page."""
    return LOOKS_LIKE_HTML.match(text[:2000]) is not None


def decode(data: bytes) -> str:
    """Return the text of a page in the encoding that it declares, UTF-8 by default."""
    if data.startswith(files.UTF16) or data.startswith(codecs.BOM_UTF8):
        return _decode_strictly(data, "utf-16" if data.startswith(files.UTF16) else "utf-8-sig")
    if b"\0" in data:
        raise Unreadable(files.NOT_TEXT)
    named = CHARSET.search(COMMENT.sub(b"", data[:4096]))
    return _decode_strictly(data, _codec(named[1].decode()) if named else "utf-8")


def parse(html: str) -> Any:
    """Return the document tree; Unreadable if it is too deep or too large to walk through."""
    try:
        from lxml import etree
        from lxml.html import HTMLParser, document_fromstring
    except ImportError as error:
        raise Unreadable(NEEDS_EXTRA) from error

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        document = document_fromstring(CONTROL.sub("", END_TAGS.sub("", html)).encode(), parser=parser)
    except etree.LxmlError as error:
        raise Unreadable("there is no text in it") from error
    if _is_hostile(document, parser.error_log):
        raise Unreadable(
            f"nested deeper than {MAX_DEPTH}, or more than {MAX_ELEMENTS} elements: no ordinary page"
        )
    return document


def _is_hostile(document: Any, complaints: Any) -> bool:
    from lxml import etree

    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in complaints):
        return True
    depth = 0
    for number, (event, _) in enumerate(etree.iterwalk(document, events=("start", "end"))):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH or number > 2 * MAX_ELEMENTS:
            return True
    return False


def _codec(name: str) -> str:
    name = name.lower()
    if not CHARSETS.fullmatch(name):
        raise Unreadable(f"its encoding “{name}” is unknown: save it as UTF-8")
    # As browsers do.
    name = "cp1252" if name in ("iso-8859-1", "latin-1", "us-ascii") else name
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise Unreadable(f"its encoding “{name}” is unknown: save it as UTF-8") from error


def _decode_strictly(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        at = error.start + 1
        raise Unreadable(
            f"not {codec.upper()} throughout (byte {at}): save it as UTF-8 with its charset named"
        ) from error
