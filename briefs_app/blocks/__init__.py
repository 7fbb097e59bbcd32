"""The blocks of a brief's body, also for the pages of a host."""

from briefs_app.blocks.body import BriefBodyBlock
from briefs_app.blocks.embed import StoredEmbedBlock, StoredRichTextBlock

__all__ = ["BriefBodyBlock", "StoredEmbedBlock", "StoredRichTextBlock"]
