"""The bots of this installation: one for each site that has a token."""

import re
from dataclasses import dataclass

from wagtail.models import Site

from bot.conf import settings
from briefs_app import reader

TOKEN = re.compile(r"\d+:[\w-]+")


@dataclass(frozen=True)
class SiteBot:
    """Speaks for one site, and answers from it."""

    token: str
    site: Site

    @property
    def number(self) -> int:
        return number(self.token)


def number(token: str) -> int:
    """The public half of a token. Ids of chats and messages mean something to the bot of this number only."""
    return int(token.partition(":")[0])


def is_token(text: object) -> bool:
    return isinstance(text, str) and bool(TOKEN.fullmatch(text))


def tokens() -> dict[str, str]:
    """By host name, which is empty for the default site. What is no token is left out; a check tells."""
    given = {"": settings.BOT_TOKEN, **settings.BOT_TOKENS}
    return {host: token for host, token in given.items() if is_token(token)}


def configured() -> list[SiteBot]:
    """Without those for host names that no site has; a check tells."""
    sites = list(Site.objects.select_related("root_page"))
    meant = {token: next((s for s in sites if is_meant(s, host)), None) for host, token in tokens().items()}
    return [SiteBot(token, site) for token, site in meant.items() if site]


def is_meant(site: Site, host: str) -> bool:
    return host in (site.hostname, f"{site.hostname}:{site.port}") if host else site.is_default_site


def get(number: int) -> SiteBot:
    """Raises a LookupError that says what to do."""
    for bot in configured():
        if bot.number == number:
            return bot
    raise LookupError(f"No site has the bot {number}. Look at TELEGRAM_BOT_TOKEN and TELEGRAM_BOT_TOKENS.")


def named(host: str) -> SiteBot:
    """By a key of `tokens`. Raises a LookupError that says what to do."""
    if host in tokens():
        return get(number(tokens()[host]))
    name = f"TELEGRAM_BOT_TOKENS[{host!r}]" if host else "TELEGRAM_BOT_TOKEN"
    others = "".join(f" There is one for --site {other}." for other in tokens() if other)
    raise LookupError(f"{name} is no token: get one from @BotFather.{others}")


def of_brief(brief_id: int) -> SiteBot | None:
    """Of the site that the brief is public on; of the inner one, where one site lies within another."""
    inner_first = sorted(configured(), key=lambda bot: -bot.site.root_page.depth)
    return next((bot for bot in inner_first if reader.get(brief_id, bot.site)), None)
