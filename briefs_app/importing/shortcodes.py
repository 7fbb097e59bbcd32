"""Takes WordPress's shortcodes out of a text, in one pass, however many there are."""

import re
from collections.abc import Sequence

# Each part ends where another bracket begins, and gives nothing back; so no text is scanned twice.
TAG = re.compile(r"(\[[^\[\]]*+\])")
NAME = re.compile(r"\[(/?)([a-zA-Z][\w-]{0,60})(?![\w-])(.*)\]", re.DOTALL)
ATTRIBUTE = re.compile(r"\s+[\w-]{1,60}=|=https?://")
PICTURE = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL)
ADDRESS = re.compile(r"https?://[^\s\[\]<>\"]+")
# Without these, “[sic]” would be one as well as “[toc]”.
UNCLOSED_TAGS = {"audio", "gallery", "playlist", "toc", "video"}


def remove(content: str) -> tuple[str, list[str]]:
    """Captions and embedded addresses stay, of the others what stands between their tags."""
    # Text and tags take turns.
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
    """With a slash where it closes; empty for brackets of prose."""
    found = NAME.fullmatch(tag)
    return found[1] + found[2] if found else ""


def _is_shortcode(part: str, tag: str, closed: set[str]) -> bool:
    attributes = part[1 + len(tag) : -1].rstrip("/ ")
    return (
        tag.startswith("/")
        or tag in closed | UNCLOSED_TAGS
        or ("_" in tag and not attributes)
        or ATTRIBUTE.match(attributes) is not None
    )


class _Output:
    """What has been read, and where within it the last caption or embedded address began."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._opened: dict[str, int] = {}

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, part: str) -> None:
        self._parts.append(part)

    def handle(self, tag: str) -> bool:
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
