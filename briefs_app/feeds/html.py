"""The text of a brief as feeds carry it: printable, harmless, with absolute addresses, in few queries."""

import re
import secrets
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urljoin

from bs4 import Tag
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images import get_image_model
from wagtail.rich_text import expand_db_html
from wagtail.whitelist import Whitelister, attribute_rule, check_url

from briefs_app import links
from briefs_app.blocks.embeds import rich_text, stored
from briefs_app.periods import days
from briefs_app.pictures.photos import Picture, picture

# What XML 1.0 has no place for; it comes along when text is pasted.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
PLAIN = [
    *(
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "div",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "h4",
        "hr",
    ),
    *("i", "li", "ol", "p", "s", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"),
]
IGNORED = ("iframe", "noscript", "object", "script", "style", "template", "textarea", "title")


def printable(text: Any) -> str:
    return UNPRINTABLE.sub("", str(text or ""))


def full(briefs: Iterable[Any], request: HttpRequest) -> dict[int, str]:
    """The whole text of each brief as HTML, by its id."""
    briefs, base = list(briefs), request.build_absolute_uri("/")
    prefetch_related_objects(briefs, "brief_corrections")
    briefs = links.readable(briefs, request)
    pictures = _pictures_inside(briefs, base)
    texts = [_joined([_head(brief, base), *_body(brief, pictures), _source(brief)]) for brief in briefs]
    # Whatever a host puts within rich text is looked up once for all briefs, hence in one long text.
    seam = f"<!--{secrets.token_hex(16)}-->"
    expanded = expand_db_html(rich_text.with_links(seam.join(texts))).split(seam)
    cleaner = Cleaner(base)
    return {brief.pk: printable(cleaner.clean(text)) for brief, text in zip(briefs, expanded, strict=True)}


class Cleaner(Whitelister):
    """Keeps what any reader shows; addresses become absolute."""

    def __init__(self, base: str) -> None:
        address = self._absolute(base)
        self.element_rules = {
            "[document]": attribute_rule({}),
            **dict.fromkeys(PLAIN, attribute_rule({})),
            **dict.fromkeys(IGNORED, Tag.decompose),
            "a": attribute_rule({"href": address}),
            "img": attribute_rule({"src": address, "alt": True, "width": True, "height": True}),
        }

    def _absolute(self, base: str) -> Callable[[str], str | None]:
        def absolute(address: str) -> str | None:
            try:
                return urljoin(base, address) if check_url(address) else None
            except ValueError:  # "http://[" and the like
                return None

        return absolute


def _head(brief: Any, base: str) -> SafeString:
    parts = [_figure(picture(brief.photo, base, brief.photo_alt), brief.photo_caption, brief.photo_credit)]
    parts.append(mark_safe(linebreaks(brief.summary, autoescape=True)))  # noqa: S308
    parts += [_correction(correction) for correction in brief.corrections]
    return _joined(parts)


def _correction(correction: Any) -> SafeString:
    day = f", {days.day(correction.made_at)}" if correction.made_at else ""
    return format_html("<p><strong>{}{}:</strong> {}</p>", _("Corrected"), day, correction.note)


def _source(brief: Any) -> SafeString:
    name = brief.source_name or brief.source_url
    if not name:
        return SafeString()
    link = format_html('<a href="{}">{}</a>', brief.source_url, name) if brief.source_url else name
    return format_html("<p>{} {}</p>", _("First published:"), link)


def _body(brief: Any, pictures: dict[Any, Picture]) -> list[SafeString]:
    parts = []
    for number, raw in enumerate(brief.body.raw_data):
        if (shown := _raw_image(raw)) is not None:
            found = pictures.get(shown["image"])
            parts.append(_figure(found, shown.get("caption"), shown.get("credit"), shown.get("alt")))
            continue
        block = brief.body[number]
        # By its class: readers of feeds get a link, whatever a host calls its embeds.
        draw = _embed if isinstance(block.block, EmbedBlock) else BLOCKS.get(block.block_type)
        parts.append(draw(block.value) if draw else SafeString(block.render()))
    return parts


def _pictures_inside(briefs: list[Any], base: str) -> dict[Any, Picture]:
    """All pictures of all bodies at once, where a StreamField would ask for those of each body."""
    shown = [found for brief in briefs for raw in brief.body.raw_data if (found := _raw_image(raw))]
    images = get_image_model().objects.filter(pk__in={found["image"] for found in shown})
    drawn = {image.pk: picture(image, base) for image in images.prefetch_related("renditions")}
    return {pk: found for pk, found in drawn.items() if found}


def _raw_image(raw: Any) -> dict[str, Any] | None:
    value = raw.get("value") if raw.get("type") == "image" else None
    return value if isinstance(value, dict) and value.get("image") else None


def _figure(
    shown: Picture | None, caption: str | None, credit: str | None, alt: str | None = None
) -> SafeString:
    if shown is None:
        return SafeString()
    words = [caption] if caption else []
    if credit:
        words.append(_("Photo: %(name)s") % {"name": credit})
    image = format_html(
        '<img src="{}" alt="{}" width="{}" height="{}">',
        *(shown.url, alt or shown.alt or caption or "", str(shown.width), str(shown.height)),
    )
    return format_html("<figure>{}<figcaption>{}</figcaption></figure>", image, " ".join(words))


def _points(points: Iterable[str]) -> SafeString:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((point,) for point in points)))


def _quote(value: Any) -> SafeString:
    words = mark_safe(linebreaks(value.get("text") or "", autoescape=True))  # noqa: S308
    who = format_html("<p>— {}</p>", value["attribution"]) if value.get("attribution") else ""
    return format_html("<blockquote>{}{}</blockquote>", words, who)


def _table(value: Any) -> SafeString:
    rows = list((value or {}).get("data") or ())
    header = bool((value or {}).get("first_row_is_table_header"))
    lines = []
    for number, row in enumerate(rows):
        cell = "<th>{}</th>" if header and not number else "<td>{}</td>"
        lines.append((format_html_join("", cell, ((text if text is not None else "",) for text in row)),))
    return format_html("<table>{}</table>", format_html_join("", "<tr>{}</tr>", lines))


def _embed(value: Any) -> SafeString:
    return stored.link(value.url) if value else SafeString()


def _joined(parts: Iterable[str]) -> SafeString:
    return SafeString("".join(parts))


BLOCKS: dict[str, Callable[[Any], SafeString]] = {
    "key_points": _points,
    "paragraph": lambda value: SafeString(value.source),
    "heading": lambda value: format_html("<h2>{}</h2>", value),
    "quote": _quote,
    "table": _table,
}
