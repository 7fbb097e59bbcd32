"""Addressing: turns a broadcast into deliveries, one for each chat that should get it."""

import logging
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.constants import OnConflict
from django.utils import timezone
from wagtail import hooks

from briefs_app import reader
from briefs_bot.models import Broadcast, Chat, ContentLanguage, Delivery, Subscription

logger = logging.getLogger(__name__)

# A Wagtail hook by which a host narrows the addressees: it takes chats and the broadcast, and returns chats.
CHATS_HOOK = "construct_broadcast_chats"


def address_in_order(broadcast: Broadcast) -> None:
    """Address the older broadcasts of the same bot, then this one, so that chats get them in order."""
    for older in Broadcast.objects.before(broadcast).to_address():
        address(older)
    if broadcast.addressed_at is None:
        address(broadcast)


def address(broadcast: Broadcast) -> None:
    """Insert a delivery for each chat in one statement; repeating it adds nothing.

    A correction stays unaddressed while messages that do not have it yet are being sent, and is addressed
    again.
    """
    is_correction = broadcast.kind == Broadcast.Kind.CORRECTION
    # Asked first: messages settled after it are addressed the next time.
    is_complete = not (is_correction and _may_find_more(broadcast))
    addressees = _corrected(broadcast) if is_correction else _followers(broadcast)
    with transaction.atomic():
        count = insert_deliveries(addressees, broadcast)
        _plan_digests(broadcast)
        broadcast.addressed_at = timezone.now() if is_complete else None
        # A run or the tick counts what was inserted.
        broadcast.counted_at = None
        broadcast.save(update_fields=["addressed_at", "counted_at"])
    if count or is_complete:
        logger.info("broadcast_addressed broadcast=%s chats=%s", broadcast.pk, count)


def insert_deliveries(addressees: QuerySet[Any], broadcast: Broadcast) -> int:
    """Run INSERT … SELECT, and return the number of rows.

    `addressees` are annotated with `whom`, a chat, `frequency`, and `answers`, a message id or NULL.
    """
    row = {
        "broadcast_id": Value(broadcast.pk),
        "chat_id": F("whom"),
        "status": _status(broadcast),
        "not_before": Value(timezone.now()),
        "reply_to": F("answers"),
        "attempts": Value(0),
        "reason": Value(""),
        "has_photo": Value(False),
        "revision": Value(0),
        "corrections": Value(0),
    }
    rows, values = addressees.values_list(*row.values()).query.sql_with_params()
    # Django knows how each database skips what is there already, but not how to insert what was selected.
    insert = connection.ops.insert_statement(on_conflict=OnConflict.IGNORE)
    skip = connection.ops.on_conflict_suffix_sql([], OnConflict.IGNORE, [], [])
    with connection.cursor() as cursor:
        cursor.execute(f"{insert} {Delivery._meta.db_table} ({', '.join(row)}) {rows} {skip}", values)
        return cursor.rowcount


def _plan_digests(broadcast: Broadcast) -> None:
    """Have held messages sent soon to chats that, meanwhile, chose to get each brief at once."""
    held = broadcast.deliveries.held().order_by()
    unplanned = Chat.objects.filter(frequency=Chat.Frequency.INSTANT, digest_at=None)
    unplanned.filter(pk__in=held.values("chat")).update(digest_at=timezone.now())


def _status(broadcast: Broadcast) -> Case | Value:
    """Return the status in which a delivery begins: it is held where the chat gets digests."""
    pending, held = Value(str(Delivery.Status.PENDING)), Value(str(Delivery.Status.HELD))
    if broadcast.kind == Broadcast.Kind.DIGEST:
        return pending
    return Case(When(frequency=Chat.Frequency.INSTANT, then=pending), default=held)


def followers(broadcast: Broadcast) -> QuerySet[Chat]:
    """Return the chats that a new brief goes to; `broadcast` may be unsaved, with bot, topic and language."""
    its = Subscription.objects.filter(chat=OuterRef("pk"))
    follows = its.filter(Q(topic=broadcast.topic) | Q(topic=None), is_excluded=False)
    excludes = its.filter(topic=broadcast.topic, is_excluded=True)
    chats = Chat.objects.filter(_reads(broadcast), bot=broadcast.bot, is_active=True)
    if not broadcast.changes_status:
        chats = chats.filter(only_changes=False)
    chats = chats.filter(Exists(follows), ~Exists(excludes)).order_by()
    for narrow in hooks.get_hooks(CHATS_HOOK):
        chats = narrow(chats, broadcast)
    return chats


def missing(broadcast: Broadcast) -> QuerySet[Chat]:
    """Return the followers who never got a message of the broadcast, and may get one."""
    settled = Delivery.objects.filter(broadcast=broadcast).without_message()
    has_it = Delivery.objects.filter(broadcast=broadcast, chat=OuterRef("pk")).exclude(pk__in=settled)
    return followers(broadcast).filter(~Exists(has_it))


def _followers(broadcast: Broadcast) -> QuerySet[Any]:
    nothing = Value(None, Delivery._meta.get_field("reply_to"))
    return followers(broadcast).annotate(whom=F("pk"), answers=nothing)


def _reads(broadcast: Broadcast) -> Q:
    """Return a filter of chats by their content languages, or by their own language if they chose none.

    The site's first language also serves chats whose languages it no longer has.
    """
    known = reader.languages(broadcast.site)
    # Few choose. Not by EXISTS: databases then look up each of a million chats.
    chosen = ContentLanguage.objects.values("chat")
    own = Q(language=broadcast.language)
    if broadcast.language == known[0]:
        own |= ~Q(language__in=known)
    has_chosen = Q(pk__in=chosen.filter(language__in=known))
    return Q(pk__in=chosen.filter(language=broadcast.language)) | (own & ~has_chosen)


def _corrected(correction: Broadcast) -> QuerySet[Any]:
    """Return the deliveries whose chats have the wrong message."""
    sent = _uncorrected(correction, Delivery.Status.SENT).filter(chat__is_active=True)
    return sent.order_by().annotate(
        whom=F("chat_id"), answers=F("message_id"), frequency=F("chat__frequency")
    )


def _may_find_more(correction: Broadcast) -> bool:
    may_change = correction.corrections and not correction.is_over
    return bool(may_change) and _uncorrected(correction, Delivery.Status.SENDING).exists()


def _uncorrected(correction: Broadcast, status: Any) -> QuerySet[Delivery]:
    """Return messages whose first version is older than the correction; all where its number is unknown."""
    its = Delivery.objects.filter(
        broadcast__brief_key=correction.brief_key,
        broadcast__language=correction.language,
        broadcast__kind=Broadcast.Kind.NEW,
        status=status,
    )
    return its.filter(corrections__lt=correction.corrections) if correction.corrections else its
