"""Wagtail's blocks for embeds and rich text, for bodies whose readers never wait for a provider."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import RichTextBlock
from wagtail.embeds.blocks import EmbedBlock, EmbedValue
from wagtail.embeds.exceptions import EmbedException
from wagtail.rich_text import RichText

from briefs_app.blocks.embeds import fetching, rich_text
from briefs_app.blocks.embeds.stored import Lookup
from briefs_app.blocks.embeds.wanted import Wanted

try:
    from wagtail.api.rich_text import APIRichText
except ImportError:  # before Wagtail 8 the API shows rich text as it is stored
    APIRichText = None


class StoredEmbedValue(EmbedValue):
    """The address of an embed, which renders what is stored for it. Values may share a lookup."""

    def __init__(self, wanted: Wanted, lookup: Lookup | None = None) -> None:
        super().__init__(*wanted)
        self.wanted = wanted
        self._lookup = lookup or Lookup([wanted])

    @property
    def html(self) -> str:
        return self._lookup.html(self.wanted)


class StoredEmbedBlock(EmbedBlock):
    """Fetches its embed when an editor saves; a provider that does not answer leaves a link."""

    def to_python(self, value: Any) -> StoredEmbedValue | None:
        return StoredEmbedValue(self._wanted(value)) if value else None

    def bulk_to_python(self, values: Iterable[Any]) -> list[StoredEmbedValue | None]:
        wanted = [self._wanted(value) if value else None for value in values]
        lookup = Lookup(filter(None, wanted))
        return [StoredEmbedValue(each, lookup) if each else None for each in wanted]

    def get_default(self) -> StoredEmbedValue | None:
        return self.normalize(super().get_default())

    def value_from_form(self, value: Any) -> StoredEmbedValue | None:
        return self.to_python(value)

    def normalize(self, value: Any) -> StoredEmbedValue | None:
        if isinstance(value, StoredEmbedValue):
            return value if value.url else None
        return self.to_python(value.url if isinstance(value, EmbedValue) else value)

    def clean(self, value: Any) -> Any:
        # Wagtail's own would ask the provider for as long as it likes.
        cleaned = super(EmbedBlock, self).clean(value)
        if cleaned:
            try:
                fetching.fetch_missing(cleaned.wanted)
            except EmbedException as error:
                raise ValidationError(_("Cannot find an embed for this URL.")) from error
        return cleaned

    def _wanted(self, url: str) -> Wanted:
        return Wanted(url, getattr(self.meta, "max_width", None), getattr(self.meta, "max_height", None))


class StoredRichTextBlock(RichTextBlock):
    """Shows the embeds inside rich text from Wagtail's table, where the feature `embed` is on."""

    def to_python(self, value: Any) -> RichText:
        return rich_text.shared([value])[0]

    def bulk_to_python(self, values: Iterable[Any]) -> list[RichText]:
        return list(rich_text.shared(list(values)))

    def value_from_form(self, value: Any) -> RichText:
        return self.to_python(value)

    def normalize(self, value: Any) -> RichText:
        if isinstance(value, rich_text.StoredRichText):
            return value
        return self.to_python(super().normalize(value).source)

    def get_api_representation(self, value: Any, context: Any = None) -> Any:
        request = context and context.get("request")
        if APIRichText is None:
            return super().get_api_representation(value, context)
        shown_as = APIRichText.resolve_format(request.GET.get("rich_text_format") if request else None)
        if shown_as == APIRichText.FORMAT_HTML:
            return rich_text.expanded(value.source, getattr(value, "lookup", None))
        # Who has a token may send back what was read, so that keeps its embeds.
        editing = request is not None and getattr(request, "user", None) and request.user.is_authenticated
        if shown_as == APIRichText.FORMAT_MARKDOWN or (
            shown_as == APIRichText.FORMAT_DB_MARKDOWN and not editing
        ):
            value = RichText(rich_text.with_links(value.source))
        return super().get_api_representation(value, context)


# Migrations name Wagtail's blocks, whose data these hold: no host needs a new migration.
DECONSTRUCT_ALIASES = {
    StoredEmbedBlock: "wagtail.embeds.blocks.EmbedBlock",
    StoredRichTextBlock: "wagtail.blocks.RichTextBlock",
}
