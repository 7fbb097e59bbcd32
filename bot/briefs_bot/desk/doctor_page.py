"""The page on which the doctor says what is wrong with the installation; it changes nothing."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from briefs_bot import doctor
from briefs_bot.desk import rights
from briefs_bot.operations.diagnosis import Level, is_healthy

# These name chats.
PERSONAL = {"rights"}
LABELS = {
    Level.OK: gettext_lazy("in order"),
    Level.WARNING: gettext_lazy("warning"),
    Level.ERROR: gettext_lazy("error"),
}


class DoctorView(WagtailAdminTemplateMixin, TemplateView):
    """Examines everything anew, which takes up to some seconds."""

    template_name = "briefs_bot/desk/doctor.html"
    header_icon = "clipboard-list"
    page_title = gettext_lazy("Doctor")
    _show_breadcrumbs = True  # Wagtail 7 leaves them out otherwise

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not rights.may_examine(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_name = self.request.user.has_perm("briefs_bot.view_chat")
        found = [each for each in doctor.diagnose() if may_name or each.name not in PERSONAL]
        worst_first = sorted(found, key=lambda each: list(Level).index(each.level), reverse=True)
        rows = [(LABELS[each.level], each) for each in worst_first]
        return {**super().get_context_data(**kwargs), "rows": rows, "is_healthy": is_healthy(found)}


class DoctorMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rights.may_examine(request.user)


def menu_item(order: int) -> MenuItem:
    address = reverse_lazy("briefs_bot_doctor")
    return DoctorMenuItem(gettext_lazy("Doctor"), address, icon_name="clipboard-list", order=order)


def urls() -> list[URLPattern]:
    return [path("briefs_bot/doctor/", DoctorView.as_view(), name="briefs_bot_doctor")]
