"""Examines the bots as Telegram sees them: token, webhook, and rights in channels and groups."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from telegram import WebhookInfo

from briefs_bot.bots import SiteBot
from briefs_bot.conf import settings
from briefs_bot.conversation.application import UPDATES
from briefs_bot.doctor import asking
from briefs_bot.doctor.asking import Answers
from briefs_bot.operations.diagnosis import Diagnosis, error, ok, warning
from briefs_bot.telegram.standing import Standing
from briefs_bot.telegram.token import hide
from briefs_bot.updates import webhook_address

# An error of the webhook that is older than this is over.
RECENT = timedelta(minutes=10)


def examine() -> Iterator[Diagnosis]:
    for answers in asking.ask():
        yield from _token(answers)
        if answers.webhook:
            yield from _webhook(answers.bot, answers.webhook)
        yield from _rights(answers)


def _token(answers: Answers) -> Iterator[Diagnosis]:
    site = str(answers.bot.site)
    if answers.is_unknown:
        found = _("Telegram does not accept the token of the bot of %(site)s.") % {"site": site}
        yield error("token", found, _("Copy it again from @BotFather, whole, and restart all processes."))
    elif answers.me:
        found = _("The bot of %(site)s is @%(name)s.")
        yield ok("token", found % {"site": site, "name": answers.me.username})
    if answers.failure:
        found = _("Telegram did not answer all questions about the bot of %(site)s: %(error)s.")
        advice = _("Look at the network, BRIEFS_TELEGRAM_API_URL and BRIEFS_TELEGRAM_PROXY.")
        yield error("telegram", found % {"site": site, "error": answers.failure}, advice)


def _webhook(bot: SiteBot, webhook: WebhookInfo) -> Iterator[Diagnosis]:
    if not webhook.url:
        yield ok("webhook", _("No webhook is set for %(site)s: run_bot polls.") % {"site": bot.site})
        return
    address = hide(webhook.url)
    again = _("Run “manage.py set_webhook” again, or “manage.py drop_webhook” to poll.")
    if not webhook_address.is_ours(webhook.url, bot.number):
        yield error("webhook", _("Telegram sends updates elsewhere, to %(url)s.") % {"url": address}, again)
    elif not settings.WEBHOOK_SECRET:
        found = _("Telegram sends updates to %(url)s, which takes none without a secret.") % {"url": address}
        advice = _("Set BRIEFS_TELEGRAM_WEBHOOK_SECRET, restart the site, and run “manage.py set_webhook”.")
        yield error("webhook", found, advice)
    elif _has_failed(webhook):
        found = _("Telegram could not deliver an update to %(url)s: %(said)s.")
        said = {"url": address, "said": hide(webhook.last_error_message or "")}
        yield warning("webhook", found % said, _("Open the address from outside; look at the site's log."))
    elif missing := sorted(set(UPDATES) - set(webhook.allowed_updates or UPDATES)):
        found = _("Telegram leaves out updates: %(kinds)s.") % {"kinds": ", ".join(missing)}
        yield warning("webhook", found, again)
    else:
        found = _("Telegram sends updates to %(url)s; %(n)d wait.")
        yield ok("webhook", found % {"url": address, "n": webhook.pending_update_count})


def _has_failed(webhook: WebhookInfo) -> bool:
    return bool(webhook.last_error_date and webhook.last_error_date > timezone.now() - RECENT)


def _rights(answers: Answers) -> Iterator[Diagnosis]:
    wrong = [chat for chat in answers.chats if _is_wrong(answers.standings.get(chat.pk))]
    for chat in wrong:
        is_outside = answers.standings[chat.pk] is Standing.OUTSIDE
        found = _("The bot is not in “%(chat)s”.") if is_outside else _("The bot may not post in “%(chat)s”.")
        advice = _("Let an administrator of the chat add it, in a channel with the right to post messages.")
        yield error("rights", found % {"chat": chat}, advice)
    if answers.standings and not wrong:
        found = _("The bot may post in all channels and groups that were asked about: %(n)d.")
        yield ok("rights", found % {"n": len(answers.standings)})


def _is_wrong(standing: Standing | None) -> bool:
    return standing in (Standing.OUTSIDE, Standing.SILENCED)
