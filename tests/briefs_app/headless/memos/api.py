"""What the front end asks for: the public briefs, and one draft for whoever has a fresh token."""

from wagtail.api.v2.router import WagtailAPIRouter

from briefs_app.api import register
from briefs_app.api.preview import PreviewAPIViewSet

router = WagtailAPIRouter("wagtailapi")
register(router)
router.register_endpoint("preview", PreviewAPIViewSet)
