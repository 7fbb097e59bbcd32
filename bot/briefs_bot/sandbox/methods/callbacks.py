"""The method answerCallbackQuery."""

from ..params import Params
from ..refusals import bad
from ..world import Toast, World

# Seconds. Telegram's own number is unpublished; in practice it is less than a minute.
ANSWER_WITHIN = 60.0
TEXT_LIMIT = 200


def answer_callback_query(world: World, params: Params) -> bool:
    query = world.queries.get(params.text("callback_query_id"))
    if query is None or world.clock.now() - query.at > ANSWER_WITHIN:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    text = params.text("text")
    if len(text) > TEXT_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    toast = Toast(query.id, query.user, query.chat.id, text, params.flag("show_alert"), params.text("url"))
    world.toasts.append(toast)
    world.changed("toast", query.chat)
    return True
