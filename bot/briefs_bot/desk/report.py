"""The report of a broadcast: its facts, what happened to it, and what became of each delivery."""

from collections import OrderedDict
from typing import Any, ClassVar

import swapper
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from briefs_bot import bots
from briefs_bot.desk import actions, possible, rights, timeline
from briefs_bot.desk import report_fields as fields
from briefs_bot.desk.notices import OutcomeNotice
from briefs_bot.desk.report_filters import DeliveryFilters
from briefs_bot.models import Broadcast, Delivery

# The rows that are shown page by page; a download has all.
SHOWN = 10_000
CHUNK = 2_000


class BroadcastReport(ReportView):
    """The part that every report has; `row_fields` are the columns of its downloads."""

    template_name = "briefs_bot/desk/report.html"
    header_icon = "mail"
    _show_breadcrumbs = True  # Wagtail 7 leaves them out otherwise
    row_fields: ClassVar[tuple[fields.Field, ...]] = ()

    @cached_property
    def broadcast(self) -> Broadcast:
        return get_object_or_404(Broadcast, pk=self.kwargs["pk"])

    @property
    def list_export(self) -> list[str]:
        return [field.name for field in self.row_fields]

    @property
    def export_headings(self) -> dict[str, Any]:
        return {field.name: field.label for field in self.row_fields}

    def to_row_dict(self, item: Any) -> OrderedDict[str, Any]:
        return OrderedDict((field.name, fields.exported(field.value(item))) for field in self.row_fields)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_export:
            return self.as_spreadsheet(self.get_exported(), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def get_exported(self) -> Any:
        return self.get_filtered_queryset()

    def get_filename(self) -> str:
        return f"broadcast-{self.broadcast.pk}"

    def get_page_title(self) -> str:
        return _("Report")

    def get_page_subtitle(self) -> str:
        return self.broadcast.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse("briefs_bot_broadcast_modeladmin_index"), "label": _("Broadcasts")}
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, listing, here]

    def get_index_url(self) -> str:
        return reverse("briefs_bot_report", args=[self.broadcast.pk])

    def get_index_results_url(self) -> str:
        return reverse("briefs_bot_report_results", args=[self.broadcast.pk])

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        if self.results_only:
            return context
        notice = OutcomeNotice(self.broadcast, self.request.user, is_report=True)
        return {
            **context,
            "broadcast": self.broadcast,
            "notice": notice,
            "facts": _facts(self.broadcast),
            "out_of_reach": _out_of_reach(self.broadcast),
            "brief_url": _brief_url(self.broadcast, self.request.user),
            "events": timeline.of(self.broadcast),
            "media": context["media"] + notice.media,
        }


class DeliveriesReport(BroadcastReport):
    """The report for users who may see chats: each delivery, with the name of its chat."""

    model = Delivery
    row_fields = fields.OF_DELIVERIES
    filterset_class = DeliveryFilters

    @cached_property
    def columns(self) -> list[Column]:
        shown = [
            Column(each.name, label=each.label, accessor=each.value)
            for each in (fields.KIND, fields.LANGUAGE, fields.STATUS, fields.REASON)
        ]
        time = DateColumn("time", label=fields.TIME.label, accessor=fields.TIME.value)
        return [
            TitleColumn("chat", label=fields.CHAT.label, accessor=fields.CHAT.value, get_url=_chat_url),
            *shown,
            time,
            DecisionColumn("decision", possible.settling_for(self.request.user, self.broadcast)),
        ]

    def get_base_queryset(self) -> QuerySet[Delivery]:
        # In the order of an index.
        return self.broadcast.deliveries.select_related("chat").order_by("chat_id")

    def get_filtered_queryset(self) -> QuerySet[Delivery]:
        rows = self.get_queryset()
        return rows if self.is_export else rows[:SHOWN]

    def get_exported(self) -> Any:
        return self.get_filtered_queryset().iterator(CHUNK)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "broadcast": self.broadcast}

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        return {**context, "shown": SHOWN if context["items_count"] == SHOWN else 0}


class NumbersReport(BroadcastReport):
    """The report for users who may not see chats: numbers by status and reason."""

    row_fields = fields.OF_NUMBERS
    columns = [Column(field.name, label=field.label, accessor=field.value) for field in fields.OF_NUMBERS]

    def get_queryset(self) -> list[fields.Number]:
        return fields.numbers(self.broadcast)


class DecisionColumn(Column):
    """The post in a channel, or what may be decided about an uncertain delivery."""

    cell_template_name = "briefs_bot/desk/decision_cell.html"

    def __init__(self, name: str, actions: list[actions.Action]) -> None:
        super().__init__(name, label=fields.POST.label, accessor=fields.POST.value)
        self.actions = actions

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        is_open = instance.status == Delivery.Status.UNCERTAIN
        addresses = [
            (action, reverse(f"briefs_bot_delivery_{action.name}", args=[instance.pk]))
            for action in self.actions
            if is_open and instance.chat_id
        ]
        return {
            **context,
            "actions": addresses,
            "back": reverse("briefs_bot_report", args=[instance.broadcast_id]),
        }


def serve(request: HttpRequest, pk: int, results_only: bool = False) -> HttpResponse:
    """Answer with the report that the user may see."""
    broadcast = get_object_or_404(Broadcast, pk=pk)
    if not rights.may_see(request.user, broadcast.bot):
        raise PermissionDenied
    report = DeliveriesReport if request.user.has_perm("briefs_bot.view_chat") else NumbersReport
    return report.as_view(results_only=results_only)(request, pk=pk)


def _chat_url(delivery: Delivery) -> str | None:
    if delivery.chat_id is None:
        return None
    return reverse("briefs_bot_chat_modeladmin_inspect", args=[delivery.chat_id])


def _facts(broadcast: Broadcast) -> list[tuple[str, Any]]:
    facts = [
        (_("Language"), fields.language(broadcast.language)),
        (_("Kind"), broadcast.get_kind_display()),
        (_("Bot"), bots.name(broadcast.bot)),
        (_("Correction"), broadcast.note),
    ]
    return [(label, value) for label, value in facts if value]


def _brief_url(broadcast: Broadcast, user: Any) -> str:
    """Return the address of the brief's edit screen for users who may edit it."""
    page = swapper.load_model("wagtailcore", "Page").objects.filter(pk=broadcast.brief_id).first()
    may_edit = page and page.permissions_for_user(user).can_edit()
    return reverse("wagtailadmin_pages:edit", args=[page.pk]) if may_edit else ""


def _out_of_reach(broadcast: Broadcast) -> str:
    """Return what a later edit or withdrawal cannot change any more; nothing where it can."""
    sent = broadcast.delivery_counts[Delivery.Status.SENT]
    if not (broadcast.purged_at and sent) or broadcast.retracted_at:
        return ""
    said = ngettext(
        "A later edit, correction or withdrawal does not reach %(count)s message: which chat has it was "
        "deleted on %(date)s, because of its age.",
        "A later edit, correction or withdrawal does not reach %(count)s messages: which chats have them was "
        "deleted on %(date)s, because of their age.",
        sent,
    )
    return said % {"count": sent, "date": date_format(timezone.localtime(broadcast.purged_at))}
