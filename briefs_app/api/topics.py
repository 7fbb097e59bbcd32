"""The endpoint of the topics."""

from django.db.models import QuerySet
from wagtail.api.v2.serializers import BaseSerializer, PageLocaleField

from briefs_app.api.endpoint import Endpoint
from briefs_app.api.filters import Filter, language
from briefs_app.api.operations import SEARCH, Search
from briefs_app.api.parameters import Choices, Parameter
from briefs_app.models import Topic


class TopicSerializer(BaseSerializer):
    locale = PageLocaleField(read_only=True)


class TopicsAPIViewSet(Endpoint):
    """Every topic in every language, in the editors' order."""

    name = "topics"
    model = Topic
    base_serializer_class = TopicSerializer
    filters = (
        Filter(
            Parameter(
                "slug",
                Choices(lambda: {slug: slug for slug in Topic.objects.values_list("slug", flat=True)}),
                "Slugs, divided by commas.",
            ),
            lambda topics, slugs: topics.filter(slug__in=slugs),
        ),
        language("locale"),
        language("language"),
    )
    orders = ("sort_order", "name", "slug", "id")
    listing_operations = (*Endpoint.listing_operations, SEARCH)
    filter_backends = [Search, *Endpoint.filter_backends]
    meta_fields = [*Endpoint.meta_fields, "locale"]
    listing_default_fields = [*Endpoint.listing_default_fields, "name", "slug", "description", "locale"]
    nested_default_fields = [*Endpoint.nested_default_fields, "name", "slug"]

    def get_queryset(self) -> QuerySet[Topic]:
        return Topic.objects.select_related("locale")
