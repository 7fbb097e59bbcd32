"""Links of a page to pages and documents: those that the visitor may not read are left out everywhere.

`readable` gives pages as anybody, or as one visitor, may read them; every outlet that shows rich text,
a chosen page or a chosen document asks it: pages, feeds and both APIs.
"""

from briefs_app.links.access import Access
from briefs_app.links.hidden import Hidden, hidden
from briefs_app.links.readable import in_context, readable

__all__ = ["Access", "Hidden", "hidden", "in_context", "readable"]
