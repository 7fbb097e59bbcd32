"""The addresses below an index page; each file holds what belongs together.

Abstract models, since the migrations of a host name every other class that its pages are built on.
"""

from briefs_app.routes.editions import EditionRoutes
from briefs_app.routes.feeds import FeedRoutes
from briefs_app.routes.search import SearchRoutes
from briefs_app.routes.trends import TrendRoutes

__all__ = ["EditionRoutes", "FeedRoutes", "SearchRoutes", "TrendRoutes"]
