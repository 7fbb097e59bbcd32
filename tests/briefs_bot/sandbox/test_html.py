"""Telegram's HTML: its exact errors, and correct lengths for any text."""

import contextlib
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs_bot.sandbox import utf16
from briefs_bot.sandbox.formatting import read
from briefs_bot.sandbox.html import TAGS
from briefs_bot.sandbox.refusals import Refused


def link(url: str) -> dict[str, str] | None:
    return {"type": "text_link", "url": url} if url.startswith("http") else None


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("чай <br>", 'Unsupported start tag "br" at byte offset 7'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<a href='x'>y</b>", 'Unmatched end tag at byte offset 13, expected "</a>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<a ='x'>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<a href='x>y</a>", "Unclosed start tag at byte offset 0"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji emoji-id='x'>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("<tg-time unix='1' format='x'>x</tg-time>", "Invalid date-time format specified"),
        ("&#xd800;", "Text contains invalid Unicode characters after decoding HTML entities"),
        ("2 < 3", 'Unsupported start tag "" at byte offset 2'),
    ],
)
def test_errors_are_telegrams_own(source: str, error: str) -> None:
    with pytest.raises(Refused) as refused:
        read(source, "HTML", [], link)

    assert refused.value.description.startswith("Bad Request: can't parse entities: ")
    assert error in refused.value.description


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b>", "a", [{"type": "bold", "offset": 0, "length": 1}]),
        ("&lt;&amp;&#33;&nbsp;", "<&!&nbsp;", []),
        ("🫖<i>чай</i>", "🫖чай", [{"type": "italic", "offset": 2, "length": 3}]),
        ("<b></b>x", "x", []),
        ("  <b>x</b>  ", "x", [{"type": "bold", "offset": 0, "length": 1}]),
        ("<b>x  </b>", "x", [{"type": "bold", "offset": 0, "length": 1}]),
        ("<a>http://x.example</a>", "http://x.example", None),
        ("<a href='#'>x</a>", "x", []),
        (
            "<pre><code class='language-py'>x</code></pre>",
            "x",
            [{"type": "pre", "offset": 0, "length": 1, "language": "py"}],
        ),
        (
            "<blockquote expandable>x</blockquote>",
            "x",
            [{"type": "expandable_blockquote", "offset": 0, "length": 1}],
        ),
        ("<span class='tg-spoiler'>x</span>", "x", [{"type": "spoiler", "offset": 0, "length": 1}]),
        (
            "<tg-time unix='1700000000' format='wDT'>x</tg-time>",
            "x",
            [
                {
                    "type": "date_time",
                    "offset": 0,
                    "length": 1,
                    "unix_time": 1700000000,
                    "date_time_format": "wDT",
                }
            ],
        ),
        ("<code><b>x</b></code>", "x", [{"type": "code", "offset": 0, "length": 1}]),
    ],
)
def test_html_that_telegram_accepts_is_read(
    source: str, text: str, entities: list[dict[str, object]] | None
) -> None:
    formatted = read(source, "HTML", [], link)

    assert formatted.text == text
    if entities is not None:
        assert formatted.entities == entities


WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(["🫖", "я", "&", "<", " ", "\n"]),
    max_size=12,
)
STYLES = {
    "b": "bold", "em": "italic", "u": "underline", "del": "strikethrough",
    "tg-spoiler": "spoiler", "blockquote": "blockquote",
}  # fmt: skip


def nested(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def wrapped(tag: str, inner: list[str]) -> str:
        return f"<{tag}>{''.join(inner)}</{tag}>"

    return st.builds(wrapped, st.sampled_from(sorted(STYLES)), st.lists(children, max_size=3))


MARKUP = st.recursive(WORDS.map(lambda word: escape(word, quote=False)), nested, max_leaves=12)


@given(st.lists(MARKUP, max_size=4).map("".join))
def test_accepted_html_is_measured_correctly(source: str) -> None:
    formatted = read(source, "HTML", [], link)

    size = utf16.length(formatted.text)
    assert len(formatted.text.encode("utf-16-le")) == 2 * size
    assert formatted.text == formatted.text.rstrip()
    for entity in formatted.entities:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= size
        # Whole characters only: half of one would not decode.
        utf16.cut(formatted.text, entity["offset"], entity["length"]).encode()


@given(st.lists(st.tuples(st.sampled_from(sorted(STYLES)), WORDS), max_size=6))
def test_an_entity_covers_exactly_the_text_between_its_tags(parts: list[tuple[str, str]]) -> None:
    source = "|" + "|".join(f"<{tag}>{escape(word, quote=False)}</{tag}>" for tag, word in parts) + "|"

    formatted = read(source, "HTML", [], link)

    expected = [(STYLES[tag], word) for tag, word in parts if word]
    covered = [
        (entity["type"], utf16.cut(formatted.text, entity["offset"], entity["length"]))
        for entity in formatted.entities
        if entity["type"] in STYLES.values()
    ]
    assert covered == expected


@given(st.lists(st.sampled_from([*"<>/ a'\"=&;", "href", "</", *sorted(TAGS)]), max_size=40).map("".join))
def test_any_text_is_read_or_refused_but_never_breaks_the_reader(source: str) -> None:
    with contextlib.suppress(Refused):
        read(source, "HTML", [], link)
