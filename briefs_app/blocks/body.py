"""The building blocks of a brief's body."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.images.blocks import ImageChooserBlock

from briefs_app.blocks.embed import StoredEmbedBlock, StoredRichTextBlock

INLINE = ["bold", "italic", "link", "document-link", "superscript", "subscript"]


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quote"))
    attribution = blocks.CharBlock(label=_("Who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "briefs_app/blocks/quote.html"


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(
        label=_("Alternative text"),
        required=False,
        default="",
        max_length=255,
        help_text=_(
            "Describes the image for readers who cannot see it. Empty means the description of the image."
        ),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False)
    credit = blocks.CharBlock(label=_("Credit"), required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "briefs_app/blocks/image.html"


class BriefBodyBlock(blocks.StreamBlock):
    key_points = blocks.ListBlock(
        blocks.CharBlock(label=_("Point")),
        icon="list-ul",
        label=_("Key points"),
        template="briefs_app/blocks/key_points.html",
    )
    paragraph = StoredRichTextBlock(features=[*INLINE, "ol", "ul"], label=_("Paragraph"))
    heading = blocks.CharBlock(
        icon="title", form_classname="title", label=_("Heading"), template="briefs_app/blocks/heading.html"
    )
    quote = QuoteBlock()
    image = ImageBlock()
    table = TableBlock(label=_("Table"), template="briefs_app/blocks/table.html")
    embed = StoredEmbedBlock(
        label=_("Embed"), help_text=_("The address of a video or a post."), max_width=800
    )

    class Meta:
        required = False
