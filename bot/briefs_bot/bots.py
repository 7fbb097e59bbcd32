"""The bots of this installation: one for each site that has a token."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings as django_settings
from wagtail.models import Site

from briefs_app import reader
from briefs_bot import stored_tokens
from briefs_bot.conf import settings
from briefs_bot.telegram.token import Token

logger = logging.getLogger(__name__)

VALID_TOKEN = re.compile(r"\d+:[\w-]+")


@dataclass(frozen=True)
class SiteBot:
    """A bot that sends the briefs of one site and answers people from it."""

    token: Token = field(repr=False)
    site: Site

    @property
    def number(self) -> int:
        return number(self.token)


def number(token: str) -> int:
    """Return the public half of a token. Telegram's ids of chats and messages are valid for this bot only."""
    return int(token.partition(":")[0])


def is_token(text: object) -> bool:
    return isinstance(text, str) and bool(VALID_TOKEN.fullmatch(text))


def tokens() -> dict[str, Token]:
    """Return valid tokens by host name; the key is "" for the default site. A check reports invalid ones.

    Those in the settings win over those that are stored in the database.
    """
    known = stored_tokens.read() | given()
    return {host: Token(token) for host, token in known.items() if is_token(token)}


def given() -> dict[str, str]:
    """Return what the settings have, valid or not, by host name."""
    others = settings.BOT_TOKENS if isinstance(settings.BOT_TOKENS, dict) else {}
    mine = {str(host).strip().lower(): token for host, token in others.items()} | {"": settings.BOT_TOKEN}
    return {host: token for host, token in mine.items() if token}


def key_of(site: Site) -> str:
    """Return the host name by which a token is this site's, with the port where another site shares it."""
    if site.is_default_site:
        return ""
    is_shared = Site.objects.filter(hostname=site.hostname).exclude(pk=site.pk).exists()
    return f"{site.hostname}:{site.port}" if is_shared else site.hostname


def configured() -> list[SiteBot]:
    """Return a bot for each token whose site exists; log the others."""
    sites = _sites()
    meant = [(host, token, site_named(host, sites)) for host, token in tokens().items()]
    for host, _token, site in meant:
        if site is None:
            logger.error("bot_without_site host=%s", host)
    return [SiteBot(token, site) for _host, token, site in meant if site]


@reader.remembered
def _sites() -> list[Site]:
    return list(Site.objects.select_related("root_page").order_by("port"))


def hosts_without_site() -> list[str]:
    """Return the host names that have a token but no site, so that their bots are silent."""
    sites = list(Site.objects.order_by("port"))
    return [host for host in tokens() if host and not site_named(host, sites)]


def site_named(host: str, sites: Sequence[Site]) -> Site | None:
    """Return the site with this host name and port, or else the first of `sites` with this host name."""
    if not host:
        return next((site for site in sites if site.is_default_site), None)
    exact = [site for site in sites if host == f"{site.hostname}:{site.port}"]
    return next(iter(exact or [site for site in sites if host == site.hostname]), None)


def number_for(site: Site) -> int | None:
    """Return the number of a site's bot, None without one; no query."""
    found = [token for host, token in tokens().items() if site_named(host, [site])]
    # The key with a port, or of this host name, wins over that of the default site.
    return number(found[-1]) if found else None


def visible_to(user: Any) -> list[SiteBot] | None:
    """Return the bots of the sites whose root page the user may edit; None means all of them."""
    if user.is_superuser or len(tokens()) < 2:
        return None
    known = configured()
    if len(known) < 2:
        return None
    return [bot for bot in known if bot.site.root_page.specific.permissions_for_user(user).can_edit()]


def get(number: int) -> SiteBot:
    """Return the bot with this number. Raise a LookupError that says what to do."""
    for bot in configured():
        if bot.number == number:
            return bot
    raise LookupError(
        f"No site has the bot {number}. Look at BRIEFS_TELEGRAM_BOT_TOKEN and BRIEFS_TELEGRAM_BOT_TOKENS."
    )


def site_name(number: int) -> str:
    """Return the name of a bot's site as readers know it. Raise a LookupError that says what to do."""
    return get(number).site.site_name or django_settings.WAGTAIL_SITE_NAME


def name(number: int | None) -> str:
    """Return a bot's name for editors: that of its site; the number of a bot that we no longer have."""
    found = (str(bot.site) for bot in configured() if bot.number == number)
    return next(found, str(number or ""))


def named(host: str) -> SiteBot:
    """Return the bot whose token has this key in `tokens`. Raise a LookupError that says what to do."""
    if host in tokens():
        return get(number(tokens()[host]))
    name = f"BRIEFS_TELEGRAM_BOT_TOKENS[{host!r}]" if host else "BRIEFS_TELEGRAM_BOT_TOKEN"
    others = "".join(f" There is one for --site {other}." for other in tokens() if other)
    raise LookupError(f"{name} is no token: get one from @BotFather.{others}")


def of_page(page: Any) -> SiteBot | None:
    """Return the bot of the site that a page lies in, public or not; None where that has none."""
    site = reader.site_of(page)
    return next((bot for bot in configured() if bot.site == site), None)


def of_brief(brief_id: int) -> SiteBot | None:
    """Return the bot of the site where the brief is public; None where that site has no bot."""
    home = reader.home(brief_id)
    return next((bot for bot in configured() if bot.site == home), None)
