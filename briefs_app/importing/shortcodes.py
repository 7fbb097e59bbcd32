"""Remove WordPress's shortcodes from a text in one pass, so that their number does not matter."""

import re
from collections.abc import Sequence

# Possessive, and each part ends where another bracket begins: no text is scanned twice.
TAG = re.compile(r"(\[[^\[\]]*+\])")
NAME = re.compile(r"\[(/?)([a-zA-Z][\w-]{0,60})(?![\w-])(.*)\]", re.DOTALL)
ATTRIBUTE = re.compile(r"\s+[\w-]{1,60}=|=https?://")
PICTURE = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL)
ADDRESS = re.compile(r"https?://[^\s\[\]<>\"]+")
# Shortcodes without closing tag or attributes; any other such word, as in “[sic]”, is prose.
UNCLOSED_TAGS = {"audio", "gallery", "playlist", "toc", "video"}


def remove(content: str) -> tuple[str, list[str]]:
    """Return the text, and notes; captions, embedded addresses and text between tags are kept."""
    # Text and tags alternate.
    parts = TAG.split(content)
    tags = [_name(part) if at % 2 else "" for at, part in enumerate(parts)]
    closed = {tag[1:] for tag in tags if tag.startswith("/")}
    output, left_out = _Output(), 0
    for part, tag in zip(parts, tags, strict=True):
        if not tag or not _is_shortcode(part, tag, closed):
            output.add(part)
        elif not output.handle(tag):
            left_out += not tag.startswith("/")
    return output.text, [f"left out: {left_out} shortcodes"] if left_out else []


def _name(tag: str) -> str:
    """Return the name of a tag, with a slash if it closes; empty if the brackets are prose."""
    found = NAME.fullmatch(tag)
    return found[1] + found[2] if found else ""


def _is_shortcode(part: str, tag: str, closed: set[str]) -> bool:
    """Return whether a bracket is a shortcode, not prose such as “[sic]”."""
    attributes = part[1 + len(tag) : -1].rstrip("/ ")
    return (
        tag.startswith("/")
        or tag in closed | UNCLOSED_TAGS
        or ("_" in tag and not attributes)
        or ATTRIBUTE.match(attributes) is not None
    )


class _Output:
    """The text kept so far, and where its last caption or embedded address began."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._opened: dict[str, int] = {}

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, part: str) -> None:
        self._parts.append(part)

    def handle(self, tag: str) -> bool:
        """Note an opening tag, or convert the text since it; return False for a tag without conversion."""
        name = tag.removeprefix("/")
        if name not in REPLACEMENTS:
            return False
        if tag == name:
            self._opened[name] = len(self._parts)
        elif (start := self._opened.pop(name, None)) is not None:
            self._parts[start:] = [REPLACEMENTS[name](self._parts[start:])]
        return True


def _figure(parts: Sequence[str]) -> str:
    inner = "".join(parts)
    picture = PICTURE.fullmatch(inner)
    if not picture:
        return inner
    return f"<figure>{picture[1]}<figcaption>{picture[2].strip()}</figcaption></figure>"


def _link(parts: Sequence[str]) -> str:
    inner = "".join(parts)
    address = ADDRESS.fullmatch(inner.strip())
    return f'<p><a href="{address[0]}">{address[0]}</a></p>' if address else inner


REPLACEMENTS = {"caption": _figure, "embed": _link}
