"""A person's or the bot's membership of a chat, as the Bot API writes it."""

from typing import Any

from .chats import Chat, User

ADMINISTRATOR_RIGHTS = [
    "can_be_edited", "can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users",
    "can_restrict_members", "can_promote_members", "can_manage_video_chats", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "is_anonymous",
]  # fmt: skip
CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
GRANTED = {"can_manage_chat", "can_delete_messages", "can_invite_users", *CHANNEL_RIGHTS}
PERMISSIONS = [
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info",
    "can_invite_users", "can_pin_messages", "can_manage_topics",
]  # fmt: skip

ALL_RIGHTS = {
    *ADMINISTRATOR_RIGHTS, *CHANNEL_RIGHTS, "can_pin_messages", "can_manage_topics",
    "can_manage_direct_messages", "can_manage_tags",
} - {"can_be_edited"}  # fmt: skip

STATUSES = {
    "new": "kicked",
    "blocked": "kicked",
    "deactivated": "left",
    "kicked": "kicked",
    "left": "left",
    "deleted": "left",
    "migrated": "left",
    "muted": "restricted",
    "demoted": "member",
}


def of_bot(bot: User, chat: Chat, standing: str) -> dict[str, Any]:
    """Return the bot's own membership for its `standing` in the chat."""
    is_open = "administrator" if chat.kind == "channel" else "member"
    return _member(bot, chat, STATUSES.get(standing, is_open))


def of_user(user: User, chat: Chat) -> dict[str, Any]:
    if chat.kind != "private" and user is chat.owner:
        return _member(user, chat, "creator")
    return _member(user, chat, "member" if user.id in chat.members else "left")


def _member(user: User, chat: Chat, status: str) -> dict[str, Any]:
    extras: dict[str, dict[str, Any]] = {
        "creator": {"is_anonymous": False},
        "administrator": {right: right in GRANTED for right in _rights(chat)},
        "restricted": dict.fromkeys(PERMISSIONS, False) | {"is_member": True, "until_date": 0},
        "kicked": {"until_date": 0},
    }
    return {"user": user.as_dict(), "status": status} | extras.get(status, {})


def _rights(chat: Chat) -> list[str]:
    return [*ADMINISTRATOR_RIGHTS, *(CHANNEL_RIGHTS if chat.kind == "channel" else ())]
