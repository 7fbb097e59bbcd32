"""Edits below buttons: of many presses on one message, only the last state is shown."""

from telegram import CallbackQuery

from briefs_bot.conversation import pacing
from briefs_bot.telegram import courier
from briefs_bot.values import Message

Key = tuple[int, int, int]
# The newest state of each message whose edit waits for its turn, by bot, chat and message.
_newest: dict[Key, Message] = {}


async def show(bot: int, kind: str, query: CallbackQuery, message: Message) -> None:
    """Edit the message once its chat has a turn; meanwhile other updates of the chat are handled.

    Where an edit of the same message waits already, it shows this state, too, and nothing is to wait for.
    """
    if not query.message:
        return
    chat_id = query.message.chat.id
    key = (bot, chat_id, query.message.message_id)
    is_waited_for = key in _newest
    _newest[key] = message
    if is_waited_for:
        return
    if handling := pacing.current.get():
        handling.let_chat_go_on()
    shown: list[Message] = []

    async def edit() -> None:
        shown.append(_newest[key])
        await courier.edit(query, shown[-1])

    try:
        while not shown or _newest[key] is not shown[-1]:  # a button was pressed during the last call
            await pacing.in_turn(bot, chat_id, kind, edit)
    finally:
        _newest.pop(key, None)
