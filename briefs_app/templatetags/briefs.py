"""Words, signs and pictures of briefs, for any template."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.db.models import prefetch_related_objects
from django.forms import BoundField
from django.template import Context
from django.template.base import Parser, Token, TokenType
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.images.models import ResponsiveImage
from wagtail.images.templatetags import wagtailimages_tags

from briefs_app.models import LABELS, SIGNS
from briefs_app.models.status import OUR_SIGNS
from briefs_app.periods import days
from briefs_app.pictures.photos import default_alt, if_readable
from briefs_app.templatetags.brief_urls import once

register = template.Library()

# The same signs as SVG paths on a field of 12 by 12, so that they look alike in every font.
SHAPES = {
    "improved": "M6 1 11.5 11H.5Z",
    "unchanged": "M1.5 1.5h9v9h-9Z",
    "worsened": "M6 11 .5 1h11Z",
    "": "M6 1.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9Zm0 1.7a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Z",
}


@register.simple_tag(takes_context=True)
def status(context: Context, value: str) -> SafeString:
    """Sign and word of a status, by the template status.html; a page full of them renders each once."""
    key = ("status", value, get_language())
    return once(context, key, lambda: render_to_string("briefs_app/status.html", {"status": value}))


@register.filter
def status_label(status: str) -> str:
    return str(LABELS.get(status, LABELS[""]))


@register.filter
def sign(status: str) -> str:
    return SIGNS.get(status, SIGNS[""])


@register.filter
def drawn(status: str) -> SafeString:
    """The sign for a field of 12 by 12 in an SVG; a host's own sign is written, not drawn."""
    if sign(status) == OUR_SIGNS.get(status, OUR_SIGNS[""]):
        return format_html('<path fill="currentColor" d="{}"/>', SHAPES.get(status, SHAPES[""]))
    written = '<text class="sign-text" x="6" y="10.5" text-anchor="middle" fill="currentColor">{}</text>'
    return format_html(written, sign(status))


@register.filter
def day(moment: date | datetime | None) -> str:
    return days.day(moment) if moment else ""


@register.filter
def period(covered: tuple[date, date] | None) -> str:
    return days.period(*covered) if covered else ""


@register.filter
def host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


@register.filter
def image_alt(image: Any) -> str:
    """Return the image's own alternative text, unless that is only the name of its file."""
    return default_alt(image) if image else ""


@register.filter
def answer(field: BoundField) -> Any:
    """Return what the visitor chose in a field of the filter form, in the words of the form."""
    asked = field.form.cleaned_data.get(field.name)
    choices = dict(getattr(field.field, "choices", ()))
    return choices.get(asked, asked) if asked else ""


@register.tag
def photo(parser: Parser, token: Token) -> "PhotoNode":
    """Render like Wagtail's `srcset_image`, and nothing where the file or its storage cannot be read."""
    arguments = token.contents.removeprefix("photo")
    node = wagtailimages_tags.image(parser, Token(TokenType.BLOCK, f"srcset_image{arguments}"))
    return PhotoNode(node.image_expr, node.filter_specs, node.output_var_name, node.attrs)


class PhotoNode(wagtailimages_tags.SrcsetImageNode):
    def render(self, context: Context) -> str:
        image = self.validate_image(context)
        attrs = {name: value.resolve(context) for name, value in self.attrs.items()}
        shown = image and if_readable(image, lambda: self._img(image, attrs))
        if not self.output_var_name:
            return shown or ""
        context[self.output_var_name] = shown
        return ""

    def _img(self, image: Any, attrs: dict[str, Any]) -> SafeString:
        return format_html("{}", ResponsiveImage(image.get_renditions(*self.get_filters()), attrs))


@register.filter
def with_renditions(briefs: Iterable[Any]) -> list[Any]:
    """The same briefs, or cards; one query brings the renditions of all their photos."""
    briefs = list(briefs)
    prefetch_related_objects([brief.photo for brief in briefs if brief.photo], "renditions")
    return briefs
