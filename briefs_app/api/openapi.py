"""An OpenAPI 3.1 description of our endpoints, made from the tables that they answer by."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path, reverse
from wagtail.api.v2.router import WagtailAPIRouter

from briefs_app.api.addresses import absolute
from briefs_app.api.endpoint import Endpoint
from briefs_app.api.parameters import Parameter
from briefs_app.api.schemas import TEXT, thing
from briefs_app.caching import marking

ERROR = {
    "content": {
        "application/json": {"schema": {"$ref": "#/components/schemas/Error"}},
    }
}
BAD = {"description": "A parameter that is unknown or does not make sense; the message says why.", **ERROR}
MISSING = {
    "description": "There is no such thing, or it is not for everybody.",
    "content": {
        **ERROR["content"],
        # An address that fits no endpoint is the site's to answer.
        "text/html": {"schema": TEXT},
    },
}


def openapi_urls(router: WagtailAPIRouter) -> list[URLPattern]:
    """Return URL patterns to mount beside the router: `path("api/v2/", include(openapi_urls(router)))`."""

    def openapi(request: HttpRequest) -> JsonResponse:
        return marking.mark(JsonResponse(describe(router, request)))

    return [path("openapi.json", openapi, name="briefs_openapi")]


def describe(router: WagtailAPIRouter, request: HttpRequest | None = None) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for name, viewset in router._endpoints.items():
        if issubclass(viewset, Endpoint):
            paths |= _paths(router, name, viewset)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Briefs",
            "version": _version(),
            "description": "Briefs, topics, trends and editions, beside the endpoints of Wagtail's API v2.",
        },
        "servers": [{"url": absolute(request, "/").rstrip("/") or "/"}],
        "paths": paths,
        "components": {"schemas": {"Error": thing({"message": TEXT})}},
    }


def _paths(router: WagtailAPIRouter, name: str, viewset: Any) -> dict[str, Any]:
    root = reverse(f"{router.url_namespace}:{name}:listing")
    key = {"in": "path", "required": True, **viewset.key}
    listing = _operation(
        viewset,
        name,
        f"list_{name}",
        viewset.get_parameters("listing_view"),
        {"200": _answer(viewset, viewset.listing_schema(router)), "400": BAD},
    )
    detail = _operation(
        viewset,
        name,
        f"get_{name}",
        viewset.get_parameters("detail_view"),
        {"200": _answer(viewset, viewset.detail_schema(router)), "400": BAD, "404": MISSING},
    )
    detail["get"]["parameters"].insert(0, key)
    paths = {root: listing, f"{root}{{{key['name']}}}/": detail}
    if parameters := viewset.get_parameters("find_view"):
        found = {"description": "Where it is.", "headers": {"Location": {"schema": TEXT}}}
        answers = {"302": found, "400": BAD, "404": MISSING}
        paths[f"{root}find/"] = _operation(viewset, name, f"find_{name}", parameters, answers)
    return paths


def _operation(
    viewset: Any, tag: str, name: str, parameters: list[Parameter], responses: dict[str, Any]
) -> dict[str, Any]:
    about = (viewset.__doc__ or "").strip().splitlines()
    return {
        "get": {
            "operationId": name,
            "summary": about[0] if about else name,
            "tags": [tag],
            "parameters": [_parameter(parameter) for parameter in parameters],
            "responses": responses,
        }
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema = parameter.kind.schema
    described = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.about,
        "schema": schema,
    }
    # Several values stand in one parameter, divided by commas.
    return {**described, "style": "form", "explode": False} if schema.get("type") == "array" else described


def _answer(viewset: Any, schema: dict[str, Any]) -> dict[str, Any]:
    others = [kind.media_type for kind in viewset.renderer_classes if kind.format != "json"]
    return {
        "description": "What was asked for.",
        "content": {
            "application/json": {"schema": schema},
            **{media_type: {"schema": TEXT} for media_type in others},
        },
    }


def _version() -> str:
    try:
        return version("wagtail-briefs")
    except PackageNotFoundError:  # run from its sources
        return "0"
