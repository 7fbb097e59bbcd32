"""Tells administrators by mail and on Telegram of a trouble, once when it begins and once when it ends."""

import logging
from smtplib import SMTPException

from asgiref.sync import async_to_sync
from django.conf import settings as django_settings
from django.core.mail import get_connection, mail_admins, send_mail
from django.db import transaction
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from briefs_bot import bots, guard
from briefs_bot.conf import settings
from briefs_bot.models import Alert, Previewer
from briefs_bot.operations import runner, troubles
from briefs_bot.telegram import courier, refusals
from briefs_bot.values import Message, Place

logger = logging.getLogger(__name__)

# Seconds that the mail server may take; Django would wait for ever.
MAIL_TIMEOUT = 10


def note() -> bool:
    """Store the troubles of now, and return whether somebody has to be told; costs a few small queries."""
    found, kinds = troubles.find()
    known = {(alert.kind, alert.reference): alert for alert in Alert.objects.filter(kind__in=kinds)}
    for trouble in found:
        key = (trouble.kind, trouble.reference)
        if key not in known:
            given = {"bot": trouble.bot, "text": trouble.text[:600]}
            Alert.objects.get_or_create(kind=key[0], reference=key[1], defaults=given)
    going = {(trouble.kind, trouble.reference) for trouble in found}
    ended = [alert.pk for key, alert in known.items() if key not in going]
    if ended:
        _end(ended)
    return Alert.objects.untold().exists()


@transaction.atomic
def _end(keys: list[int]) -> None:
    """Mark alerts as over, but for those that are being told: a mail server that hangs must not hold us."""
    free = Alert.objects.select_for_update(skip_locked=True).filter(pk__in=keys)
    told = dict(free.values_list("pk", "told_at"))
    Alert.objects.filter(pk__in=[pk for pk, moment in told.items() if moment is None]).delete()
    Alert.objects.filter(pk__in=[pk for pk, moment in told.items() if moment]).update(is_over=True)


def watch() -> None:
    """Note what is in trouble, and tell of it."""
    if note():
        tell()


def tell() -> None:
    """Tell what nobody was told of; what cannot be told now is told by the next call."""
    for pk in Alert.objects.untold().values_list("pk", flat=True):
        with transaction.atomic(), translation.override(django_settings.LANGUAGE_CODE):
            alert = Alert.objects.untold().select_for_update(skip_locked=True).filter(pk=pk).first()
            if alert and _mail(alert):
                _write(alert)
                _settle(alert)


def _settle(alert: Alert) -> None:
    logger.info("alert_told kind=%s reference=%s over=%s", alert.kind, alert.reference, alert.is_over)
    if alert.is_over:
        alert.delete()
    else:
        alert.told_at = timezone.now()
        alert.save(update_fields=["told_at"])


def _mail(alert: Alert) -> bool:
    """Return whether the mail server took it, or nobody is to get mail."""
    subject, server = _subject(alert), get_connection(timeout=MAIL_TIMEOUT)
    try:
        if settings.ALERT_EMAILS:
            send_mail(subject, alert.text, None, list(settings.ALERT_EMAILS), connection=server)
        else:
            mail_admins(subject, alert.text, connection=server)
    except (OSError, SMTPException) as error:
        logger.warning("alert_not_mailed kind=%s error=%r", alert.kind, type(error).__name__)
        return False
    return True


def _write(alert: Alert) -> None:
    """Write to the linked chats of those who may control broadcasts; mail is what can be relied upon."""
    if guard.silence():
        return
    for bot in bots.configured():
        if alert.bot not in (0, bot.number) or alert.kind == Alert.Kind.TOKEN:
            continue
        linked = Previewer.objects.linked().filter(bot=bot.number, chat__is_active=True)
        chats = [row.chat.telegram_id for row in linked if row.chat and _is_administrator(row)]
        text = f"<b>{escape(_subject(alert))}</b>\n\n{escape(alert.text)}"
        if chats:
            async_to_sync(_send)(bot.token, chats, Message(text))


def _is_administrator(previewer: Previewer) -> bool:
    return previewer.has_access and previewer.user.has_perm("briefs_bot.change_broadcast")


async def _send(token: str, chats: list[int], message: Message) -> None:
    async with courier.open_bot(token) as bot:
        for chat_id in chats:
            try:
                await courier.send(bot, Place(chat_id), message)
            except refusals.Refusal as refusal:
                logger.warning("alert_not_sent bot=%s sort=%s", bot.id, refusal.sort)


def _subject(alert: Alert) -> str:
    label = Alert.Kind(alert.kind).label
    if alert.kind == Alert.Kind.QUEUE:
        label = runner.of_this_host().subject
    return str(_("Over: %(trouble)s") % {"trouble": label} if alert.is_over else label)
