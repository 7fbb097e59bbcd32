"""The filters of a report: by status, reason and kind of chat."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from briefs_bot.models import Broadcast, Chat, Delivery
from briefs_bot.telegram import reasons


class DeliveryFilters(WagtailFilterSet):
    """Filters of deliveries; only statuses and reasons that occur are offered, with their numbers."""

    status = ChoiceFilter(label=_("Status"))
    reason = ChoiceFilter(label=_("Reason"))
    kind = ChoiceFilter(label=_("Kind of chat"), field_name="chat__kind", choices=Chat.Kind.choices)

    class Meta:
        model = Delivery
        fields: list[str] = []

    def __init__(self, *args: Any, broadcast: Broadcast, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["status"].extra["choices"] = _statuses(broadcast)
        self.filters["reason"].extra["choices"] = _reasons(broadcast)


def _statuses(broadcast: Broadcast) -> list[tuple[str, str]]:
    counts = broadcast.delivery_counts
    return [(value, f"{label} ({n})") for value, label in Delivery.Status.choices if (n := counts[value])]


def _reasons(broadcast: Broadcast) -> list[tuple[str, str]]:
    numbers: dict[str, int] = {}
    for by_reason in broadcast.delivery_counts.reasons.values():
        for reason, number in by_reason.items():
            numbers[reason] = numbers.get(reason, 0) + number
    return [(reason, f"{reasons.shown(reason)} ({number})") for reason, number in numbers.items()]
