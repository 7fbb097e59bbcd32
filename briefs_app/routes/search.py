"""The search page below an index page."""

from wagtail.contrib.routable_page.models import RoutablePageMixin


class SearchRoutes(RoutablePageMixin):
    pass
