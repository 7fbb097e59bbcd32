"""The sandbox as tests and the chat page use it: acts of people, messages of the bot, faults."""

from collections.abc import Callable
from typing import Any

from . import inline, sharing
from .call_handler import CallHandler
from .chats import Button, Chat, Message, User
from .commands import CommandList, Scope
from .found import find_entities
from .hearing import hears, is_summoned
from .inline import InlineQuery
from .limits import Limits
from .world import World

ChatId = Chat | int


class Sandbox:
    """A whole Telegram with one bot in it.

    `limits` are Telegram's flood limits. `allow_local_urls` accepts links to this machine, which Telegram
    refuses: without it no demo on a laptop could show a link. `ids_from` is the first message and update id:
    a sandbox that restarts beside a database that stays must not give the same ids again. `keep` bounds how
    many sent messages and calls are remembered; `latency` delays every answer by so many seconds.
    """

    def __init__(
        self,
        token: str = "1000:sandbox",  # noqa: S107 (no secret)
        limits: bool | Limits = False,
        *,
        allow_local_urls: bool = True,
        ids_from: int = 1,
        keep: int | None = None,
        latency: float = 0.0,
    ) -> None:
        world = self.world = World(token, allow_local_urls, ids_from, keep)
        handler = self._handler = CallHandler(world, keep, latency)
        self.populate: Callable[[Sandbox], None] | None = None
        # Each stays the same object, also after a reset.
        self.token, self.bot, self.clock = world.token, world.bot, world.clock
        self.files, self.web = world.files, world.web
        self.users, self.chats, self.sent, self.toasts = world.users, world.chats, world.sent, world.toasts
        self.command_lists, self.update_queue = world.command_lists, world.update_queue
        self.calls, self.faults, self.waits = handler.calls, handler.faults, handler.waits
        self.set_limits, self.handle, self.answer = handler.set_limits, handler.handle, handler.answer
        self.find_chat, self.new_query, self.queue = world.find_chat, world.new_query, world.queue
        self.set_limits(limits)

    def reset(self) -> None:
        """Start anew, with the users that `populate` adds."""
        self.world.empty()
        self._handler.empty()
        if self.populate:
            self.populate(self)
        for watcher in list(self.world.watchers):
            watcher("reset", 0)

    def replace_token(self, token: str) -> None:
        """Give the bot another token, as @BotFather does; the old one is refused from now on."""
        self.token = self.world.token = token

    # Users and chats

    def add_user(self, name: str, language_code: str = "en", *, user_id: int | None = None) -> User:
        """Add a person with a private chat, who has not started the bot yet."""
        user = User(user_id or next(self.world.user_ids), name, language_code)
        self.users[user.id] = user
        self._add_chat(Chat(user.id, "private", name, user, standing="new", members={user.id: user}))
        return user

    def add_crowd(self, size: int, language_code: str = "en") -> list[User]:
        """Add many people who all have started the bot, without updates, for load tests."""
        crowd = [self.add_user(f"Reader {number}", language_code) for number in range(1, size + 1)]
        for user in crowd:
            self.chats[user.id].standing = "open"
        return crowd

    def add_group(
        self, title: str, members: list[User] | None = None, *, supergroup: bool = False, username: str = ""
    ) -> Chat:
        people = members or [self.add_user("Owner")]
        kind = "supergroup" if supergroup else "group"
        number = next(self.world.channel_ids if supergroup else self.world.group_ids)
        chat = Chat(-number, kind, title, people[0], "left", username, {user.id: user for user in people})
        return self._joined(chat)

    def add_channel(self, title: str, owner: User | None = None, *, username: str = "") -> Chat:
        person = owner or self.add_user("Owner")
        number = next(self.world.channel_ids)
        return self._joined(Chat(-number, "channel", title, person, "left", username, {person.id: person}))

    def _joined(self, chat: Chat) -> Chat:
        self._add_chat(chat)
        self.world.set_standing(chat, "open")
        return chat

    def _add_chat(self, chat: Chat) -> None:
        self.chats[chat.id] = chat
        chat.active_at = self.clock.now()
        self.world.changed("chat", chat)

    def add_topic(self, chat: ChatId, name: str) -> int:
        """Add a forum topic; return its id, which is a message_thread_id."""
        place = self._chat(chat)
        message = self.world.post(place, sender=place.owner, service={"forum_topic_created": {"name": name}})
        place.threads[message.id] = name
        return message.id

    def delete_topic(self, chat: ChatId, thread_id: int) -> None:
        del self._chat(chat).threads[thread_id]

    # Acts of people

    def write(
        self,
        chat: ChatId,
        text: str,
        user: User | int | None = None,
        *,
        reply_to: int | None = None,
        thread_id: int | None = None,
    ) -> Message:
        """Write as a person. In a private chat this allows the bot to write back."""
        place, author = self._chat(chat), self._person(chat, user)
        if place.standing in ("blocked", "deactivated"):
            raise ValueError(
                f"{author.name} cannot write: the chat is {place.standing}. Unblock the bot first."
            )
        if place.standing == "new":
            place.standing = "open"
        text = text.strip()
        sender = None if place.kind == "channel" else author
        entities = find_entities(text, [])
        message = self.world.post(
            place,
            text=text,
            html=text,
            entities=entities,
            sender=sender,
            reply_to=reply_to,
            thread_id=thread_id,
        )
        if hears(self.bot, message):
            kind = "channel_post" if place.kind == "channel" else "message"
            self.queue(kind, message.as_dict(), place)
        elif is_summoned(self.bot, message):
            inline.summon(self.world, message)
        return message

    def edit(self, chat: ChatId, message_id: int, text: str) -> Message:
        """Change the text of a message of one's own; the same text again is an edit of something else."""
        place = self._chat(chat)
        message = place.messages[message_id]
        if message.from_bot:
            raise ValueError("A person edits only messages of their own.")
        message.text = message.html = text.strip()
        message.entities, message.edited = find_entities(message.text, []), int(self.clock.now())
        self.world.changed("edited", place)
        if hears(self.bot, message):
            kind = "edited_channel_post" if place.kind == "channel" else "edited_message"
            self.queue(kind, message.as_dict(), place)
        return message

    def ask_inline(
        self, chat: ChatId, text: str = "", user: User | int | None = None, *, offset: str = ""
    ) -> InlineQuery:
        """Type the bot's name and a text, in a chat where the bot need not be; its answer comes later."""
        return inline.ask(self.world, self._chat(chat), self._person(chat, user), text, offset)

    def choose(self, query: InlineQuery, result_id: str) -> Message:
        """Choose a result of an inline query, which posts it in the chat."""
        return inline.choose(self.world, query, result_id)

    def press(self, chat: ChatId, message_id: int, button: str, user: User | int | None = None) -> str:
        """Press the button with this callback data or text; return the id of the callback query."""
        place, person = self._chat(chat), self._person(chat, user)
        if message_id not in place.messages:
            raise LookupError(f"No message {message_id} in {place.title}.")
        message = place.messages[message_id]
        pressed = message.button(button)
        if pressed.data is None:
            raise LookupError(f"{button!r} sends nothing to the bot: {_instead(pressed)}.")
        query = self.new_query(place, person)
        payload = {
            "id": query.id,
            "from": person.as_dict(),
            "message": message.as_dict(),
            "chat_instance": str(place.id),
            "data": pressed.data,
        }
        self.queue("callback_query", payload, place)
        return query.id

    def tap(self, user: User | int, label: str, shared: ChatId | None = None) -> Message:
        """Tap a button of the keyboard in the person's own chat; one that asks for a chat shares `shared`."""
        place = self._private(user)
        key = next((key for row in place.keys for key in row if key.text == label), None)
        if key is None:
            raise LookupError(f"No key {label!r}; there are {[k.text for row in place.keys for k in row]}.")
        if key.request_chat is None:
            return self.write(place, label)
        if shared is None:
            raise ValueError(f"{label!r} asks for a chat: say which.")
        return sharing.share(self.world, place, key.request_chat, self._chat(shared))

    def share_location(self, user: User | int, latitude: float, longitude: float) -> Message:
        place = self._private(user)
        where = {"latitude": latitude, "longitude": longitude}
        message = self.world.post(place, sender=place.owner, service={"location": where})
        self.queue("message", message.as_dict(), place)
        return message

    def block(self, user: User | int) -> None:
        self.world.set_standing(self._private(user), "blocked")

    def unblock(self, user: User | int) -> None:
        self.world.set_standing(self._private(user), "open")

    def deactivate(self, user: User | int) -> None:
        """Delete the person's account; the bot is not told."""
        self._private(user).standing = "deactivated"

    def kick(self, chat: ChatId) -> None:
        self.world.set_standing(self._chat(chat), "kicked")

    def invite(self, chat: ChatId) -> None:
        """Add the bot to the chat (again), with all its rights."""
        self.world.set_standing(self._chat(chat), "open")

    def revoke_rights(self, chat: ChatId) -> None:
        place = self._chat(chat)
        self.world.set_standing(place, "demoted" if place.kind == "channel" else "muted")

    def delete_group(self, chat: ChatId) -> None:
        self._chat(chat).standing = "deleted"

    def migrate(self, group: ChatId) -> Chat:
        """Turn the group into a supergroup, and return it; the old id is refused from now on."""
        old = self._chat(group)
        new = Chat(
            -next(self.world.channel_ids), "supergroup", old.title, old.owner, members=dict(old.members)
        )
        self._add_chat(new)
        old.standing, old.migrated_to = "migrated", new.id
        for chat, service in (
            (old, {"migrate_to_chat_id": new.id}),
            (new, {"migrate_from_chat_id": old.id}),
        ):
            self.queue("message", self.world.post(chat, sender=old.owner, service=service).as_dict(), chat)
        return new

    # Observations and time

    def messages(self, chat: ChatId) -> list[Message]:
        """Return the messages that the chat shows now."""
        return list(self._chat(chat).messages.values())

    def commands(
        self, scope: str = "default", language_code: str = "", chat_id: int | None = None
    ) -> CommandList:
        return self.command_lists.stored(Scope(scope, chat_id), language_code)

    def updates(self) -> list[dict[str, Any]]:
        """Drain and return the waiting updates, for tests that feed an Application themselves."""
        drained = [update.as_dict() for update in self.update_queue.waiting(self.clock.now())]
        self.update_queue.clear()
        return drained

    def make_wait(self, seconds: float, chat: ChatId | None = None) -> None:
        """Answer 429 to messages until the time is over: to one chat, as in slow mode, or to all."""
        self.waits.start(0 if chat is None else self._chat(chat).id, self.clock.monotonic() + seconds)

    def pass_time(self, seconds: float) -> None:
        """Move the clock forward, past the 48 hours of deleteMessage for example."""
        self.clock.advance(seconds)

    def _chat(self, chat: ChatId) -> Chat:
        return chat if isinstance(chat, Chat) else self.chats[chat]

    def _private(self, user: User | int) -> Chat:
        return self.chats[user.id if isinstance(user, User) else user]

    def _person(self, chat: ChatId, user: User | int | None) -> User:
        if isinstance(user, User):
            return user
        if user is not None:
            return self.users[user]
        place = self._chat(chat)
        if place.kind == "group" or place.kind == "supergroup":
            raise ValueError(f"Say who does it: {place.title} is a group.")
        return place.owner


def _instead(button: Button) -> str:
    return f"it opens {button.url}" if button.url else "it is handled by the app"
