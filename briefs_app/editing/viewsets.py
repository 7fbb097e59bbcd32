"""The listings, forms and choosers of briefs and topics in the Wagtail admin."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property, classproperty
from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn
from wagtail.admin.views.generic.history import HistoryFilterSet
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetCreateView,
)
from wagtail.snippets.views.snippets import HistoryView, SnippetViewSet
from wagtail.snippets.widgets import AdminSnippetChooser

from briefs_app.conf import settings
from briefs_app.editing.listing_filters import BriefFilterSet
from briefs_app.models import Topic
from briefs_app.periods import days

# Other apps add a column to the listing of briefs. A hook returns (Column, annotate: queryset → queryset).
COLUMN_HOOK = "register_brief_column"
# Other apps add a filter to it. A hook returns (name, Filter of django-filter).
FILTER_HOOK = "register_brief_filter"
# The topics to choose from are narrowed by this parameter.
IN_LANGUAGE = "locale__language_code"


def _registered() -> list[Any]:
    return [register() for register in hooks.get_hooks(COLUMN_HOOK)]


class StatusColumn(Column):
    cell_template_name = "briefs_app/admin/status_cell.html"

    class Media:
        css = {"all": ["briefs_app/admin/listing.css"]}


class PeriodColumn(Column):
    cell_template_name = "briefs_app/admin/period_cell.html"


class DayColumn(Column):
    cell_template_name = "briefs_app/admin/day_cell.html"


class BriefListingView(IndexView):
    """Briefs as Wagtail lists pages, what was edited last at the top."""

    base_filterset_class = BriefFilterSet
    base_columns = [
        *(column for column in IndexView.base_columns if column.name in ("bulk_actions", "title")),
        Column("topic", label=_("Topic"), sort_key="topic__name"),
        StatusColumn("brief_status", label=_("Status"), accessor="status", sort_key="status"),
        PeriodColumn("period", label=_("Period"), sort_key="period_end"),
        DayColumn("brief_date", label=_("Date"), sort_key="brief_date"),
        PageStatusColumn("status", label=_("Page state"), sort_key="live"),
        DateColumn("latest_revision_created_at", label=_("Edited"), sort_key="latest_revision_created_at"),
    ]

    @cached_property
    def filterset_class(self) -> type:
        others = dict(register() for register in hooks.get_hooks(FILTER_HOOK))
        return type("BriefFilterSet", (super().filterset_class,), others)

    def annotate_queryset(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        # Wagtail reads the pages in a second query, which only a prefetch survives.
        pages = super().annotate_queryset(pages).prefetch_related("topic")
        for _column, annotate in _registered():
            pages = annotate(pages)
        return pages

    def order_queryset(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        pages = super().order_queryset(pages)
        # Imported briefs share a moment, or have none; a page of the listing repeats none of the page before.
        return pages if self.is_searching else pages.order_by(*pages.query.order_by, "-pk")


class AnyLanguageParent(ChooseParentView):
    """Wagtail would offer the parents in the default language alone."""

    locale = None


class BriefViewSet(PageListingViewSet):
    icon = "doc-full"
    menu_label = _("Briefs")
    menu_name = "briefs"
    menu_order = 110
    add_to_admin_menu = True
    name = "briefs"
    index_view_class = BriefListingView
    choose_parent_view_class = AnyLanguageParent
    list_filter = ["page_state", "topic", "status", "period"]

    @classproperty
    def model(cls) -> type:
        return apps.get_model(settings.PAGE_MODEL)

    @classproperty
    def columns(cls) -> list[Column]:
        return [*BriefListingView.base_columns, *(column for column, _annotate in _registered())]


def check_moments(between: slice) -> None:
    if not all(days.is_in_every_time_zone(end) for end in (between.start, between.stop) if end):
        raise ValidationError(_("Choose a year from 2 to 9998."))


class TopicHistoryFilters(HistoryFilterSet):
    """Wagtail's own asks the database for moments that UTC does not have, which SQLite's adapter refuses."""

    timestamp = DateFromToRangeFilter(
        label=_("Date"), widget=DateRangePickerWidget, validators=[check_moments]
    )


class TopicHistoryView(HistoryView):
    filterset_class = TopicHistoryFilters


class NoCreation(SnippetCreateView):
    """The chooser offers no form for a new topic, and Wagtail's address for sending it fails without one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404


class TopicChooser(AdminSnippetChooser):
    """Offers topics in one language, where it is told which."""

    language = ""

    def get_chooser_modal_url(self) -> str:
        address = super().get_chooser_modal_url()
        return f"{address}?{urlencode({IN_LANGUAGE: self.language})}" if self.language else address


class InOneLanguage:
    """A list to choose from that has no filter by language where the language is settled."""

    @cached_property
    def i18n_enabled(self) -> bool:
        return IN_LANGUAGE not in self.request.GET and super().i18n_enabled  # type: ignore[attr-defined,misc]


class TopicChooseView(InOneLanguage, ChooseView):
    pass


class TopicChooseResultsView(InOneLanguage, ChooseResultsView):
    pass


class TopicChooserViewSet(SnippetChooserViewSet):
    create_view_class = NoCreation
    base_widget_class = TopicChooser
    choose_view_class = TopicChooseView
    choose_results_view_class = TopicChooseResultsView
    url_filter_parameters: ClassVar[list[str]] = [IN_LANGUAGE]
    preserve_url_parameters: ClassVar[list[str]] = ["multiple", IN_LANGUAGE]

    @cached_property
    def widget_class(self) -> Any:
        # Before version 8 Wagtail makes a widget of its own class here.
        if WAGTAIL_VERSION < (8,):
            return TopicChooser(model=self.model, icon=self.icon)
        return super().widget_class


class TopicViewSet(SnippetViewSet):
    model = Topic
    chooser_viewset_class = TopicChooserViewSet
    history_view_class = TopicHistoryView
    icon = "tag"
    menu_label = _("Topics")
    menu_order = 120
    add_to_admin_menu = True
    list_display = ["name", "locale", "slug", "aliases"]
    list_filter = ["locale"]
    search_fields = ["name", "aliases"]
    sort_order_field = "sort_order"
    ordering = ["sort_order", "name"]
