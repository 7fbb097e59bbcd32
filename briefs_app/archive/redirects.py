"""Leads the old addresses of imported briefs to their pages, with Wagtail's redirects."""

from urllib.parse import urlsplit

import swapper
from django.apps import apps
from wagtail.models import Site


def installed() -> bool:
    return apps.is_installed("wagtail.contrib.redirects")


class Redirects:
    def __init__(self, site: Site | None) -> None:
        from wagtail.contrib.redirects.models import Redirect

        self._model, self._site = Redirect, site
        self._longest = Redirect._meta.get_field("old_path").max_length

    def lead(self, address: str, pk: int) -> str:
        """Why not, or what was done; nothing when it was done before."""
        parts = urlsplit(address)
        path = self._model.normalise_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        if len(path) > self._longest:
            return "no redirect: its old address is too long"
        if path == "/":
            return "no redirect: its old address is the home page"
        if self._stands_at(pk, path):
            return ""
        target = self._target(path)
        if target is None:
            self._add(path, pk)
            return f"redirect from {path}"
        return "" if target == pk else f"no redirect: {path} leads elsewhere already"

    def _target(self, path: str) -> int | None:
        """The page to which it leads already; 0 for an address."""
        known = self._model.get_for_site(self._site).filter(old_path=path).order_by("pk").first()
        return (known.redirect_page_id or 0) if known else None

    def _stands_at(self, pk: int, path: str) -> bool:
        page = swapper.load_model("wagtailcore", "Page").objects.filter(pk=pk).first()
        return bool(page) and self._model.normalise_path(page.url or "") == path

    def _add(self, path: str, pk: int) -> None:
        self._model.objects.create(old_path=path, site=self._site, redirect_page_id=pk)


class NoRedirects:
    def lead(self, address: str, pk: int) -> str:
        return ""
