"""Wagtail's user bar for the front end: it reports to the editor's preview panel."""

from django.conf import settings
from django.views.generic import TemplateView
from wagtail.admin.userbar import Userbar


class UserbarView(TemplateView):
    template_name = Userbar.template_name
    http_method_names = ["get"]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(request=self.request, **kwargs)
        return Userbar(object=None, position="bottom-right").get_context_data(context)

    def render_to_response(self, context, **kwargs):
        front_end = settings.WAGTAIL_HEADLESS_PREVIEW["CLIENT_URLS"]["default"]
        headers = {"Access-Control-Allow-Origin": front_end}
        return super().render_to_response(context, headers=headers, **kwargs)
