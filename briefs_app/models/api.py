"""Names the fields that everybody may read through Wagtail's APIs."""

from inspect import signature

from wagtail.api import APIField

# Wagtail 8 added API v3, in which editors may write them, too.
WRITABLE = {"writable": True} if "writable" in signature(APIField).parameters else {}


def api_fields(*names: str) -> list[APIField]:
    return [APIField(name, **WRITABLE) for name in names]
