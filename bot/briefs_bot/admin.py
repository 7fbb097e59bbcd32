"""Read-only views of chats and broadcasts in the Wagtail admin."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import yesno
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup
from wagtail_modeladmin.views import InspectView

from briefs_app import reader
from briefs_bot import bots
from briefs_bot.desk import connecting, doctor_page, outcomes, rights, tokens
from briefs_bot.desk.record_listing import LedgerListing, NumberedAddresses
from briefs_bot.models import Broadcast, Chat
from briefs_bot.telegram import reasons


class ReadOnly(PermissionHelper):
    """Allow viewing only; with several bots, only rows of sites whose root page the user may edit."""

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        return super().user_can_inspect_obj(user, obj) and rights.is_of_their_site(user, obj.bot)

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class SiteFilter(SimpleListFilter):
    """A filter by site, hidden where only one bot is configured."""

    title = _("site")
    parameter_name = "bot"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        visible = bots.visible_to(request.user)
        known = bots.configured() if visible is None else visible
        return [(str(bot.number), str(bot.site)) for bot in known] if len(known) > 1 else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value() or ""
        return queryset.filter(bot=chosen) if chosen.isdecimal() else queryset


class PerSite(ModelAdmin):
    """An admin of rows that belong to a bot; it has a column with the site where there are several bots."""

    permission_helper_class = ReadOnly
    url_helper_class = NumberedAddresses
    index_view_class = LedgerListing
    inspect_view_enabled = True
    # Rows are not changed here, so there is no history; and modeladmin shows it to every user of the admin.
    history_view_enabled = False
    index_view_extra_css = ["briefs_bot/admin.css"]

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return [*self.list_display, "site_name"] if len(bots.configured()) > 1 else self.list_display

    def get_extra_attrs_for_field_col(self, obj: Any, field_name: str) -> dict[str, str]:
        return {"style": "white-space: nowrap"} if field_name == "kind" else {}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        whose = (When(bot=bot.number, then=Value(str(bot.site))) for bot in bots.configured())
        named = Case(*whose, default=Value(""), output_field=CharField())
        rows = super().get_queryset(request).annotate(named=named)
        visible = bots.visible_to(request.user)
        return rows if visible is None else rows.filter(bot__in=[bot.number for bot in visible])

    def site_name(self, row: Any) -> str:
        return row.named or str(row.bot or "–")  # a bot that we no longer have, or have not yet

    site_name.short_description = _("site")  # type: ignore[attr-defined]


class FactsView(InspectView):
    """A detail view that shows values in words for editors."""

    def get_field_label(self, field_name: str, field: Any = None) -> str:
        return capfirst(super().get_field_label(field_name, field))

    def get_field_display_value(self, field_name: str, field: Any = None) -> Any:
        value = super().get_field_display_value(field_name, field)
        if field_name == "bot":
            return bots.name(value)
        if field_name.endswith("_reason"):
            return reasons.shown(value)
        return yesno(value) if isinstance(value, bool) else value


class ChatView(FactsView):
    """The detail view of a chat, with the topics that it follows."""

    def get_fields_dict(self) -> list[dict[str, Any]]:
        return [
            *super().get_fields_dict(),
            {"label": capfirst(_("topics")), "value": self._topics()},
            {"label": capfirst(_("content languages")), "value": self._languages()},
        ]

    def _languages(self) -> str:
        chosen = self.instance.content_languages.values_list("language", flat=True)
        return ", ".join(map(reader.language_name, chosen or [self.instance.language]))

    def _topics(self) -> str:
        following, known = self.instance.following, reader.topics(get_language())
        if not following.everything:
            return ", ".join(topic.name for topic in known if topic.key in following)
        excluded = ", ".join(topic.name for topic in known if topic.key in following.excluded)
        return _("Everything but %(topics)s") % {"topics": excluded} if excluded else _("Everything")


class ChatButtons(ButtonHelper):
    """Buttons that lead to the desk's own form of a channel or group.

    modeladmin's own form stays closed to everybody. Its views show chats of the user's sites only.
    """

    def get_buttons_for_obj(
        self, obj: Any, exclude: Any = None, classnames_add: Any = None, classnames_exclude: Any = None
    ) -> list[dict[str, Any]]:
        buttons = super().get_buttons_for_obj(obj, exclude, classnames_add, classnames_exclude)
        if not self._may_set_up(obj):
            return buttons
        # Alone, below the details, it is the main one.
        return [*buttons, self._set_up(obj, self.finalise_classname(classnames_add, classnames_exclude))]

    def _may_set_up(self, chat: Chat) -> bool:
        may_change = self.request.user.has_perm("briefs_bot.change_chat")
        return may_change and chat.kind != Chat.Kind.PRIVATE

    def _set_up(self, chat: Chat, classname: str) -> dict[str, Any]:
        return {
            "url": reverse("briefs_bot_chat", args=[chat.pk]),
            "label": _("Set up"),
            "classname": classname,
            "title": _("Set up this %(object)s") % {"object": self.verbose_name},
        }


class ChatListing(LedgerListing):
    """The list of chats, with the buttons that connect a channel or group."""

    @cached_property
    def connect_buttons(self) -> list[tuple[bots.SiteBot, str]]:
        return connecting.buttons(self.request.user)


class ChatAdmin(PerSite):
    model = Chat
    index_view_class = ChatListing
    index_template_name = "briefs_bot/desk/chats.html"
    button_helper_class = ChatButtons
    menu_icon = "group"
    list_display = ["__str__", "kind", "language", "active", "trouble", "followed", "created_at"]
    list_filter = [SiteFilter, "kind", "language", "is_active"]
    search_fields = ["title", "telegram_id"]
    inspect_view_fields = [
        "title",
        "bot",
        "telegram_id",
        "kind",
        "language",
        "is_active",
        "inactive_reason",
        "inactive_since",
        "broken_reason",
        "is_silent",
        "signature",
        "thread_id",
        "connected_by",
        "created_at",
    ]
    inspect_view_class = ChatView

    def get_queryset(self, request: HttpRequest) -> QuerySet[Chat]:
        return (
            super()
            .get_queryset(request)
            .annotate(n_topics=Count("subscriptions", filter=Q(subscriptions__is_excluded=False)))
        )

    def active(self, chat: Any) -> str:
        return yesno(chat.is_active)  # in words, as the icons of Django's own admin need its static files

    def trouble(self, chat: Any) -> str:
        return reasons.shown(chat.broken_reason)

    trouble.short_description = _("trouble")  # type: ignore[attr-defined]
    trouble.admin_order_field = "broken_reason"  # type: ignore[attr-defined]

    active.short_description = _("active")  # type: ignore[attr-defined]
    active.admin_order_field = "is_active"  # type: ignore[attr-defined]

    def followed(self, chat: Any) -> int:
        return chat.n_topics

    followed.short_description = _("topics")  # type: ignore[attr-defined]


class BroadcastView(InspectView):
    """The address that modeladmin's listing links to; the report has taken its place."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("briefs_bot_report", self.instance.pk)


class BroadcastAdmin(PerSite):
    model = Broadcast
    menu_icon = "mail"
    list_display = ["title", "language", "kind", "created_at", "outcome"]
    list_filter = [SiteFilter, "kind", "language", "created_at"]
    search_fields = ["title"]
    inspect_view_class = BroadcastView

    def outcome(self, row: Any) -> str:
        return str(outcomes.of_broadcast(row))

    outcome.short_description = _("outcome")  # type: ignore[attr-defined]


class TelegramGroup(ModelAdminGroup):
    menu_label = _("Telegram")
    menu_icon = "mail"
    menu_order = 130
    items = (ChatAdmin, BroadcastAdmin)

    def get_submenu_items(self) -> list[Any]:
        shown = super().get_submenu_items()
        return [*shown, doctor_page.menu_item(len(shown) + 1), tokens.menu_item(len(shown) + 2)]
