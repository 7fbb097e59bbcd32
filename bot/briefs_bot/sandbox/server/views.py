"""JSON of users, chats, messages and toasts for the control endpoints."""

from typing import Any

from ..chats import Chat, Message, User
from ..inline import InlineQuery
from ..world import Toast

SUMMARY = 80  # characters


def user(who: User) -> dict[str, Any]:
    return {"id": who.id, "name": who.name, "language_code": who.language_code}


def chat(place: Chat) -> dict[str, Any]:
    last = next(reversed(place.messages.values()), None)
    return {
        "id": place.id,
        "kind": place.kind,
        "title": place.title,
        "standing": place.standing,
        "owner": place.owner.id,
        "members": list(place.members),
        "language_code": place.owner.language_code if place.kind == "private" else "",
        "active_at": place.active_at,
        "from_bot": place.from_bot,
        "keys": [[{"text": key.text, "request_chat": key.request_chat} for key in row] for row in place.keys],
        "last": {"text": _summary(last), "date": last.date, "from_bot": last.from_bot} if last else None,
    }


def _summary(last: Message) -> str:
    return last.text[:SUMMARY] or (last.file.kind if last.file else "")


def message(shown: Message) -> dict[str, Any]:
    return {
        "id": shown.id,
        "date": shown.date,
        "text": shown.text,
        "entities": shown.entities,
        "from_bot": shown.from_bot,
        "via_bot": shown.via_bot.username if shown.via_bot else None,
        "sender": user(shown.sender) if shown.sender else None,
        "buttons": [[{"text": b.text, "url": b.url, "data": b.data} for b in row] for row in shown.buttons],
        "photo": f"/sandbox/files/{shown.file.id}" if shown.photo is not None and shown.file else None,
        "document": _document(shown),
        "preview": shown.preview.get("url"),
        "silent": shown.silent,
        "protected": shown.protected,
        "edited": shown.edited,
        "reply_to": shown.reply_to,
        "service": shown.service,
    }


def _document(shown: Message) -> dict[str, str] | None:
    if shown.document is None or shown.file is None:
        return None
    return {"name": shown.file.name, "url": f"/sandbox/files/{shown.file.id}"}


def inline_query(query: InlineQuery) -> dict[str, Any]:
    """Return an inline query; `answer` is None until the bot answered."""
    given = query.answer
    answer = (
        {
            "results": [
                {"id": r.id, "title": r.title, "description": r.description, "thumbnail_url": r.thumbnail_url}
                for r in given.results
            ],
            "next_offset": given.next_offset,
            "button": given.button,
        }
        if given
        else None
    )
    return {"id": query.id, "chat_id": query.chat.id, "text": query.text, "answer": answer}


def toast(shown: Toast) -> dict[str, Any]:
    return {
        "query_id": shown.query_id,
        "user_id": shown.user.id,
        "chat_id": shown.chat_id,
        "text": shown.text,
        "alert": shown.alert,
        "url": shown.url,
    }
