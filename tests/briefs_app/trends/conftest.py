"""The site of the tests of pages, with three topics."""

from tests.briefs_app.pages.conftest import _unindexed, media, public_brief, read, topic, topics

__all__ = ["_unindexed", "media", "public_brief", "read", "topic", "topics"]
