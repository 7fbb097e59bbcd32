"""Wagtail hooks: the admin's records and warnings, and what stands in the listing of briefs."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail_modeladmin.options import modeladmin_register

from briefs_app import reader
from briefs_bot import follow_link
from briefs_bot.admin import TelegramGroup
from briefs_bot.desk import (
    actions,
    approving,
    bulk,
    doors,
    findings,
    linking,
    listing_buttons,
    notices,
    outcomes,
    preview,
    publishing,
    rights,
    taking_back,
    urls,
)
from briefs_bot.desk.home_panels import (
    BroadcastsPanel,
    SilentBotsPanel,
    SilentInstallationPanel,
    TroubledChatsPanel,
)
from briefs_bot.desk.outcome_filter import OutcomeFilter
from briefs_bot.models import Subscription

modeladmin_register(TelegramGroup)


class OutcomeColumn(Column):
    """A column with the outcome of the brief's broadcast, linked for users who may see broadcasts."""

    def get_value(self, brief: Any) -> Any:
        return outcomes.of_brief(brief) or "–"

    def get_cell_context_data(self, brief: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(brief, parent_context)
        outcome = context["value"]
        if isinstance(outcome, outcomes.Outcome) and (address := _address(outcome, parent_context)):
            context["value"] = format_html('<a href="{}">{}</a>', address, outcome)
        return context


def _address(outcome: outcomes.Outcome, parent_context: Any) -> str:
    request = parent_context.get("request")
    # As modeladmin has it, but by what the user was asked already: no query per row.
    may_see = request and any(
        request.user.has_perm(f"briefs_bot.{verb}_broadcast") for verb in rights.VIEWERS
    )
    return reverse("briefs_bot_report", args=[outcome.pk]) if may_see else ""


@hooks.register("register_brief_column")
def broadcast_column() -> tuple[Column, Callable[[QuerySet[Any]], QuerySet[Any]]]:
    return OutcomeColumn("broadcast", label=_("Telegram")), _annotate


def _annotate(briefs: QuerySet[Any]) -> QuerySet[Any]:
    return listing_buttons.with_home_bot(outcomes.with_outcome(briefs))


@hooks.register("register_page_listing_more_buttons")
def offer_to_send(page: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    return listing_buttons.offer(page, user, next_url)


@hooks.register("register_brief_filter")
def outcome_filter() -> tuple[str, OutcomeFilter]:
    return "broadcast", OutcomeFilter()


@hooks.register("register_log_actions")
def register_log_actions(registry: Any) -> None:
    actions.register_log_actions(registry)


@hooks.register("register_brief_preview")
def preview_of_telegram() -> Any:
    return "telegram", gettext_lazy("Telegram"), preview.serve


@hooks.register("construct_brief_notices")
def tell_who_gets_it(request: HttpRequest, brief: Any, notices_shown: list[Any]) -> None:
    notices.append(request, brief, notices_shown)


@hooks.register("register_brief_check")
def check_what_telegram_gets(brief: Any, request: HttpRequest) -> Iterator[reader.Finding]:
    return findings.check(brief, request)


@hooks.register("register_follow_link")
def follow_on_telegram(site: Any, topic: Any) -> tuple[str, str] | None:
    return follow_link.offer(site, topic)


@hooks.register("register_permissions")
def offer_permission_of_tokens() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="briefs_bot", codename="change_storedtoken")


@hooks.register("register_admin_urls")
def register_desk() -> list[URLPattern]:
    doors.watch()
    return urls.patterns()


# After those who may refuse.
@hooks.register("before_publish_page", order=100)
def ask_before_publishing(request: HttpRequest, page: Any) -> HttpResponse | None:
    return publishing.ask(request, page)


@hooks.register("before_delete_page")
def warn_of_deleting(request: HttpRequest, page: Any) -> None:
    taking_back.warn(request, page)


@hooks.register("before_move_page")
def warn_of_moving(request: HttpRequest, page: Any, destination: Any) -> None:
    taking_back.warn_of_move(request, page, destination)


@hooks.register("before_unpublish_page")
def ask_before_unpublishing(request: HttpRequest, page: Any) -> HttpResponse | None:
    return taking_back.ask(request, page)


@hooks.register("before_approve_brief")
def ask_before_approving(request: HttpRequest, page: Any) -> HttpResponse | None:
    return approving.ask(request, page)


@hooks.register("after_approve_brief")
def delay_what_was_approved(request: HttpRequest, page: Any) -> None:
    approving.delay(request, page)


@hooks.register("before_bulk_action")
def ask_before_bulk_actions(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    return bulk.ask(request, action_type, objects, action)


@hooks.register("after_bulk_action")
def delay_what_was_published(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    bulk.delay(request, action_type, objects, action)


@hooks.register("register_account_settings_panel")
def offer_to_link(request: HttpRequest, user: Any, profile: Any) -> linking.TelegramPanel:
    return linking.TelegramPanel(request, user, profile)


@hooks.register("construct_homepage_panels")
def show_telegram(request: HttpRequest, panels: list[Any]) -> None:
    panels += [SilentInstallationPanel(), SilentBotsPanel(), BroadcastsPanel(), TroubledChatsPanel()]


@hooks.register("before_delete_snippet")
def tell_of_followers(request: HttpRequest, snippets: list[Any]) -> None:
    """Warn how many chats follow a topic before its last translation is deleted."""
    if request.method != "GET":
        return
    topics = {s.translation_key: s for s in snippets if s._meta.label == "briefs_app.Topic"}
    deleted = [snippet.pk for snippet in snippets]
    for topic in topics.values():
        followers = Subscription.objects.filter(topic=topic.translation_key, is_excluded=False)
        chats = followers.filter(chat__is_active=True).count()
        if chats and not topic.get_translations().exclude(pk__in=deleted).exists():
            text = ngettext(
                "%(chats)s chat follows “%(topic)s”, and stops following it if you delete it.",
                "%(chats)s chats follow “%(topic)s”, and stop following it if you delete it.",
                chats,
            )
            messages.warning(request, text % {"chats": chats, "topic": topic})
