"""The sitemap of what anybody may read, in every language of the site."""

from typing import Any

import swapper
from wagtail.contrib.sitemaps import Sitemap

from briefs_app import reader


class PublicPagesSitemap(Sitemap):
    def items(self) -> Any:
        pages = swapper.load_model("wagtailcore", "Page").objects.all()
        site = self.get_wagtail_site()
        return reader.visible(pages, site).order_by("path").defer_streamfields().specific()
