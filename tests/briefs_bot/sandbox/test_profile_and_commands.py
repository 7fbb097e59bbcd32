"""The bot's name, descriptions and commands, by scope and language."""

from typing import Any

import pytest
from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeChat, MenuButtonCommands
from telegram.error import InvalidToken

from briefs_bot.sandbox import Sandbox, SandboxRequest

LATEST = BotCommand("latest", "The latest briefs")


def test_the_narrowest_list_of_commands_wins(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    ivan = sandbox.add_user("Ivan", "ru")
    ask("set_my_commands", [LATEST])
    ask("set_my_commands", [BotCommand("latest", "Свежие обзоры")], language_code="ru")
    ask("set_my_commands", [BotCommand("admin", "Everything")], scope=BotCommandScopeChat(anna.id))
    ask("set_my_commands", [BotCommand("here", "In groups")], scope=BotCommandScopeAllGroupChats())
    group = sandbox.add_group("Newsroom", [anna, ivan])

    def shown(user: Any, chat_id: int) -> str:
        return sandbox.command_lists.shown_to(user, sandbox.chats[chat_id])[0]["description"]

    assert shown(anna, anna.id) == "Everything"
    assert shown(ivan, ivan.id) == "Свежие обзоры"
    assert shown(ivan, group.id) == "In groups"
    assert sandbox.commands(language_code="ru") == [{"command": "latest", "description": "Свежие обзоры"}]
    assert ask("get_my_commands") == (LATEST,)
    ask("delete_my_commands")
    assert ask("get_my_commands") == ()


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (BotCommand("Latest", "x"), "BOT_COMMAND_INVALID"),
        (BotCommand("новое", "x"), "BOT_COMMAND_INVALID"),
        (BotCommand("x" * 33, "x"), "command length must not exceed 32"),
        (BotCommand("", "x"), "command can't be empty"),
        (BotCommand("latest", ""), "command description can't be empty"),
        (BotCommand("latest", "x" * 257), "command description length must not exceed 256"),
    ],
)
def test_a_command_must_be_well_named(ask: Any, command: BotCommand, refusal: str, refused: Any) -> None:
    with refused(refusal):
        ask("set_my_commands", [command])


def test_a_language_is_two_letters(ask: Any, refused: Any) -> None:
    with refused("invalid language code specified"):
        ask("set_my_commands", [LATEST], language_code="russian")


def test_the_bot_has_a_name_and_descriptions_in_each_language(ask: Any) -> None:
    ask("set_my_name", "Briefs")
    ask("set_my_description", "Обзоры", language_code="ru")
    ask("set_chat_menu_button", menu_button=MenuButtonCommands())

    assert ask("get_my_name").name == "Briefs"
    assert ask("get_my_description", "ru").description == "Обзоры"
    assert ask("get_chat_menu_button").type == "commands"


def test_a_wrong_token_is_refused(sandbox: Sandbox, refused: Any) -> None:
    import asyncio

    from telegram import Bot

    async def log_in() -> None:
        async with Bot(
            "1000:wrong", request=SandboxRequest(sandbox), get_updates_request=SandboxRequest(sandbox)
        ):
            pass

    with pytest.raises(InvalidToken):
        asyncio.run(log_in())


def test_an_unknown_method_is_not_found(sandbox: Sandbox) -> None:
    answer = sandbox.answer("sendRichMessage", {})

    assert answer.status == 404
    assert b"Not Found: method not found" in answer.body
