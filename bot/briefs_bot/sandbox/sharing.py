"""A person answers a button that asks for one of their channels or groups."""

from typing import Any

from .chats import Chat, Message
from .world import World

ANSWERED = {"request_title": "title", "request_username": "username"}


def why_not(request: dict[str, Any], person: int, chat: Chat) -> str:
    """Return why the person's app does not offer the chat; empty where it does."""
    if chat.kind == "private" or (chat.kind == "channel") is not request["chat_is_channel"]:
        return "the button asks for a " + ("channel" if request["chat_is_channel"] else "group")
    if person not in chat.members:
        return "the person is not in it"
    rights = request.get("user_administrator_rights") or {}
    if any(rights.values()) and chat.owner.id != person:
        return "the person lacks rights there"
    if request.get("chat_is_created") and chat.owner.id != person:
        return "the person does not own it"
    if request.get("chat_is_forum", bool(chat.threads)) != bool(chat.threads):
        return "it has topics, or has none"
    if request.get("chat_has_username", bool(chat.username)) != bool(chat.username):
        return "it has a public name, or has none"
    if chat.standing in ("deleted", "migrated"):
        return f"it is {chat.standing}"
    return ""


def share(world: World, place: Chat, request: dict[str, Any], chat: Chat) -> Message:
    """Share the chat; the person's app first gives the bot the rights that the button asks for."""
    if reason := why_not(request, place.owner.id, chat):
        raise ValueError(f"{chat.title} cannot be chosen: {reason}.")
    needs_bot = request.get("bot_is_member") or any((request.get("bot_administrator_rights") or {}).values())
    if needs_bot and chat.standing != "open":
        world.set_standing(chat, "open", by=place.owner)
    told: dict[str, Any] = {"request_id": request["request_id"], "chat_id": chat.id}
    told |= {name: getattr(chat, name) for flag, name in ANSWERED.items() if request.get(flag)}
    told = {name: value for name, value in told.items() if value != ""}
    message = world.post(place, sender=place.owner, service={"chat_shared": told})
    world.queue("message", message.as_dict(), place)
    return message
