"""Inline and guest queries in the sandbox: who is asked, what an answer may hold, and what choosing posts."""

from typing import Any

import pytest
from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent
from telegram.error import BadRequest

from briefs_bot.sandbox import Sandbox

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def article(name: str = "1", text: str = "<b>Tea</b>", title: str = "Tea") -> InlineQueryResultArticle:
    return InlineQueryResultArticle(name, title, InputTextMessageContent(text, parse_mode="HTML"))


@pytest.fixture
def asks(sandbox: Sandbox) -> Any:
    """A person types the bot's name in a chat; return the query."""
    return lambda person, text="tea", **more: sandbox.ask_inline(person.id, text, person, **more)


def test_choosing_a_result_posts_it_in_the_name_of_the_person(
    sandbox: Sandbox, anna: Any, ask: Any, asks: Any
) -> None:
    query = asks(anna)
    [update] = sandbox.updates()
    ask("answer_inline_query", query.id, [article()])

    sandbox.choose(query, "1")

    assert update["inline_query"]["query"] == "tea"
    posted = sandbox.messages(anna.id)[-1]
    assert (posted.text, posted.sender, posted.from_bot) == ("Tea", anna, False)
    assert sandbox.updates()[0]["message"]["via_bot"]["username"] == sandbox.bot.username


def test_a_kept_answer_asks_the_bot_again_only_for_others_where_it_is_personal(
    sandbox: Sandbox, anna: Any, ask: Any, asks: Any
) -> None:
    ivan = sandbox.add_user("Ivan", "ru")
    ask("answer_inline_query", asks(anna, "tea").id, [article()])
    ask("answer_inline_query", asks(anna, "milk").id, [article()], is_personal=True)
    sandbox.updates()

    for person, text in ((anna, "tea"), (ivan, "tea"), (anna, "milk")):
        assert asks(person, text).answer
    assert not sandbox.updates()
    assert not asks(ivan, "milk").answer
    sandbox.pass_time(301)
    assert not asks(anna, "tea").answer


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        ({"results": [article(str(number)) for number in range(51)]}, "RESULTS_TOO_MUCH"),
        ({"results": [article("1"), article("1")]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("ы" * 33)]}, "RESULT_ID_INVALID"),
        ({"results": [article("")]}, "RESULT_ID_EMPTY"),
        ({"results": [article(title=" ")]}, "ARTICLE_TITLE_EMPTY"),
        ({"results": [article(text="<b></b>")]}, "MESSAGE_EMPTY"),
        ({"results": [article(text="x" * 4097)]}, "MESSAGE_TOO_LONG"),
        ({"results": [article(text="<p>Tea</p>")]}, "can't parse entities: Unsupported start tag"),
        ({"results": [], "next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        (
            {"results": [], "button": InlineQueryResultsButton("More", start_parameter="?")},
            "START_PARAM_INVALID",
        ),
    ],
)
def test_an_answer_beyond_the_limits_is_refused(
    anna: Any, ask: Any, asks: Any, answer: dict[str, Any], refusal: str, refused: Any
) -> None:
    with refused(refusal):
        ask("answer_inline_query", asks(anna).id, **answer)


def test_a_late_or_second_answer_is_refused(
    sandbox: Sandbox, anna: Any, ask: Any, asks: Any, refused: Any
) -> None:
    late, twice = asks(anna, "late"), asks(anna, "twice")
    ask("answer_inline_query", twice.id, [])

    with refused(TOO_OLD):
        ask("answer_inline_query", twice.id, [])
    sandbox.pass_time(11)
    with refused(TOO_OLD):
        ask("answer_inline_query", late.id, [])


def test_a_bot_that_is_named_where_it_is_no_member_answers_as_a_guest(
    sandbox: Sandbox, anna: Any, ask: Any
) -> None:
    group = sandbox.add_group("Friends", [anna])
    sandbox.kick(group)
    sandbox.updates()
    sandbox.write(group, "Any news?", anna)
    sandbox.write(group, f"@{sandbox.bot.username} tea?", anna)

    [update] = sandbox.updates()
    query_id = update["guest_message"]["guest_query_id"]
    ask("answer_guest_query", query_id, article())

    assert sandbox.messages(group)[-1].text == "Tea"
    with pytest.raises(BadRequest):
        ask("answer_guest_query", query_id, article())


def test_an_edited_message_comes_again(sandbox: Sandbox, anna: Any) -> None:
    message = sandbox.write(anna.id, "tee")
    sandbox.edit(anna.id, message.id, "tea")

    assert [update.get("edited_message", {}).get("text") for update in sandbox.updates()] == [None, "tea"]
