"""Puts the bot into the Wagtail admin: its records, warnings, and a column in the listing of briefs."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail_modeladmin.options import modeladmin_register

from briefs_bot.admin import TelegramGroup
from briefs_bot.desk import outcomes
from briefs_bot.desk.home_panels import SilentBotsPanel
from briefs_bot.models import Subscription

ACTIONS = ("view", "add", "change", "delete")

modeladmin_register(TelegramGroup)


class OutcomeColumn(Column):
    """The outcome of the brief's broadcast, with a link for those who may see broadcasts."""

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
    may_see = request and any(request.user.has_perm(f"briefs_bot.{action}_broadcast") for action in ACTIONS)
    return reverse("briefs_bot_broadcast_modeladmin_inspect", args=[outcome.pk]) if may_see else ""


@hooks.register("register_brief_column")
def broadcast_column() -> tuple[Column, Callable[[QuerySet[Any]], QuerySet[Any]]]:
    return OutcomeColumn("broadcast", label=_("Telegram")), outcomes.with_outcome


@hooks.register("construct_homepage_panels")
def show_silent_bots(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(SilentBotsPanel())


@hooks.register("before_delete_snippet")
def tell_of_followers(request: HttpRequest, snippets: list[Any]) -> None:
    """Say how many chats follow a topic, on the page that asks whether its last translation shall go."""
    if request.method != "GET":
        return
    topics = {s.translation_key: s for s in snippets if s._meta.label == "briefs_app.Topic"}
    deleted = [snippet.pk for snippet in snippets]
    for topic in topics.values():
        chats = Subscription.objects.filter(topic=topic.translation_key, chat__is_active=True).count()
        if chats and not topic.get_translations().exclude(pk__in=deleted).exists():
            text = ngettext(
                "%(chats)s chat follows “%(topic)s”, and stops following it if you delete it.",
                "%(chats)s chats follow “%(topic)s”, and stop following it if you delete it.",
                chats,
            )
            messages.warning(request, text % {"chats": chats, "topic": topic})
