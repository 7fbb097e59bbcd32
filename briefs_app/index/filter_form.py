"""A page of briefs, filtered as the visitor asked; what makes no sense is ignored, not an error."""

from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from briefs_app.conf import settings
from briefs_app.models import LABELS, Topic
from briefs_app.models.status import spelt
from briefs_app.search import facets


class ListingForm(forms.Form):
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=lambda: [("", _("Any")), *((spelt(s), LABELS[s]) for s in LABELS)],
    )
    since = forms.DateField(
        label=pgettext_lazy("first day", "From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label=pgettext_lazy("last day", "To"), required=False, widget=forms.DateInput({"type": "date"})
    )

    def __init__(self, data: QueryDict, topics: QuerySet[Topic]) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.fields["topic"].choices = [("", _("All")), *((topic.slug, topic.name) for topic in topics)]


class Listing:
    """`topics` None means that the topic is settled already."""

    def __init__(
        self, query: QueryDict, briefs: QuerySet[Any], topics: QuerySet[Topic] | None = None
    ) -> None:
        self.query = query
        offered = Topic.objects.none() if topics is None else topics
        self.form = ListingForm(query, offered)
        if topics is None:
            del self.form.fields["topic"]
        self.form.is_valid()
        self.asked = {name: value for name, value in self.form.cleaned_data.items() if value}
        self.briefs = self._narrowed(briefs, offered)

    @cached_property
    def page(self) -> Page:
        return Paginator(self.briefs, settings.PER_PAGE).get_page(self.query.get("page"))

    @property
    def others(self) -> str:
        """The query string of this listing without its page."""
        query = self.query.copy()
        query.pop("page", None)
        return query.urlencode()

    def _narrowed(self, briefs: QuerySet[Any], topics: QuerySet[Topic]) -> QuerySet[Any]:
        asked = {name: [self.asked[name]] for name in ("topic", "status") if name in self.asked}
        briefs = facets.narrow(briefs, asked, {topic.translation_key: topic.slug for topic in topics})
        # A brief belongs to each day that its period covers.
        if since := self.asked.get("since"):
            briefs = briefs.filter(period_end__gte=since)
        if until := self.asked.get("until"):
            briefs = briefs.filter(period_start__lte=until)
        return briefs
