"""Any HTML turned into Telegram's HTML within a limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs_bot.sandbox.html import Parser
from briefs_bot.telegram.html import cut, length

TAG = st.sampled_from(
    [
        "b",
        "i",
        "u",
        "s",
        "code",
        "pre",
        "a",
        "blockquote",
        "script",
        "p",
        "h1",
        "br",
        "tg-spoiler",
        "tg-time",
        "x",
    ]
)
WORD = st.text(min_size=1, max_size=12)


def parse(source):
    """Parse as Telegram does, with its refusals."""
    return Parser(source, lambda url: {"type": "text_link", "url": url}).read()


@st.composite
def html(draw):
    pieces = draw(
        st.lists(
            st.one_of(
                WORD,
                TAG.map(lambda tag: f"<{tag}>"),
                TAG.map(lambda tag: f"</{tag}>"),
                st.just('<a href="https://example.org/?a=1&b=2">'),
                st.sampled_from(
                    [
                        '<tg-time unix="1796000000" format="t">',
                        '<tg-time unix="-1">',
                        '<tg-time unix="1" format="?">',
                    ]
                ),
                st.just('<a href="javascript:alert(1)" onclick="x">'),
                st.sampled_from(
                    ["&amp;", "&lt;", "&nbsp;", "&#128512;", "& ", "<", ">", "<!--", "-->", "<![CDATA["]
                ),
            ),
            max_size=40,
        )
    )
    return "".join(pieces)


@given(html(), st.integers(min_value=1, max_value=200))
def test_telegram_accepts_the_result_for_any_html(source, limit):
    out = cut(source, limit)

    text, _entities = parse(out)
    assert len(text) <= limit


@given(html(), st.integers(min_value=1, max_value=200))
def test_cutting_twice_changes_nothing(source, limit):
    once = cut(source, limit)

    assert cut(once, limit) == once


@given(html())
def test_text_within_the_limit_is_kept(source):
    whole = cut(source, 10_000)

    assert length(whole) == length(source)


@given(html(), st.integers(min_value=2, max_value=100))
def test_the_beginning_of_the_text_is_kept(source, limit):
    whole, _ = parse(cut(source, 10_000))
    part, _ = parse(cut(source, limit))

    assert whole.startswith(part.removesuffix("…").rstrip()) or whole == part


@pytest.mark.parametrize(
    ("source", "limit", "expected"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 9, "one two…"),
        ("<b>one two three</b>", 9, "<b>one two…</b>"),
        ("<b>one <i>two three</i></b> four", 9, "<b>one <i>two…</i></b>"),
        ("<p>one</p>", 10, "one"),
        ("<b>one", 10, "<b>one</b>"),
        ("one</b>", 10, "one"),
        ("a &lt; b &amp; c", 10, "a &lt; b &amp; c"),
        ("x" * 20, 10, "x" * 9 + "…"),
        (
            '<a href="https://example.org/?a=1&amp;b=2">link</a>',
            9,
            '<a href="https://example.org/?a=1&amp;b=2">link</a>',
        ),
        ("<a>link</a>", 9, "link"),
        ("one<script>alert(1)</script>", 30, "one"),
    ],
)
def test_html_is_cleaned_and_cut(source, limit, expected):
    assert cut(source, limit) == expected
