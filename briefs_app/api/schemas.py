"""JSON schemas of what serializers write."""

from typing import Any

from rest_framework import fields, relations
from wagtail.api.v2 import serializers
from wagtail.images.api.v2.serializers import ImageDownloadUrlField

Schema = dict[str, Any]

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}
BLOCK = {
    "type": "object",
    "required": ["type", "value", "id"],
    "properties": {"type": TEXT, "value": {}, "id": {"type": ["string", "null"]}},
}

# A class comes before those it is built on.
WRITTEN: list[tuple[Any, Schema]] = [
    (serializers.TypeField, TEXT),
    (serializers.PageTypeField, {"type": ["string", "null"]}),
    (serializers.DetailUrlField, TEXT),
    (serializers.PageHtmlUrlField, {"type": ["string", "null"]}),
    (serializers.PageLocaleField, TEXT),
    (serializers.PageParentField, {"type": ["object", "null"]}),
    (serializers.StreamField, {"type": "array", "items": BLOCK}),
    (serializers.TagsField, {"type": "array", "items": TEXT}),
    (serializers.ChildRelationField, {"type": "array", "items": {"type": "object"}}),
    (ImageDownloadUrlField, TEXT),
    (fields.BooleanField, {"type": "boolean"}),
    (fields.IntegerField, NUMBER),
    (fields.DateTimeField, MOMENT),
    (fields.DateField, DAY),
    (fields.ChoiceField, TEXT),
    (fields.CharField, TEXT),
]


def thing(properties: Schema, required: list[str] | None = None) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
        "additionalProperties": False,
    }


def many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def of_serializer(serializer: Any, router: Any) -> Schema:
    """Return the schema of a serializer; each of its fields may be missing, as `fields` decides."""
    body: Schema = {}
    meta: Schema = {}
    for name, field in serializer.fields.items():
        place = meta if name in serializer.meta_fields else body
        place[name] = _of_field(field, router)
    return thing({**body, "meta": thing(meta, [])}, [])


def _of_field(field: Any, router: Any) -> Schema:
    if schema := getattr(field, "schema", None):
        return schema
    if isinstance(field, serializers.RelatedField):
        return or_null(_of_relation(field, router))
    if isinstance(field, relations.ManyRelatedField):
        return {"type": "array"}
    schema = next((schema for kind, schema in WRITTEN if isinstance(field, kind)), {})
    return or_null(schema) if field.allow_null and schema else schema


def _of_relation(field: Any, router: Any) -> Schema:
    model = field.serializer_class.Meta.model
    endpoint = router.get_model_endpoint(model)
    if endpoint is None:
        return of_serializer(field.serializer_class(), router)
    everything = [("*", False, None)]
    serializer_class = endpoint[1]._get_serializer_class(router, model, everything, nested=True)
    return of_serializer(serializer_class(), router)
