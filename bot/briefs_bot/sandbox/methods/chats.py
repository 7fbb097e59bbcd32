"""The methods of chats and their members: sendChatAction, getChat…, leaveChat."""

from typing import Any

from .. import membership
from ..chats import Chat
from ..params import Params
from ..refusals import bad
from ..world import World

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
AS_FULL = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": {
        "unlimited_gifts": False,
        "limited_gifts": False,
        "unique_gifts": False,
        "premium_subscription": False,
        "gifts_from_channels": False,
    },
}


def send_chat_action(world: World, params: Params) -> bool:
    chat = world.chat(params)
    chat.check_writable()
    if params.text("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    world.changed("typing", chat)
    return True


def get_chat(world: World, params: Params) -> dict[str, Any]:
    return _reachable(world, params).as_dict() | AS_FULL


def get_chat_member(world: World, params: Params) -> dict[str, Any]:
    chat = _reachable(world, params)
    user_id = params.integer("user_id")
    if user_id == world.bot.id:
        return membership.of_bot(world.bot, chat, chat.standing)
    user = world.users.get(user_id)
    if user is None:
        raise bad("user not found")
    return membership.of_user(user, chat)


def get_chat_member_count(world: World, params: Params) -> int:
    return len(_reachable(world, params).members) + 1


def get_chat_administrators(world: World, params: Params) -> list[dict[str, Any]]:
    chat = _reachable(world, params)
    if chat.kind == "private":
        raise bad("there are no administrators in the private chat")
    administrators = [membership.of_user(chat.owner, chat)]
    bot = membership.of_bot(world.bot, chat, chat.standing)
    return [*administrators, bot] if bot["status"] == "administrator" else administrators


def leave_chat(world: World, params: Params) -> bool:
    chat = _reachable(world, params)
    if chat.kind == "private":
        raise bad("chat member status can't be changed in private chats")
    world.set_standing(chat, "left", by=world.bot)
    return True


def _reachable(world: World, params: Params) -> Chat:
    """Return a chat that the bot can look at, which requires membership, but no right to write."""
    chat = world.chat(params)
    if chat.standing in ("kicked", "left", "deleted", "migrated"):
        chat.check_writable()
    return chat
