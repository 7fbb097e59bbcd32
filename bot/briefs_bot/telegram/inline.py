"""The way out for answers to inline and guest queries; every refusal is raised as a Refusal."""

import logging

from telegram import (
    Bot,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.error import TelegramError

from briefs_bot.telegram import buttons, html, refusals
from briefs_bot.telegram.refusals import says
from briefs_bot.values import TEXT_LIMIT, Offer, Offers

logger = logging.getLogger(__name__)

# Seconds for which Telegram may show an answer to others who ask the same, also of a brief withdrawn since.
CACHE_SECONDS = 60
# What follows `start=` where the button above the list leads to the bot.
START_PARAMETER = "inline"
TOO_OLD = ("query is too old",)


async def answer(query: InlineQuery, page: Offers) -> None:
    """Answer an inline query; being too late is no error, as the person has typed on."""
    button = InlineQueryResultsButton(page.button, start_parameter=START_PARAMETER) if page.button else None
    try:
        await query.answer(
            [_article(each) for each in page.offers],
            cache_time=CACHE_SECONDS,
            is_personal=page.is_personal,
            next_offset=page.next_offset,
            button=button,
        )
    except TelegramError as error:
        _raise_unless_late(error, query.id)


async def answer_guest(bot: Bot, query_id: str, offer: Offer) -> None:
    """Answer in a chat where the bot is no member; being too late is no error."""
    try:
        await bot.answer_guest_query(query_id, _article(offer))
    except TelegramError as error:
        _raise_unless_late(error, query_id)


def _raise_unless_late(error: TelegramError, query_id: str) -> None:
    if not says(error, TOO_OLD):
        raise refusals.translated(error) from error
    logger.info("query_too_old query=%s", query_id)


def _article(offer: Offer) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        offer.key,
        offer.title,
        InputTextMessageContent(
            html.cut(offer.message.html, TEXT_LIMIT), "HTML", link_preview_options=_preview(offer)
        ),
        reply_markup=buttons.markup(offer.message.buttons),
        description=offer.description,
        thumbnail_url=offer.thumbnail_url if _is_public(offer.thumbnail_url) else None,
    )


def _preview(offer: Offer) -> LinkPreviewOptions:
    if not _is_public(offer.picture_url):
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(url=offer.picture_url, prefer_large_media=True, show_above_text=True)


def _is_public(url: str) -> bool:
    return bool(url) and buttons.opens(url)
