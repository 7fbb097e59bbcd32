"""Fields of a brief that would cost a query, or a serializer, for each row if Wagtail wrote them."""

from functools import cached_property
from typing import Any

from rest_framework.fields import CharField, DateTimeField, Field
from wagtail.api.v2.serializers import PageHtmlUrlField, PageSerializer, RelatedField, TagsField
from wagtail.models import Site

from briefs_app.api.addresses import absolute
from briefs_app.models.status import spelt
from briefs_app.pictures.photos import if_readable
from briefs_app.similar import related

# The same sizes as on the pages, so that most of them are there already.
RENDITIONS = {
    "thumbnail": "fill-360x240",
    "small": "width-480",
    "medium": "width-800",
    "large": "width-1600",
}
# Wagtail 7 would make PNG files of these.
KEPT = {"avif": "|format-avif", "webp": "|format-webp"}
SPECS = [spec + kept for spec in RENDITIONS.values() for kept in ("", *KEPT.values())]

# A related article; a page of another kind has no status, an outside link only its first fields.
RELATED = {
    "id": {"type": ["integer", "null"]},
    "title": {"type": "string"},
    "url": {"type": "string"},
    "date": {"type": ["string", "null"], "format": "date-time"},
    "summary": {"type": "string"},
    "status": {"type": ["string", "null"]},
    "photo_credit": {"type": "string"},
    "source": {"type": "string"},
    "reason": {"type": "string"},
    "picked": {"type": "boolean"},
}


class StatusField(CharField):
    """The status of a brief; an empty one is spelt out."""

    def to_representation(self, status: str) -> str:
        return spelt(status)


class RenditionsField(Field):
    """The photo of a brief in its sizes; null without a readable one."""

    schema = {
        "type": ["object", "null"],
        "required": list(RENDITIONS),
        "additionalProperties": False,
        "properties": {
            name: {
                "type": "object",
                "required": ["url", "width", "height", "alt"],
                "additionalProperties": False,
                "properties": {
                    "url": {"type": "string"},
                    "width": {"type": "integer"},
                    "height": {"type": "integer"},
                    "alt": {"type": "string"},
                },
            }
            for name in RENDITIONS
        },
    }

    def to_representation(self, brief: Any) -> dict[str, Any] | None:
        return renditions(brief.photo, self.context["request"], brief.photo_alt) if brief.photo else None


class RelatedArticlesField(Field):
    """The articles beside a brief, as its page shows them."""

    schema = {
        "type": "array",
        "items": {
            "type": "object",
            "required": [*RELATED, "photo"],
            "additionalProperties": False,
            "properties": {**RELATED, "photo": RenditionsField.schema},
        },
    }

    def get_attribute(self, brief: Any) -> list[Any]:
        known = getattr(brief, "related_cards", None)
        if known is not None:
            return known
        return related.beside(brief, Site.find_for_request(self.context["request"]))

    def to_representation(self, cards: list[Any]) -> list[dict[str, Any]]:
        return [self._card(card) for card in cards]

    def _card(self, card: Any) -> dict[str, Any]:
        request = self.context["request"]
        return {
            **{name: getattr(card, name) for name in RELATED},
            "url": absolute(request, card.url),
            "date": DateTimeField().to_representation(card.date) if card.date else None,
            "status": None if card.status is None else spelt(card.status),
            "reason": str(card.reason),
            "photo": renditions(card.photo, request, card.photo_alt) if card.photo else None,
        }


class CorrectionsField(Field):
    """All corrections of a brief, the newest first."""

    schema = {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["note", "made_at"],
            "additionalProperties": False,
            "properties": {
                "note": {"type": "string"},
                "made_at": {"type": ["string", "null"], "format": "date-time"},
            },
        },
    }

    def to_representation(self, corrections: list[Any]) -> list[dict[str, Any]]:
        moment = DateTimeField()
        return [
            {"note": each.note, "made_at": each.made_at and moment.to_representation(each.made_at)}
            for each in corrections
        ]


class HtmlUrlField(PageHtmlUrlField):
    """Looks for the sites' roots once for all rows."""

    def to_representation(self, page: Any) -> str | None:
        return page.get_full_url(self.context["request"])


class PreloadedTagsField(TagsField):
    def to_representation(self, value: Any) -> list[str]:
        return sorted(tag.name for tag in value.all())


class OneSerializerField(RelatedField):
    """Wagtail makes a serializer for each row."""

    @cached_property
    def _serializer(self) -> Any:
        serializer = self.serializer_class(context=self.context)
        for name, field in serializer.fields.items():
            if isinstance(field, TagsField):
                serializer.fields[name] = PreloadedTagsField()
        return serializer

    def to_representation(self, value: Any) -> Any:
        return self._serializer.to_representation(value)


class BriefSerializer(PageSerializer):
    serializer_related_field = OneSerializerField
    html_url = HtmlUrlField(read_only=True)


def renditions(image: Any, request: Any, alt: str = "") -> dict[str, Any] | None:
    kept = KEPT.get(image.file.name.rpartition(".")[2].lower(), "")
    specs = [spec + kept for spec in RENDITIONS.values()]
    return if_readable(image, lambda: _addressed(image, specs, request, alt))


def _addressed(image: Any, specs: list[str], request: Any, alt: str) -> dict[str, Any]:
    return {
        name: {
            "url": absolute(request, rendition.url),
            "width": rendition.width,
            "height": rendition.height,
            "alt": alt or image.default_alt_text,
        }
        for name, rendition in zip(RENDITIONS, image.get_renditions(*specs).values(), strict=True)
    }
