"""The methods getMe, logOut and close, and those of the bot's name, descriptions and menu button."""

from collections.abc import Callable
from typing import Any

from ..params import Params
from ..refusals import bad
from ..world import World
from .commands import language

ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
    "supports_guest_queries": True,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
MENU_BUTTONS = ("default", "commands", "web_app")


def get_me(world: World, params: Params) -> dict[str, Any]:
    return world.bot.as_dict() | ABILITIES


def done(world: World, params: Params) -> bool:
    return True


def setter(name: str, limit: int) -> Callable[[World, Params], bool]:
    def set_it(world: World, params: Params) -> bool:
        text = params.text(name)
        if len(text) > limit:
            # The wording is ours: Telegram's was not found.
            raise bad(f"bot {name.replace('_', ' ')} length must not exceed {limit}")
        world.profile[name, language(params)] = text
        return True

    return set_it


def getter(name: str) -> Callable[[World, Params], dict[str, str]]:
    def get_it(world: World, params: Params) -> dict[str, str]:
        fallback = world.bot.name if name == "name" else ""
        general = world.profile.get((name, "")) or fallback
        return {name: world.profile.get((name, language(params))) or general}

    return get_it


def set_chat_menu_button(world: World, params: Params) -> bool:
    button = params.object("menu_button", "MenuButton") or {"type": "default"}
    if button.get("type") not in MENU_BUTTONS:
        raise bad("can't parse menu button: MenuButton has unsupported type")
    world.menu_buttons[_place(world, params)] = button
    return True


def get_chat_menu_button(world: World, params: Params) -> dict[str, Any]:
    everybody = world.menu_buttons.get(0, {"type": "commands"})
    return world.menu_buttons.get(_place(world, params), everybody)


def _place(world: World, params: Params) -> int:
    return world.chat(params).id if params.has("chat_id") else 0
