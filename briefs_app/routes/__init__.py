"""The addresses below an index page; each file holds what belongs together."""

from briefs_app.routes.editions import EditionRoutes
from briefs_app.routes.feeds import FeedRoutes
from briefs_app.routes.search import SearchRoutes

__all__ = ["EditionRoutes", "FeedRoutes", "SearchRoutes"]
