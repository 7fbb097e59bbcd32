"""Lets the content checks of the editor look into the front end's page, and that page answer."""

from django.conf import settings
from wagtail import hooks
from wagtail.admin.userbar import ContentCheckerItem


class FrontEndCheckerItem(ContentCheckerItem):
    def get_axe_spec(self, request):
        front_end = settings.WAGTAIL_HEADLESS_PREVIEW["CLIENT_URLS"]["default"]
        origins = [front_end, settings.WAGTAILADMIN_BASE_URL]
        return {**super().get_axe_spec(request), "allowedOrigins": origins}


@hooks.register("construct_wagtail_userbar")
def check_the_front_end(request, items, page):
    items[:] = [FrontEndCheckerItem() if isinstance(item, ContentCheckerItem) else item for item in items]
