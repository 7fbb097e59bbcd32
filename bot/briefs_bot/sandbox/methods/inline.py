"""The methods answerInlineQuery and answerGuestQuery."""

import re
from typing import Any

from .. import inline, keyboard, links
from ..formatting import TEXT_LIMIT, read
from ..inline import ANSWER_WITHIN, InlineAnswer, InlineQuery, InlineResult
from ..params import Params
from ..refusals import bad
from ..world import World

MOST_RESULTS = 50
ID_LIMIT = OFFSET_LIMIT = 64  # bytes
DEFAULT_CACHE_TIME = 300
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


def answer_inline_query(world: World, params: Params) -> bool:
    query = _query(world, params.text("inline_query_id"), is_guest=False)
    given = params.array("results", "inline query results")
    if len(given) > MOST_RESULTS:
        raise bad("RESULTS_TOO_MUCH")
    results = [_result(world, each) for each in given]
    if len({each.id for each in results}) != len(results):
        raise bad("RESULT_ID_DUPLICATE")
    next_offset = params.text("next_offset")
    if len(next_offset.encode()) > OFFSET_LIMIT:
        raise bad("NEXT_OFFSET_INVALID")
    answer = InlineAnswer(
        results,
        next_offset,
        params.integer("cache_time", DEFAULT_CACHE_TIME),
        params.flag("is_personal"),
        _button(params.object("button", "InlineQueryResultsButton")),
    )
    world.inline.keep(query, answer, world.clock.now())
    world.changed("inline", query.chat)
    return True


def answer_guest_query(world: World, params: Params) -> dict[str, str]:
    query = _query(world, params.text("guest_query_id"), is_guest=True)
    result = _result(world, params.object("result", "InlineQueryResult"))
    del world.inline.by_id[query.id]
    message = inline.post_as_guest(world, query, result)
    return {"inline_message_id": f"{query.chat.id}_{message.id}"}


def _query(world: World, query_id: str, is_guest: bool) -> InlineQuery:
    query = world.inline.by_id.get(query_id)
    is_late = query is None or query.answer or world.clock.now() - query.at > ANSWER_WITHIN
    if query is None or is_late or query.is_guest is not is_guest:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    return query


def _result(world: World, given: Any) -> InlineResult:
    """Return an article; the sandbox knows no other results."""
    if not isinstance(given, dict):
        raise _unreadable("expected an Object")
    if given.get("type") != "article":
        raise _unreadable("the sandbox knows results of the type article")
    result_id = str(given.get("id", ""))
    if not result_id:
        raise bad("RESULT_ID_EMPTY")
    if len(result_id.encode()) > ID_LIMIT:
        raise bad("RESULT_ID_INVALID")
    if not str(given.get("title", "")).strip():
        raise bad("ARTICLE_TITLE_EMPTY")
    content = Params(_content(given))
    source = content.text("message_text")
    formatted = read(source, content.text("parse_mode"), content.array("entities"), world.link)
    if not formatted.text:
        raise bad("MESSAGE_EMPTY")
    if len(formatted.text) > TEXT_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    return InlineResult(
        result_id,
        str(given["title"]),
        str(given.get("description", "")),
        _thumbnail(world, given),
        formatted,
        content.object("link_preview_options", "link preview options"),
        keyboard.read(Params(given), world.allow_local_urls),
    )


def _content(given: dict[str, Any]) -> dict[str, Any]:
    content = given.get("input_message_content")
    if not isinstance(content, dict) or "message_text" not in content:
        raise _unreadable("the sandbox knows contents with the field message_text")
    return content


def _thumbnail(world: World, given: dict[str, Any]) -> str:
    url = str(given.get("thumbnail_url", ""))
    try:
        return links.checked(url, world.allow_local_urls) if url else ""
    except links.WrongLink as error:
        raise bad("WEBDOCUMENT_URL_INVALID") from error


def _button(button: dict[str, Any]) -> dict[str, Any]:
    if not button:
        return {}
    if not str(button.get("text", "")).strip():
        raise bad("SWITCH_PM_TEXT_EMPTY")
    if not START_PARAMETER.fullmatch(str(button.get("start_parameter", ""))):
        raise bad("START_PARAM_INVALID")
    return button


def _unreadable(text: str) -> Exception:
    return bad(f"can't parse inline query result: {text}")
