"""The screen on which administrators store the bots' tokens; none is ever shown again."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.models import Site

from briefs_bot import bots
from briefs_bot.desk import actions, rights
from briefs_bot.models import StoredToken


class TokenForm(forms.Form):
    site = forms.ModelChoiceField(
        Site.objects.order_by("-is_default_site", "hostname"), label=gettext_lazy("Site"), empty_label=None
    )
    token = forms.CharField(
        label=gettext_lazy("Token"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Copy it whole from @BotFather. It is stored encrypted, and not shown again."),
    )

    @sensitive_variables("token")
    def clean_token(self) -> str:
        token = self.cleaned_data["token"]
        if not bots.is_token(token):
            raise forms.ValidationError(_("This is no token: a number, a colon and a secret."))
        return token

    @sensitive_variables("given")
    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "token" in given and "site" in given:
            others = bots.tokens().items() - {(host := bots.key_of(given["site"]), bots.tokens().get(host))}
            if bots.number(given["token"]) in {bots.number(token) for _host, token in others}:
                self.add_error("token", _("Another site has this bot."))
        return given


@method_decorator(sensitive_post_parameters("token"), name="dispatch")
class TokensView(WagtailAdminTemplateMixin, FormView):
    """Lists which bot has its token from where, and stores one."""

    template_name = "briefs_bot/desk/tokens.html"
    form_class = TokenForm
    success_url = reverse_lazy("briefs_bot_tokens")
    header_icon = "key"
    page_title = gettext_lazy("Tokens")
    _show_breadcrumbs = True  # Wagtail 7 leaves them out otherwise

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not rights.may_store_tokens(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: TokenForm) -> HttpResponse:
        host = bots.key_of(form.cleaned_data["site"])
        row = StoredToken.objects.keep(host, form.cleaned_data["token"])
        log(row, actions.STORE_TOKEN.log_action, user=self.request.user)
        messages.success(self.request, actions.STORE_TOKEN.done)
        if host in bots.given():
            messages.warning(self.request, _("The settings have a token for this site, too, which wins."))
        return super().form_valid(form)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stored = {row.host: row for row in StoredToken.objects.all()}
        given = bots.given()
        rows = []
        for site in Site.objects.order_by("-is_default_site", "hostname"):
            host = bots.key_of(site)
            rows.append({"site": site, "is_given": host in given, "stored": stored.get(host)})
        return {**super().get_context_data(**kwargs), "rows": rows}


class TokensMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rights.may_store_tokens(request.user)


def menu_item(order: int) -> MenuItem:
    return TokensMenuItem(
        gettext_lazy("Tokens"), reverse_lazy("briefs_bot_tokens"), icon_name="key", order=order
    )


def urls() -> list[URLPattern]:
    return [path("briefs_bot/tokens/", TokensView.as_view(), name="briefs_bot_tokens")]
