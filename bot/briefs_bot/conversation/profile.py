"""The texts by which the bot presents itself in Telegram before anybody writes to it, in each language."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.conf import settings as django_settings
from django.utils import translation
from telegram import Bot, MenuButtonCommands, MenuButtonDefault
from telegram.error import TelegramError

from briefs_bot import messages

logger = logging.getLogger(__name__)

T = TypeVar("T")


def in_each_language(words: Callable[[], T]) -> dict[str, T]:
    """Return the words by Telegram's language code of two letters; "" is for all other languages."""
    found = {"": _in(django_settings.LANGUAGE_CODE, words)}
    for language, _name in django_settings.LANGUAGES:
        code, said = language.partition("-")[0], _in(language, words)
        if len(code) == 2 and said != found[""]:
            found.setdefault(code, said)
    return found


async def set_profile(bot: Bot, site_name: str) -> None:
    """Tell Telegram the description, the about text and the menu button, as far as they changed."""
    try:
        await _set_texts(bot, site_name)
        if isinstance(await bot.get_chat_menu_button(), MenuButtonDefault):
            await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    except TelegramError as error:
        # The bot answers all the same; the next start tries again.
        logger.warning("profile_refused bot=%s said=%r", bot.id, error.message)


async def _set_texts(bot: Bot, site_name: str) -> None:
    """Set both texts; an empty template leaves what the owner told @BotFather."""
    for code, text in in_each_language(partial(messages.description, site_name)).items():
        if text and (await bot.get_my_description(code)).description != text:
            await bot.set_my_description(text, code)
    for code, text in in_each_language(partial(messages.about, site_name)).items():
        if text and (await bot.get_my_short_description(code)).short_description != text:
            await bot.set_my_short_description(text, code)


def _in(language: str, words: Callable[[], T]) -> T:
    with translation.override(language):
        return words()
