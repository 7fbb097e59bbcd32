"""Answers questions that only read: those that wait for the database share one look at their chats."""

from collections.abc import Callable, Sequence
from typing import Any

from telegram.ext import Application

from briefs_bot.batching import Batcher, Waiting
from briefs_bot.conversation import answers, chats
from briefs_bot.conversation.asked import Asked
from briefs_bot.models import Chat

Question = Callable[[Asked, Chat], Any]
# Of an application, in its `bot_data`.
NAME = "briefs_batcher"


async def ask(application: Application, question: Question, asked: Asked) -> Any:
    """Return the answer in the chat's language. Raise what the question raises."""
    batcher: Batcher[tuple[Question, Asked]] = application.bot_data.setdefault(NAME, Batcher(_answer))
    return await batcher.do((question, asked))


def _answer(batch: Sequence[Waiting[tuple[Question, Asked]]]) -> None:
    known = chats.known([each.item[1] for each in batch]) if len(batch) > 1 else {}
    for each in batch:
        question, asked = each.item
        try:
            # Each chat serves one question, as its title may change.
            each.settle(answers.give(question, asked, known.pop(asked.chat_id, None)))
        except Exception as error:
            each.settle(error)
