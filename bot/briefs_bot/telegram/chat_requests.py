"""The keyboard by which a person chooses a channel or group, with the rights that are needed there."""

from typing import Any

from telegram import (
    ChatAdministratorRights,
    KeyboardButton,
    KeyboardButtonRequestChat,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from briefs_bot.values import ChatRequest

# Rights that have to be given, or not.
RIGHTS = (
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
# The bot may ask only for rights that the person must have as well.
POSTING = {"can_post_messages": True, "can_edit_messages": True, "can_delete_messages": True}


def packed(requests: tuple[ChatRequest, ...]) -> str:
    """Return the keyboard as JSON; without requests, what takes it away."""
    if not requests:
        return ReplyKeyboardRemove().to_json()
    rows = [[KeyboardButton(each.text, request_chat=_request(each))] for each in requests]
    return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True).to_json()


def _request(asked: ChatRequest) -> KeyboardButtonRequestChat:
    if asked.is_channel:
        return KeyboardButtonRequestChat(
            asked.number,
            chat_is_channel=True,
            user_administrator_rights=_rights(**POSTING),
            bot_administrator_rights=_rights(**POSTING),
            request_title=True,
        )
    # In a group a member may write, and an administrator decides what comes there.
    return KeyboardButtonRequestChat(
        asked.number,
        chat_is_channel=False,
        user_administrator_rights=_rights(can_manage_chat=True),
        bot_is_member=True,
        request_title=True,
    )


def _rights(**granted: bool) -> ChatAdministratorRights:
    values: dict[str, Any] = dict.fromkeys(RIGHTS, False) | granted
    return ChatAdministratorRights(**values)
