"""The site of the tests of pages, with three topics."""

from tests.briefs_app.pages.conftest import media, public_brief, read, topic, topics

__all__ = ["media", "public_brief", "read", "topic", "topics"]
