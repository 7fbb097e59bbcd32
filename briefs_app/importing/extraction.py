"""The only import of trafilatura, which extracts the article from a web page."""

import logging
from typing import Any

from briefs_app.importing import html_tree
from briefs_app.importing.errors import NotABrief, Unreadable

# trafilatura tag → HTML tag.
NAMES = {
    "quote": "blockquote",
    "item": "li",
    "ref": "a",
    "graphic": "img",
    "row": "tr",
    "cell": "td",
    "lb": "br",
}
STYLES = {"#b": "b", "#i": "i", "#sup": "sup", "#sub": "sub"}
DATE = {"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%dT%H:%M:%S%z"}


def article(html: str) -> Any:
    """Return the article of a page as a trafilatura document; NotABrief if there is none."""
    tree = html_tree.parse(html)
    try:
        from trafilatura import bare_extraction
    except ImportError as error:
        raise Unreadable(html_tree.NEEDS_EXTRA) from error

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        document = bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            include_formatting=True,
            include_images=True,
            include_links=True,
            date_extraction_params=DATE,
        )
    except Exception as error:
        # Whatever fails in it, the other files are still read.
        raise Unreadable(
            f"the article cannot be told from the page ({type(error).__name__}): save it as text"
        ) from error
    if document is None:
        raise NotABrief("no article is found in it")
    return document


def as_html(body: Any) -> Any:
    """Return the body with trafilatura's tags renamed to HTML."""
    for element in body.iter():
        tag, style = element.tag, element.get("rend") or ""
        if tag == "head":
            element.tag = style if style in ("h1", "h2", "h3", "h4", "h5", "h6") else "h3"
        elif tag == "hi":
            element.tag = STYLES.get(style, "span")
        elif tag == "list":
            element.tag = "ol" if style == "ol" else "ul"
        elif tag == "cell" and element.get("role") == "head":
            element.tag = "th"
        elif tag == "ref":
            element.set("href", element.get("target") or "")
        # lxml refuses to set a malformed name, so only known tags are renamed.
        if element.tag in NAMES:
            element.tag = NAMES[element.tag]
    return body
