"""URLs and listings of chats and broadcasts in the admin; a listing accepts its own filters only."""

from datetime import UTC
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import is_aware, make_aware
from wagtail_modeladmin.helpers import AdminURLHelper
from wagtail_modeladmin.views import IndexView

# The lookups that Django's filters write into the address.
LOOKUPS = {"", "exact", "gte", "lt", "isnull"}
MOMENTS = {"gte", "lt"}


class NumberedAddresses(AdminURLHelper):
    """URL patterns that accept numbers only, as modeladmin raises on other primary keys."""

    def get_action_url_pattern(self, action: str) -> str:
        return super().get_action_url_pattern(action).replace(r"[-\w]+", "[0-9]{1,18}")


class LedgerListing(IndexView):
    """A listing that accepts its own filters only.

    modeladmin accepts any field of any related table, by which users who see broadcasts could find out the
    names of chats.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except IncorrectLookupParameters:
            return redirect(self.index_url)

    def get_filters_params(self, params: Any = None) -> dict[str, list[str]]:
        given = super().get_filters_params(params)
        return {
            name: values
            for name, values in given.items()
            if self._is_filter(name) and all(_is_usable(name, value) for value in values)
        }

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> QuerySet:
        return super().get_search_results(request, queryset, search_term.replace("\0", ""))

    def _is_filter(self, name: str) -> bool:
        field, _, lookup = name.partition("__")
        known = {getattr(entry, "parameter_name", entry) for entry in self.list_filter}
        return field in known and lookup in LOOKUPS


def _is_usable(name: str, value: str) -> bool:
    return "\0" not in value and (name.partition("__")[2] not in MOMENTS or _is_moment(value))


def _is_moment(text: str) -> bool:
    """Return whether the database can store such a time: years before 1 in UTC it cannot."""
    try:
        moment = DateTimeField().to_python(text)
        (moment if is_aware(moment) else make_aware(moment)).astimezone(UTC)
    except (ValidationError, OverflowError, ValueError):
        return False
    return True
