"""No word of an HTML body is lost, and none is joined to the next."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Picture

from briefs_app.models import Topic
from briefs_app.pages.models import BriefPage

Run, Put, Body = Callable[..., str], Callable[..., Path], Callable[[BriefPage], list[tuple[str, Any]]]


@pytest.fixture
def imported(run: Run, put: Put, body: Body, economy: Topic, pictures: Path) -> Callable[..., Any]:
    """Return a function that imports a body and returns its blocks and the report."""
    for name in "ab":
        Picture.new("RGB", (40, 30), "navy" if name == "a" else "teal").save(pictures / f"{name}.png")

    def imported(html: str) -> Any:
        quoted = html.replace('"', '""')
        table = f'title,date,topic,summary,body\nCrane,2016-03-07,Economy,In short.,"{quoted}"\n'
        report = run(put(table, "old/table.csv"), "--images", pictures)
        return body(BriefPage.objects.get()), report

    return imported


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<ul><li>one</li><ul><li>below</li></ul></ul>", "<ul><li>one<ul><li>below</li></ul></li></ul>"),
        ("<ul><ol><li>below</li></ol></ul>", "<ul><li><ol><li>below</li></ol></li></ul>"),
        ("<ol>text<li>one</li>tail</ol>", "<ol><li>text</li><li>one</li><li>tail</li></ol>"),
        ("<ul><p>text</p><li>one</li></ul>", "<ul><li>text</li><li>one</li></ul>"),
        ("<dl><div><dt>one</dt><dd>two</dd></div></dl>", "<ul><li>one</li><li>two</li></ul>"),
        ("<ul><li><p>one</p><p>two</p></li></ul>", "<ul><li>one  two</li></ul>"),
        ("<p>first</p></body></html><p>late</p>", "<p>first</p>|<p>late</p>"),
        ("<p>Lena <lena@example.org> said</p>", "<p>Lena &lt;lena@example.org&gt; said</p>"),
        (
            "See <https://e.org> and <b>all</b>",
            "<p>See &lt;https://e.org&gt; and <b>all</b></p>",
        ),
        ("Lena <lena@example.org> said", "<p>Lena &lt;lena@example.org&gt; said</p>"),
        ("<h2>One<br>Two</h2>", "One Two"),
        ("<h2><span>O</span>ne</h2>", "One"),
    ],
)
def test_no_word_is_lost_or_joined_to_the_next(imported: Callable[..., Any], html: str, kept: str) -> None:
    blocks, _ = imported(html)

    assert "|".join(value for _, value in blocks) == kept


def test_a_summary_keeps_an_address_in_angle_brackets(run: Run, put: Put, economy: Topic) -> None:
    run(put("title,summary\nCrane,<b>Ask</b> Lena <lena@example.org>.\n", "old.csv"))

    assert BriefPage.objects.get().summary == "Ask Lena <lena@example.org>."


def test_a_table_keeps_its_caption_and_reports_its_links(imported: Callable[..., Any]) -> None:
    cells = '<tr><td><p>one</p><p>two</p></td><td><a href="https://example.org">three</a></td></tr>'

    [(kind, table)], report = imported(f"<table><caption>Berths</caption>{cells}</table>")

    assert (kind, table["table_caption"], table["data"]) == ("table", "Berths", [["one two", "three"]])
    assert "left out: 1 links in tables" in report


def test_a_table_within_a_quote_follows_it(imported: Callable[..., Any]) -> None:
    table = "<table><tr><td>one</td><td>two</td></tr></table>"

    blocks, _ = imported(f"<blockquote><p>We need it.</p>{table}<iframe></iframe></blockquote>")

    assert [kind for kind, _ in blocks] == ["quote", "table"]
    assert blocks[1][1]["data"] == [["one", "two"]]


def test_a_figure_keeps_the_words_beside_its_image(imported: Callable[..., Any]) -> None:
    blocks, _ = imported('<figure><p>Above.</p><img src="a.png"><figcaption>At dusk</figcaption></figure>')

    assert [kind for kind, _ in blocks] == ["paragraph", "image"]
    assert blocks[0][1] == "<p>Above.</p>"
    assert blocks[1][1]["caption"] == "At dusk"


def test_each_image_of_a_gallery_keeps_its_caption(imported: Callable[..., Any]) -> None:
    figures = "".join(
        f'<figure><img src="{it}.png"><figcaption>Crane {it}</figcaption></figure>' for it in "ab"
    )

    blocks, _ = imported(f"<figure>{figures}<figcaption>Both</figcaption></figure>")

    assert [value["caption"] for kind, value in blocks if kind == "image"] == ["Crane a", "Crane b"]
    assert ("paragraph", "<p>Both</p>") in blocks
