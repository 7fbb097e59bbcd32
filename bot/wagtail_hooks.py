"""Puts the bot into the Wagtail admin, and a column on each brief's broadcast into the listing of briefs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail_modeladmin.options import modeladmin_register

from bot.admin import TelegramGroup
from bot.conf import settings
from bot.models import Broadcast, Delivery

NOTED = ("bot", "not_sent", "created_at", "addressed_at", "paused_at", "cancelled_at", "retracted_at")
WAITING = (Delivery.Status.PENDING, Delivery.Status.SENDING)

modeladmin_register(TelegramGroup)


@hooks.register("register_brief_column")
def broadcast_column() -> tuple[Column, Callable[[QuerySet[Any]], QuerySet[Any]]]:
    return Column("broadcast", label=_("Telegram"), accessor=_told), _with_broadcast


def _with_broadcast(briefs: QuerySet[Any]) -> QuerySet[Any]:
    opened = Broadcast.objects.filter(brief_id=OuterRef("pk"), kind=Broadcast.Kind.NEW)
    its = Delivery.objects.filter(broadcast__brief_id=OuterRef("pk"), broadcast__kind=Broadcast.Kind.NEW)
    return briefs.annotate(
        told_sent=_count(its.filter(status=Delivery.Status.SENT)),
        told_waiting=_count(its.filter(status__in=WAITING)),
        **{f"told_{name}": Subquery(opened.values(name)[:1]) for name in NOTED},
    )


def _count(deliveries: QuerySet[Any]) -> Coalesce:
    """In a table of its own, where an index of the open ones can help."""
    counted = deliveries.order_by().values("broadcast").annotate(n=Count("pk")).values("n")[:1]
    return Coalesce(Subquery(counted), 0)


def _told(brief: Any) -> str:
    """What became of the brief's broadcast, the most important thing first."""
    if not brief.told_created_at:
        return "–"
    if brief.told_retracted_at:
        return _("Taken back")
    if brief.told_not_sent:
        return Broadcast.NotSent(brief.told_not_sent).label
    if brief.told_bot is None:
        is_over = timezone.now() > brief.told_created_at + timedelta(hours=settings.HORIZON)
        return _("Not sent: the site had no bot") if is_over else _("Waits: the site has no bot")
    sent = ngettext("Sent to %(chats)s chat", "Sent to %(chats)s chats", brief.told_sent)
    sent %= {"chats": brief.told_sent}
    if brief.told_cancelled_at:
        return _("%(sent)s, then cancelled") % {"sent": sent}
    if brief.told_paused_at:
        return _("%(sent)s, then paused") % {"sent": sent}
    if not brief.told_addressed_at:
        return _("Waits for a worker")
    if not brief.told_waiting:
        return sent
    return _("%(sent)s, %(count)s waiting") % {"sent": sent, "count": brief.told_waiting}
