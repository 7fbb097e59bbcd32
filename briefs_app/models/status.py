"""The statuses of briefs, with the words and signs for them, which a host may choose."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from briefs_app.conf import settings


class Status(models.TextChoices):
    """An empty status means *not assessed*, never *unchanged*."""

    IMPROVED = "improved", pgettext_lazy("status", "Improved")
    UNCHANGED = "unchanged", pgettext_lazy("status", "Unchanged")
    WORSENED = "worsened", pgettext_lazy("status", "Worsened")
    __empty__ = pgettext_lazy("status", "Not assessed")


class Chosen(Mapping[str, Any]):
    """A value by status: the host's setting when it is read, else ours, in the order of the legend."""

    def __init__(self, setting: str, ours: dict[str, Any]) -> None:
        self._setting, self._ours = setting, ours

    def __getitem__(self, status: str) -> Any:
        ours = self._ours[status]
        return getattr(settings, self._setting).get(status, ours)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ours)

    def __len__(self) -> int:
        return len(self._ours)


# Told apart by shape, never by colour alone.
OUR_SIGNS: dict[str, str] = {"improved": "▲", "unchanged": "■", "worsened": "▼", "": "○"}
SIGNS: Mapping[str, str] = Chosen("STATUS_SIGNS", OUR_SIGNS)
LABELS: Mapping[str, str | Promise] = Chosen(
    "STATUS_LABELS", {**dict(Status.choices[1:]), "": Status.__empty__}
)


# An empty status as addresses, filters, data and API answers spell it.
NOT_ASSESSED = "not_assessed"


def spelt(status: str) -> str:
    """Return the status as addresses and other programs have it."""
    return status or NOT_ASSESSED


def stored(status: Any) -> Any:
    """Return the status as the database has it."""
    return "" if status == NOT_ASSESSED else status


def status_choices() -> list[tuple[str | None, str | Promise]]:
    """Named in the migrations of hosts, so that other words for a status need no migration."""
    return [(None, LABELS[""]), *((status, LABELS[status]) for status in LABELS if status)]
