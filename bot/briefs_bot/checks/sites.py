"""Checks of tokens against the sites in the database."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core import checks
from django.db import DatabaseError
from wagtail.models import Site

from briefs_bot import bots
from briefs_bot.conf import settings
from briefs_bot.models import StoredToken
from briefs_bot.telegram import buttons
from briefs_bot.telegram.token import hide


def check_sites(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Check tokens against sites. Django runs database checks with `migrate` and `check --database` only."""
    if not databases:
        return []
    try:
        sites = list(Site.objects.order_by("port"))
        stored = list(StoredToken.objects.order_by("host"))
    except DatabaseError:  # not migrated yet, which `migrate` is about to change
        return []
    return [
        *_check_stored_tokens(stored),
        *_check_hosts(),
        *_check_bots_per_site(sites),
        *_check_addresses_of_sites(sites),
    ]


def _check_stored_tokens(stored: list[StoredToken]) -> Iterator[checks.CheckMessage]:
    hint = "Add the key with which it was encrypted to BRIEFS_TELEGRAM_TOKEN_KEYS, or set the token anew."
    for row in stored:
        if not row.is_readable:
            said = f"The stored token of bot {row.bot} cannot be decrypted."
            yield checks.Error(said, hint, id="briefs_bot.E014")


def _check_hosts() -> Iterator[checks.CheckMessage]:
    hint = "Write it as in the admin's Settings, Sites; with :port where two sites share it."
    for host in bots.hosts_without_site():
        said = f"BRIEFS_TELEGRAM_BOT_TOKENS: no site has the host name {hide(host)!r}."
        yield checks.Warning(said, hint, id="briefs_bot.W003")


def _check_bots_per_site(sites: list[Site]) -> Iterator[checks.CheckMessage]:
    hint = "Leave one token for each site; followers of the other bot get nothing."
    meant = Counter(bots.site_named(host, sites) for host in bots.tokens())
    for site in (site for site, times in meant.items() if site and times > 1):
        yield checks.Warning(f"The site {site} has two bots.", hint, id="briefs_bot.W004")


def _check_addresses_of_sites(sites: list[Site]) -> Iterator[checks.CheckMessage]:
    """Warn of sites with a local address: Telegram refuses links to them, so messages carry none."""
    if buttons.is_local(settings.API_URL):
        return
    hint = "Give it its public host name in the admin's Settings, Sites; in this project's demo, by BASE_URL."
    sites_with_bot = {site.pk: site for host in bots.tokens() if (site := bots.site_named(host, sites))}
    for site in sites_with_bot.values():
        if buttons.is_local(site.root_url):
            said = f"Messages have no link to {site.root_url}, which nobody else can open."
            yield checks.Warning(said, hint, id="briefs_bot.W009")
