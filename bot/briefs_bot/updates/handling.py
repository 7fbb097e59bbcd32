"""Handles one update to its end, with retries."""

from asgiref.sync import sync_to_async
from telegram.ext import Application

from briefs_bot.conversation import answers, handlers
from briefs_bot.conversation.pacing import Handling, current
from briefs_bot.telegram import refusals
from briefs_bot.updates.database import AWAY, renew
from briefs_bot.updates.queued_update import QueuedUpdate

# Seconds between tries of an update while the database is away; the last one repeats.
DATABASE_WAITS = (1.0, 2.0, 4.0, 8.0, 15.0)


async def handle(application: Application, item: QueuedUpdate, handling: Handling) -> None:
    """Handle an update; retry after errors that pass, unless somebody got half an answer already.

    Other errors were logged by the error handler.
    """
    current.set(handling)
    tries = 0
    while True:
        handling.error = None
        if tries:  # the first time the inbox has just done so
            await sync_to_async(renew)()
        await _process(application, item)
        seconds = _seconds_until_again(handling.error, tries)
        if handling.is_settled or handling.has_spoken or seconds is None:
            return
        await handling.wait(seconds)
        tries += 1


async def _process(application: Application, item: QueuedUpdate) -> None:
    if item.number:
        await application.process_update(item.update)
        return
    try:
        context = application.context_types.context.from_update(item.update, application)
        await handlers.answering(answers.too_fast)(item.update, context)
    except Exception as error:
        await application.process_error(item.update, error)


def _seconds_until_again(error: BaseException | None, tries: int) -> float | None:
    if isinstance(error, AWAY):
        return DATABASE_WAITS[min(tries, len(DATABASE_WAITS) - 1)]
    # Telegram refused before anything was done: the question who is administrator, or a host's own command.
    if isinstance(error, refusals.TryLater) and not error.needs_somebody:
        return error.seconds
    return None
