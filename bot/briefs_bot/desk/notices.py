"""Tells at the fields for subscribers who would get the brief, or what became of it."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component

from briefs_app import reader
from briefs_bot import bots
from briefs_bot.desk import audience, outcomes, rights
from briefs_bot.models import Broadcast


class AudienceNotice(Component):
    """The chats that would get a brief which is not announced yet."""

    template_name = "briefs_bot/desk/audience.html"

    def __init__(self, brief: Any, user: Any) -> None:
        self.brief, self.user = brief, user

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        card, bot = reader.draft(self.brief), bots.of_page(self.brief)
        may_send = bot and self.brief.live and rights.may_control(self.user, bot.number)
        return {
            "card": card,
            "bot": bot,
            "audience": audience.of(card, bot) if card and bot else None,
            "test": reverse("briefs_bot_test", args=[self.brief.pk])
            if card and bot and self.brief.pk
            else "",
            "request": parent_context.get("request"),
            "send_now": reverse("briefs_bot_announce_brief", args=[self.brief.pk]) if may_send else "",
        }


class OutcomeNotice(Component):
    """The broadcast of a brief: what became of it, with what the user may do about it."""

    template_name = "briefs_bot/desk/outcome.html"

    def __init__(self, broadcast: Broadcast, brief: Any, user: Any) -> None:
        self.broadcast, self.brief, self.user = broadcast, brief, user

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        pk = self.broadcast.pk
        actions = rights.actions_for(self.user, self.broadcast)
        addresses = [(action, reverse(f"briefs_bot_{action.name}", args=[pk])) for action in actions]
        return {
            "outcome": outcomes.of_broadcast(self.broadcast),
            "report": rights.report_url(self.user, self.broadcast),
            "actions": addresses,
            "test": reverse("briefs_bot_test", args=[self.brief.pk]) if self.broadcast.bot else "",
            "request": parent_context.get("request"),
        }


def append(request: Any, brief: Any, notices: list[Component]) -> None:
    """Listen to `construct_brief_notices`."""
    broadcast = _announced(brief) if brief.pk else None
    notices.append(
        OutcomeNotice(broadcast, brief, request.user) if broadcast else AudienceNotice(brief, request.user)
    )


def _announced(brief: Any) -> Broadcast | None:
    news = Broadcast.objects.filter(brief_key=brief.translation_key, kind=Broadcast.Kind.NEW)
    return news.filter(language=brief.locale.language_code).first()
