"""(public) Headless preview: one draft through the API v2, for whoever holds a fresh token for it."""

from datetime import timedelta
from typing import Any

from django.core.signing import BadSignature
from django.http import Http404
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache

from briefs_app.api import BriefsAPIViewSet
from briefs_app.api.parameters import Parameter, Text

TOKEN = Parameter("token", Text(), "Which draft, signed by the site.")
# The package that makes the tokens tells the front end, which may pass it on.
CONTENT_TYPE = Parameter("content_type", Text(), "Its page type, which the token knows by itself.")


class PreviewAPIViewSet(BriefsAPIViewSet):
    """A draft as the API will show it. The page model has wagtail-headless-preview's HeadlessPreviewMixin."""

    name = "preview"
    detail_operations = (TOKEN, CONTENT_TYPE)
    # How long after the editor last looked; the package itself lets a token live for a day or two.
    fresh = timedelta(minutes=10)

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [path("", never_cache(cls.as_view({"get": "detail_view"})), {"pk": 0}, name="listing")]

    def get_object(self) -> Any:
        token = self.asked.get("token", "")
        try:
            self.model.get_preview_signer().unsign(token, max_age=self.fresh)
        except BadSignature as error:
            raise Http404("There is no such preview, or it has expired.") from error
        draft = self.model.get_page_from_preview_token(token)
        if draft is None:
            raise Http404("There is no such preview, or it has expired.")
        # The API wants a number also for what was never saved.
        draft.pk = draft.pk or 0
        return draft

    def is_lasting(self) -> bool:
        return False
