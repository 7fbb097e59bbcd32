"""The table of Bot API methods by name; names are case-insensitive."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..params import Params
from ..world import World
from . import callbacks, chats, commands, deleting, editing, files, inline, profile, sending, updates


@dataclass(frozen=True, slots=True)
class Method:
    perform: Callable[[World, Params], Any]
    is_message: bool = False  # counts for the flood limits


MESSAGES: dict[str, Callable[[World, Params], Any]] = {
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "editMessageText": editing.edit_text,
    "editMessageCaption": editing.edit_caption,
    "editMessageReplyMarkup": editing.edit_reply_markup,
    "editMessageMedia": editing.edit_media,
}

OTHERS: dict[str, Callable[[World, Params], Any]] = {
    "getMe": profile.get_me,
    "getUpdates": updates.get_updates,
    "setWebhook": updates.set_webhook,
    "deleteWebhook": updates.delete_webhook,
    "getWebhookInfo": updates.get_webhook_info,
    "deleteMessage": deleting.delete_message,
    "deleteMessages": deleting.delete_messages,
    "answerCallbackQuery": callbacks.answer_callback_query,
    "answerInlineQuery": inline.answer_inline_query,
    "answerGuestQuery": inline.answer_guest_query,
    "sendChatAction": chats.send_chat_action,
    "getChat": chats.get_chat,
    "getChatMember": chats.get_chat_member,
    "getChatMemberCount": chats.get_chat_member_count,
    "getChatAdministrators": chats.get_chat_administrators,
    "leaveChat": chats.leave_chat,
    "setMyCommands": commands.set_my_commands,
    "getMyCommands": commands.get_my_commands,
    "deleteMyCommands": commands.delete_my_commands,
    "setMyName": profile.setter("name", 64),
    "getMyName": profile.getter("name"),
    "setMyDescription": profile.setter("description", 512),
    "getMyDescription": profile.getter("description"),
    "setMyShortDescription": profile.setter("short_description", 120),
    "getMyShortDescription": profile.getter("short_description"),
    "setChatMenuButton": profile.set_chat_menu_button,
    "getChatMenuButton": profile.get_chat_menu_button,
    "getFile": files.get_file,
    "logOut": profile.done,
    "close": profile.done,
}

METHODS = {name.lower(): Method(perform, is_message=True) for name, perform in MESSAGES.items()} | {
    name.lower(): Method(perform) for name, perform in OTHERS.items()
}
