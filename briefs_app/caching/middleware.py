"""Answers "not modified" for our own answers before the address is looked up, in two queries at most."""

from datetime import datetime, timedelta
from functools import cache, cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, version
from time import time
from typing import Any

from django.conf import settings as django_settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import OperationalError
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.template.autoreload import get_template_directories
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from briefs_app.caching import changes, marking
from briefs_app.caching.kept import Kept
from briefs_app.conf import settings

READING = {"GET", "HEAD"}
# What the tag tells apart, beside the address; an answer that varies by anything else gets no tag.
VARIES = ("Accept", "Accept-Language", "Origin")
KNOWN_TO_VARY = {"accept", "accept-encoding", "accept-language", "cookie", "host", "origin"}
KEPT_ON_304 = ("Cache-Control", "Content-Location", "Expires", "Vary")
SENT_AT_LEAST = {"Cache-Control": "no-cache", "Vary": "Accept, Accept-Language, Cookie"}
REMEMBERED = 10_000


class ConditionalMiddleware(MiddlewareMixin):
    """Stands right before SessionMiddleware: after what redirects to HTTPS and what serves static files."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        # The tags this process gave, with the headers of their answers. A tag proves that there was such an
        # answer; a date proves nothing, so it counts only beside a tag remembered here.
        self.given: dict[str, dict[str, str]] = {}
        self.kept = Kept()

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        if not _is_anonymous_reading(request):
            return None
        try:
            request.briefs_validators = validators = Validators(request)
        except OperationalError:  # what can be served without the database, is
            return None
        if not self._has(request, validators):
            return self.kept.get(validators.etag) if settings.KEEP_PAGES_MB else None
        response = HttpResponseNotModified()
        for name, value in self.given.get(validators.etag, SENT_AT_LEAST).items():
            response[name] = value
        return validators.put(response)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        validators = getattr(request, "briefs_validators", None)
        if validators is None or not _is_for_everybody(request, response):
            return response
        response.setdefault("Cache-Control", "no-cache")
        validators.put(response)
        # A date proves nothing, as in `_has`.
        unproven = "If-Modified-Since" in request.headers and validators.etag not in self.given
        if len(self.given) >= REMEMBERED:
            self.given.clear()
        self.given[validators.etag] = {name: response[name] for name in KEPT_ON_304 if name in response}
        if settings.KEEP_PAGES_MB and request.method == "GET":
            self.kept.put(validators.etag, response)
        second = None if unproven else validators.second
        return get_conditional_response(request, validators.etag, second, response)

    def _has(self, request: HttpRequest, validators: "Validators") -> bool:
        """Return whether the client has the answer that it would get; the stricter header alone decides."""
        asked = request.headers
        if "If-Match" in asked or "If-Unmodified-Since" in asked:
            return False
        if tags := asked.get("If-None-Match"):
            # Not "*": there may be no such page any more.
            return validators.etag in {_weak(tag) for tag in parse_etags(tags)}
        since = parse_http_date_safe(asked.get("If-Modified-Since", "")) or 0
        second = validators.second
        return second is not None and second <= since and validators.etag in self.given


class Validators:
    """The ETag and Last-Modified that an answer to this request has, if it is one of ours."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.now = timezone.now()
        self.stamp = changes.stamp()

    @cached_property
    def expired_at(self) -> datetime | None:
        return changes.newest_expiry(self.stamp.token, self.now)

    @cached_property
    def midnight(self) -> datetime:
        """Return when today began, as trends end with the period of today."""
        here = timezone.localtime(self.now) if timezone.is_aware(self.now) else self.now
        return here.replace(hour=0, minute=0, second=0, microsecond=0)

    @cached_property
    def etag(self) -> str:
        request = self.request
        parts = [
            *(self.stamp.token, self.expired_at, self.midnight, _build()),
            *(request.scheme, request.get_host(), request.get_full_path()),
            *(request.headers.get(name, "") for name in VARIES),
            request.COOKIES.get(django_settings.LANGUAGE_COOKIE_NAME, ""),
        ]
        digest = salted_hmac("briefs_app.caching.changes", repr(parts), algorithm="sha256").hexdigest()
        return f'W/"{digest[:32]}"'

    @cached_property
    def second(self) -> int | None:
        """Return when the answer changed; None where two events share a second, and a date would hide one."""
        moments = sorted(filter(None, (self.stamp.changed_at, self.expired_at, self.midnight)), reverse=True)
        if len(moments) > 1 and moments[0] - moments[1] < timedelta(seconds=2):
            return None
        return int(moments[0].timestamp())

    def put(self, response: HttpResponseBase) -> HttpResponseBase:
        response["ETag"] = self.etag
        if self.second:
            # A date must not lie in the future; an earlier one only costs a full answer.
            response["Last-Modified"] = http_date(min(self.second, int(self.now.timestamp())))
        return response


def _is_anonymous_reading(request: HttpRequest) -> bool:
    if request.method not in READING or "Authorization" in request.headers:
        return False
    if django_settings.SESSION_COOKIE_NAME in request.COOKIES:
        return False
    files = (django_settings.STATIC_URL, django_settings.MEDIA_URL)
    return not any(len(prefix or "") > 1 and request.path.startswith(prefix) for prefix in files)


def _is_for_everybody(request: HttpRequest, response: HttpResponseBase) -> bool:
    if response.status_code != 200 or not marking.is_marked(response) or response.cookies:
        return False
    if getattr(request, "is_preview", False):
        return False
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return False
    if {"no-store", "private"} & _words(response, "Cache-Control"):
        return False
    return _words(response, "Vary") <= KNOWN_TO_VARY


def _words(response: HttpResponseBase, header: str) -> set[str]:
    return {word.strip().lower() for word in response.get(header, "").split(",") if word.strip()}


def _weak(tag: str) -> str:
    return tag if tag.startswith("W/") else f"W/{tag}"


def _build() -> tuple[object, ...]:
    """The code and the files that pages are made with; a host names its deployment in BRIEFS_BUILD."""
    static = getattr(staticfiles_storage, "manifest_hash", "")
    template = _newest_template(int(time())) if django_settings.DEBUG else 0
    return (_version(), settings.BUILD, static, template)


@cache
def _version() -> str:
    try:
        return version("wagtail-briefs")
    except PackageNotFoundError:  # run from its sources
        return ""


@lru_cache(maxsize=1)
def _newest_template(second: int) -> float:
    """Return when a template was last edited, so that a developer sees it within a second."""
    files = (file for folder in get_template_directories() for file in folder.rglob("*.html"))
    return max((file.stat().st_mtime for file in files), default=0.0)
