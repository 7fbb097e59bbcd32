"""Examines the site: links that Telegram can open, photos that can be read, and Wagtail's schedule."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings as django_settings
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from briefs_app import reader
from briefs_bot import bots
from briefs_bot.conf import settings
from briefs_bot.operations.diagnosis import Diagnosis, error, ok, warning
from briefs_bot.telegram import buttons

# How late what is scheduled may be; the command runs each minute.
LATE = timedelta(minutes=5)
# Briefs among which a photo is looked for.
RECENT = 20


def links() -> Iterator[Diagnosis]:
    """Tell of the address of the whole site; a system check tells of those of Wagtail's sites."""
    address = getattr(django_settings, "WAGTAILADMIN_BASE_URL", None) or ""
    if buttons.is_local(address) and not buttons.is_local(settings.API_URL):
        found = _("WAGTAILADMIN_BASE_URL is %(url)r, which nobody else can open.") % {"url": address}
        advice = _("Set it to the site's public root, such as https://briefs.example.org.")
        yield warning("links", found, advice)
    else:
        yield ok("links", _("Links lead to %(url)s.") % {"url": address})


def photos() -> Iterator[Diagnosis]:
    for bot in bots.configured():
        newest = next((card for card in reader.latest(RECENT, site=bot.site) if card.photo_id), None)
        if newest is None:
            continue
        if reader.photo(newest.id, bot.site) is None:
            found = _("The photo of “%(brief)s” cannot be read, so messages have none.")
            advice = _("Look at MEDIA_ROOT, or at the storage: web and worker need the same files.")
            yield warning("photos", found % {"brief": newest.title}, advice)
        else:
            yield ok("photos", _("The photo of “%(brief)s” can be read.") % {"brief": newest.title})


def schedule() -> Iterator[Diagnosis]:
    late = Revision.objects.filter(approved_go_live_at__lt=timezone.now() - LATE).order_by(
        "approved_go_live_at"
    )
    if first := late.first():
        found = _("Pages that should be public by now: %(n)d, the first since %(time)s.")
        advice = _("Run “manage.py publish_scheduled” each minute, by beat or cron; it says what fails.")
        said = {
            "n": late.count(),
            "time": timezone.localtime(first.approved_go_live_at).isoformat(" ", "minutes"),
        }
        yield error("schedule", found % said, advice)
    else:
        yield ok("schedule", _("What was scheduled is published."))
