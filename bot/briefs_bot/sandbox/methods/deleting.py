"""The methods deleteMessage and deleteMessages, within 48 hours."""

from ..chats import Message
from ..params import Params
from ..refusals import bad
from ..world import World

DELETABLE_SECONDS = 48 * 3600
MOST_AT_ONCE = 100


def delete_message(world: World, params: Params) -> bool:
    chat = world.chat(params)
    if not params.has("message_id"):
        raise bad("message identifier is not specified")
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad("message to delete not found")
    if not _may_delete(world, message):
        raise bad("message can't be deleted")
    _delete(world, message)
    return True


def delete_messages(world: World, params: Params) -> bool:
    """Delete many messages; skip those that do not exist."""
    chat = world.chat(params)
    ids = params.array("message_ids", "message identifiers")
    if not ids:
        raise bad("message identifiers are not specified")
    if len(ids) > MOST_AT_ONCE:
        raise bad("too many message identifiers specified")
    found = [chat.messages[int(each)] for each in ids if int(each) in chat.messages]
    if not all(_may_delete(world, message) for message in found):
        raise bad("message can't be deleted")
    for message in found:
        _delete(world, message)
    return True


def _may_delete(world: World, message: Message) -> bool:
    own = message.from_bot or message.chat.kind in ("private", "channel")
    reachable = message.chat.standing in ("open", "muted")
    return own and reachable and world.clock.now() - message.date < DELETABLE_SECONDS


def _delete(world: World, message: Message) -> None:
    del message.chat.messages[message.id]
    world.changed("deleted", message.chat)
