"""The base of trends and editions: the briefs of one language, by week or by month."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Locale, Site

from briefs_app import audience
from briefs_app.api.endpoint import Endpoint
from briefs_app.api.filters import FACETS, Filter, day_range
from briefs_app.api.parameters import Choices, Parameter
from briefs_app.models import Topic
from briefs_app.periods.scales import SCALES, Period, dated

BY = Parameter(
    "by",
    Choices(lambda: SCALES, {"type": "string", "enum": list(SCALES)}, most=1),
    "Weeks (the default) or months.",
)
LANGUAGES = [
    Parameter(
        name,
        Choices(lambda: {locale.language_code: locale for locale in Locale.objects.order_by("pk")}, most=1),
        "One language; the site's own by default.",
    )
    for name in ("language", "locale")
]


class Rows(tuple):
    """Counted and sliced like a queryset."""

    def count(self) -> int:  # type: ignore[override]
        return len(self)


class Chronicle(Endpoint):
    filter_backends = []
    # The day that puts a brief into its week: the last one of its period, else that of its date.
    filters = (FACETS["topic"], *day_range("period_end", "brief_day"))
    shapes = ()
    listing_operations = (*Endpoint.listing_operations, BY, *LANGUAGES)

    @classmethod
    def get_parameters(cls, action: str | None) -> list[Parameter]:
        return [] if action == "find_view" else super().get_parameters(action)

    @classmethod
    def get_filters(cls) -> list[Filter]:
        return list(cls.filters)

    @cached_property
    def site(self) -> Site | None:
        return Site.find_for_request(self.request)

    @cached_property
    def locale(self) -> Locale:
        for name in ("language", "locale"):
            if name in self.asked:
                return next(iter(self.asked[name].values()))
        return self.site.root_page.locale if self.site else Locale.get_default()

    @cached_property
    def scale(self) -> type[Period]:
        return next(iter(self.asked.get("by", SCALES).values()))

    def topics(self) -> QuerySet[Topic]:
        topics = Topic.objects.filter(locale=self.locale)
        if "topic" in self.asked:
            topics = topics.filter(translation_key__in=set().union(*self.asked["topic"].values()))
        return topics

    def briefs(self) -> Any:
        briefs = dated(audience.published(self.site).filter(locale=self.locale))
        for filter in self.filters:
            if filter.name in self.asked:
                briefs = filter.narrow(briefs, self.asked[filter.name])
        return briefs
