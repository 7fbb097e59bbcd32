"""Feeds of an index page: RSS, Atom and JSON Feed, of everything or of what is asked for."""

from briefs_app.feeds.formats import FORMATS
from briefs_app.feeds.view import BriefsFeed

__all__ = ["FORMATS", "BriefsFeed"]
