"""Redirect the old addresses of imported briefs to their pages, with Wagtail's redirects."""

from urllib.parse import SplitResult, unquote, urlsplit

from django.apps import apps
from django.http import Http404
from django.test import RequestFactory
from django.urls import Resolver404, resolve
from wagtail.models import Site


def installed() -> bool:
    """Return whether the site has wagtail.contrib.redirects."""
    return apps.is_installed("wagtail.contrib.redirects")


class Redirects:
    """Creates redirects on one site; an address that is already used is left alone."""

    def __init__(self, site: Site | None) -> None:
        from wagtail.contrib.redirects.models import Redirect

        self._model, self._site = Redirect, site
        self._max_length = Redirect._meta.get_field("old_path").max_length

    def create(self, address: str, pk: int) -> str:
        """Redirect an address to a page; return a note for the report, empty if nothing had to be done."""
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or parts.path.startswith("//"):
            return "no redirect: its old address is none that a browser asks for"
        if not parts.path.strip("/"):
            # Also with a query: Wagtail looks for a redirect only if no page is found.
            return "no redirect: its old address is the home page"
        path = self._normalized(parts)
        if len(path) > self._max_length:
            return "no redirect: its old address is too long"
        taken_by = self._page_at(parts.path)
        if taken_by is not None:
            return "" if taken_by == pk else f"no redirect: another page stands at {parts.path}"
        return self._create_unless_taken(path, pk)

    def _normalized(self, parts: SplitResult) -> str:
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        # As a browser sends it.
        return self._model.normalise_path(path.replace(" ", "%20"))

    def _create_unless_taken(self, path: str, pk: int) -> str:
        target = self._target(path)
        if target is None:
            self._create_redirect(path, pk)
            return f"redirect from {path}"
        return "" if target == pk else f"no redirect: {path} leads elsewhere already"

    def _target(self, path: str) -> int | None:
        """Return the id of the page that a redirect already leads to; 0 if it leads to an address."""
        known = self._model.get_for_site(self._site).filter(old_path=path).order_by("pk").first()
        return (known.redirect_page_id or 0) if known else None

    def _page_at(self, path: str) -> int | None:
        """Return the id of the page at this path; 0 for another view of the site, such as its admin."""
        if any(_is_view(it) for it in (path, f"{path.rstrip('/')}/")):
            return 0
        if self._site is None:
            return None
        components = [unquote(part) for part in path.split("/") if part]
        try:
            return self._site.root_page.specific.route(RequestFactory().get(path), components).page.pk
        except Http404:
            return None

    def _create_redirect(self, path: str, pk: int) -> None:
        self._model.objects.create(old_path=path, site=self._site, redirect_page_id=pk)


def _is_view(path: str) -> bool:
    try:
        return resolve(path).url_name != "wagtail_serve"
    except Resolver404:
        return False


class NoRedirects:
    """Creates nothing; used without `--redirects`."""

    def create(self, address: str, pk: int) -> str:
        return ""
