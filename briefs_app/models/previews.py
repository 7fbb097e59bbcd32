"""Further previews of a brief, which other apps offer beside that of the page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from wagtail import hooks

# Other apps show a draft as it will look elsewhere. A hook of this name returns the fields of a Preview.
PREVIEW_HOOK = "register_brief_preview"


@dataclass(frozen=True)
class Preview:
    """`serve` is given the draft, which may lack anything, and the request."""

    name: str
    label: str | Promise
    serve: Callable[[Any, HttpRequest], HttpResponse]


def registered() -> list[Preview]:
    return [Preview(*register()) for register in hooks.get_hooks(PREVIEW_HOOK)]
