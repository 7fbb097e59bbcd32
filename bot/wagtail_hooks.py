"""Puts the bot into the Wagtail admin, and a column on each brief's broadcast into the listing of briefs."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail_modeladmin.options import modeladmin_register

from bot.admin import TelegramGroup
from bot.models import Broadcast, Delivery

modeladmin_register(TelegramGroup)


class BroadcastColumn(Column):
    cell_template_name = "bot/admin/broadcast_cell.html"


@hooks.register("register_brief_column")
def broadcast_column() -> tuple[Column, Callable[[QuerySet[Any]], QuerySet[Any]]]:
    return BroadcastColumn("broadcast", label=_("Telegram"), accessor="told_at"), _with_broadcast


def _with_broadcast(briefs: QuerySet[Any]) -> QuerySet[Any]:
    opened = Broadcast.objects.filter(brief_id=OuterRef("pk"), kind=Broadcast.Kind.NEW)
    sent = Count("deliveries", filter=Q(deliveries__status=Delivery.Status.SENT))
    return briefs.annotate(
        told_at=Subquery(opened.values("created_at")[:1]),
        told_chats=Subquery(opened.annotate(n=sent).values("n")[:1]),
    )
