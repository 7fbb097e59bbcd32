"""Examines where the bots have their tokens from: the settings, or the database."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from wagtail.models import Site

from briefs_bot import bots
from briefs_bot.models import StoredToken
from briefs_bot.operations.diagnosis import Diagnosis, ok, warning


def sources() -> Iterator[Diagnosis]:
    sites, given = list(Site.objects.order_by("port")), bots.given()
    stored = set(StoredToken.objects.values_list("host", flat=True))
    for host in bots.tokens():
        site = {"site": bots.site_named(host, sites) or host}
        if host in given and host in stored:
            found = _("The token of the bot of %(site)s is in the settings, and another one in the database.")
            advice = _("That of the settings is used. Remove one: “manage.py telegram_token remove”.")
            yield warning("token_source", found % site, advice)
        elif host in given:
            yield ok("token_source", _("The token of the bot of %(site)s is in the settings.") % site)
        else:
            found = _("The token of the bot of %(site)s is in the database, encrypted.")
            yield ok("token_source", found % site)
