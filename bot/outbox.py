"""Opens, addresses, delivers, amends and retracts broadcasts; whatever runs twice adds nothing."""

from time import monotonic
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.constants import OnConflict
from django.utils import timezone
from wagtail import hooks

from bot import bots, broker, courier, rendering, stopping
from bot.jobs import Amending, Announcing
from bot.limiter import open_limiter
from bot.models import Broadcast, Chat, Delivery, Subscription
from bot.sender import RUN_SECONDS, Job, Sender
from briefs_app import reader
from briefs_app.signals import Appearance

# In which quick edits end in one.
EDIT_DELAY = 5.0
# A host narrows who is told: a hook of this name gets the chats and the broadcast, and returns chats.
CHATS_HOOK = "construct_broadcast_chats"


def open(sender: Any, brief: reader.BriefCard, **kwargs: Any) -> None:
    """Opening twice adds nothing. Runs in the publishing transaction; the queue is told after it."""
    if brief.notify_subscribers:
        bot = bots.of_brief(brief.id)
        _open(brief, bot.number if bot else None, Broadcast.Kind.NEW, digest=rendering.digest(brief))


@transaction.atomic
def announce(brief_id: int) -> Broadcast:
    """Send a public brief to its followers who do not have it yet, be it old, quiet or given up.

    Raise a LookupError that says what to do where nothing can be sent.
    """
    bot = bots.of_brief(brief_id)
    brief = reader.get(brief_id, bot.site) if bot else None
    if bot is None or brief is None:
        raise LookupError(f"No site that has a bot shows a brief {brief_id} to everybody.")
    digest = rendering.digest(brief)
    broadcast, is_new = _get_or_create(brief, Broadcast.Kind.NEW, bot=bot.number, digest=digest)
    if broadcast.retracted_at:
        raise LookupError("Its messages were withdrawn. A copy of the brief, published, is sent.")
    if broadcast.paused_at:
        raise LookupError(f"It is paused. `broadcast resume {broadcast.pk}` goes on with it.")
    if not is_new:
        broadcast.reopen(bot.number)
    transaction.on_commit(lambda: _tell_the_queue(broadcast.pk), robust=True)
    return broadcast


def note_appearance(sender: Any, brief: reader.BriefCard, how: Appearance, **kwargs: Any) -> None:
    """A brief that became public without being news is not sent; editors see why."""
    _note(brief, Broadcast.NotSent(how.value))


def find_bots() -> None:
    """Give each waiting broadcast the bot that its site has by now, so that it is sent."""
    for broadcast in Broadcast.objects.without_bot() if bots.tokens() else ():
        if bot := bots.of_brief(broadcast.brief_id):
            Broadcast.objects.filter(pk=broadcast.pk, bot=None).update(bot=bot.number)


@transaction.atomic
def amend(sender: Any, brief: reader.BriefCard, **kwargs: Any) -> None:
    """An edit reaches the messages that it changes; a correction is told to who has the message."""
    original = Broadcast.objects.filter(
        brief_key=brief.key, language=brief.language, kind=Broadcast.Kind.NEW, retracted_at=None
    ).first()
    if original is None:
        return _note(brief, Broadcast.NotSent.EARLIER)
    if _has_left(original):
        return _retract(original)
    _revise(original, brief)
    if brief.correction_note and original.bot:
        _correct(brief, original)


def amend_topic(sender: Any, topic: reader.TopicCard, **kwargs: Any) -> None:
    """A new name of the topic reaches the messages of its recent briefs."""
    for original in Broadcast.objects.recent().filter(topic=topic.key, kind=Broadcast.Kind.NEW):
        site = reader.home(original.brief_id)
        if brief := reader.get(original.brief_id, site) if site else None:
            _revise(original, brief)


def forget_topic(sender: Any, key: UUID, **kwargs: Any) -> None:
    Subscription.objects.filter(topic=key).delete()


def withdraw(sender: Any, brief_id: int, **kwargs: Any) -> None:
    """What is not sent stays unsent; what was sent is deleted where Telegram lets us, or becomes a notice."""
    for broadcast in Broadcast.objects.filter(brief_id=brief_id, retracted_at=None):
        _retract(broadcast)


def address(broadcast: Broadcast) -> None:
    """One statement, however many chats; repeating it adds nothing.

    A correction is addressed again while messages that do not have it yet are under way.
    """
    fields = ["broadcast_id", "chat_id", "status", "not_before", "reply_to", "attempts", "reason"]
    fields += ["has_photo", "revision", "corrections"]
    columns = ["to", "whom", "state", "moment", "answers", "zero", "none", "no", "zero_", "zero__"]
    is_correction = broadcast.kind == Broadcast.Kind.CORRECTION
    # Asked first: what is settled afterwards is found by the next time.
    is_complete = not (is_correction and _may_find_more(broadcast))
    addressees = _who_has_it(broadcast) if is_correction else _followers(broadcast)
    rows, values = _annotated(addressees, broadcast).values_list(*columns).query.sql_with_params()
    # Django knows how each database skips what is there already, but not how to insert what was selected.
    insert = connection.ops.insert_statement(on_conflict=OnConflict.IGNORE)
    skip = connection.ops.on_conflict_suffix_sql([], OnConflict.IGNORE, [], [])
    table, names = Delivery._meta.db_table, ", ".join(fields)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{insert} {table} ({names}) {rows} {skip}", values)
        broadcast.addressed_at = timezone.now() if is_complete else None
        broadcast.save(update_fields=["addressed_at"])


def address_in_order(broadcast: Broadcast) -> None:
    """Older ones first, or their messages would come later in the same chat."""
    for older in Broadcast.objects.before(broadcast).to_address():
        address(older)
    if broadcast.addressed_at is None:
        address(broadcast)


def deliver(broadcast: Broadcast) -> None:
    """Sends what is due, brings up to date what was sent, then sends what waited for it in the same chats."""
    end = monotonic() + RUN_SECONDS
    following: Broadcast | None = broadcast
    with stopping.deferred():
        while following and _deliver(following) and not stopping.is_requested():
            following = Broadcast.objects.next_after(following)
            if following and monotonic() > end:
                return _tell_the_queue(following.pk)


def _deliver(broadcast: Broadcast) -> bool:
    broadcast.deliveries.all().release_abandoned()
    token = bots.get(broadcast.bot).token
    has_sent = async_to_sync(_run)(Announcing(broadcast), token)
    async_to_sync(_run)(Amending(broadcast), token)
    return has_sent


async def _run(job: Job, token: str) -> bool:
    async with courier.open_bot(token) as bot, open_limiter(bots.number(token)) as limiter:
        return await Sender(job, bot, limiter).run()


def _open(brief: reader.BriefCard, bot: int | None, kind: Any, note: str = "", **values: Any) -> None:
    broadcast, new = _get_or_create(brief, kind, note, bot=bot, **values)
    if new and bot:
        # Robust: whatever goes wrong in it, the beat tick finds the row.
        transaction.on_commit(lambda: _tell_the_queue(broadcast.pk), robust=True)


def _correct(brief: reader.BriefCard, original: Broadcast) -> None:
    """The same correction twice is one."""
    known = Broadcast.objects.filter(
        brief_key=brief.key,
        language=brief.language,
        kind=Broadcast.Kind.CORRECTION,
        note=brief.correction_note,
    )
    if not known.exists():
        number = original.count_correction()
        _open(
            brief,
            original.bot,
            Broadcast.Kind.CORRECTION,
            note=brief.correction_note,
            corrections=number,
        )


def _note(brief: reader.BriefCard, reason: Any) -> None:
    if brief.notify_subscribers:
        _get_or_create(brief, Broadcast.Kind.NEW, not_sent=reason)


def _get_or_create(
    brief: reader.BriefCard, kind: Any, note: str = "", **values: Any
) -> tuple[Broadcast, bool]:
    known = {"brief_id": brief.id, "topic": brief.topic.key, "title": brief.title, **values}
    return Broadcast.objects.get_or_create(
        brief_key=brief.key, language=brief.language, kind=kind, note=note, defaults=known
    )


def _revise(original: Broadcast, brief: reader.BriefCard) -> None:
    digest = rendering.digest(brief)
    if digest != original.digest:
        # The new words, and the new photo, are tried at one chat first, as the message was.
        original.revise(EDIT_DELAY, digest=digest, title=brief.title, proven_at=None)


def _has_left(broadcast: Broadcast) -> bool:
    """Whether the brief was moved to another site than that of the bot, which we still have."""
    ours = broadcast.bot in {bot.number for bot in bots.configured()}
    bot = bots.of_brief(broadcast.brief_id)
    return ours and (bot is None or bot.number != broadcast.bot)


def _retract(broadcast: Broadcast) -> None:
    broadcast.retract()
    transaction.on_commit(lambda: _tell_the_queue(broadcast.pk), robust=True)


def _followers(broadcast: Broadcast) -> QuerySet[Any]:
    follows = Subscription.objects.filter(Q(topic=broadcast.topic) | Q(topic=None), chat=OuterRef("pk"))
    chats = Chat.objects.filter(_reads(broadcast), bot=broadcast.bot, is_active=True)
    chats = chats.filter(Exists(follows)).order_by()
    for narrow in hooks.get_hooks(CHATS_HOOK):
        chats = narrow(chats, broadcast)
    return chats.annotate(whom=F("pk"), answers=Value(None, Delivery._meta.get_field("reply_to")))


def _reads(broadcast: Broadcast) -> Q:
    """The first language of a site is also for those whose own the site does not have any more."""
    known = reader.languages(broadcast.site)
    reads = Q(language=broadcast.language)
    return reads | ~Q(language__in=known) if broadcast.language == known[0] else reads


def _who_has_it(correction: Broadcast) -> QuerySet[Any]:
    sent = _uncorrected(correction, Delivery.Status.SENT).filter(chat__is_active=True)
    return sent.order_by().annotate(whom=F("chat_id"), answers=F("message_id"))


def _may_find_more(correction: Broadcast) -> bool:
    may_change = correction.corrections and not correction.is_over
    return bool(may_change) and _uncorrected(correction, Delivery.Status.SENDING).exists()


def _uncorrected(correction: Broadcast, status: Any) -> QuerySet[Delivery]:
    """Messages whose first version was older than the correction; all, where its number is not known."""
    its = Delivery.objects.filter(
        broadcast__brief_key=correction.brief_key,
        broadcast__language=correction.language,
        broadcast__kind=Broadcast.Kind.NEW,
        status=status,
    )
    return its.filter(corrections__lt=correction.corrections) if correction.corrections else its


def _annotated(addressees: QuerySet[Any], broadcast: Broadcast) -> QuerySet[Any]:
    return addressees.annotate(
        to=Value(broadcast.pk),
        state=Value(str(Delivery.Status.PENDING)),
        moment=Value(timezone.now()),
        zero=Value(0),
        none=Value(""),
        no=Value(False),
        zero_=Value(0),
        zero__=Value(0),
    )


def _tell_the_queue(broadcast_id: int) -> None:
    from bot import tasks

    broker.enqueue(tasks.broadcast, broadcast_id)
