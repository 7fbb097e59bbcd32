"""The methods setMyCommands, getMyCommands, deleteMyCommands."""

import re
from typing import Any

from ..commands import CommandList, Scope
from ..params import Params
from ..refusals import bad
from ..world import World

MOST = 100
NAME = re.compile(r"[a-z0-9_]+")
NAME_LIMIT = 32
DESCRIPTION_LIMIT = 256
LANGUAGE = re.compile(r"|[a-z]{2}")
# The parameters that each scope requires.
SCOPES: dict[str, tuple[str, ...]] = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


def set_my_commands(world: World, params: Params) -> bool:
    commands = params.array("commands", "BotCommand")
    if len(commands) > MOST:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    checked = [_checked(command) for command in commands]
    world.command_lists.store(_scope(world, params), language(params), checked)
    return True


def get_my_commands(world: World, params: Params) -> CommandList:
    return world.command_lists.stored(_scope(world, params), language(params))


def delete_my_commands(world: World, params: Params) -> bool:
    world.command_lists.drop(_scope(world, params), language(params))
    return True


def language(params: Params) -> str:
    code = params.text("language_code")
    if not LANGUAGE.fullmatch(code):
        raise bad("invalid language code specified")
    return code


def _checked(command: Any) -> dict[str, str]:
    if not isinstance(command, dict):
        raise bad("can't parse BotCommand: expected an Object")
    name = str(command.get("command", "")).strip().removeprefix("/")
    description = str(command.get("description", "")).strip()
    if not name:
        raise bad("command can't be empty")
    if len(name) > NAME_LIMIT:
        raise bad(f"command length must not exceed {NAME_LIMIT}")
    if not NAME.fullmatch(name):
        raise bad("BOT_COMMAND_INVALID")
    if not description:
        raise bad("command description can't be empty")
    if len(description) > DESCRIPTION_LIMIT:
        raise bad(f"command description length must not exceed {DESCRIPTION_LIMIT}")
    return {"command": name, "description": description}


def _scope(world: World, params: Params) -> Scope:
    given = params.object("scope", "BotCommandScope")
    kind = given.get("type", "default")
    if kind not in SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    named = {name: given.get(name) for name in SCOPES[kind]}
    if "chat_id" in named:
        named["chat_id"] = world.chat(Params(named)).id
    if "user_id" in named:
        named["user_id"] = Params(named).integer("user_id")
    return Scope(kind, **named)
