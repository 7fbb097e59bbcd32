"""WordPress exports: posts with their topics, images, authors and dates; private posts stay private."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from briefs_app.importing import html_text
from briefs_app.models import Topic
from briefs_app.pages.models import BriefPage

Run, Put, Write = Callable[..., str], Callable[..., Path], Callable[..., str]
Body = Callable[[BriefPage], list[tuple[str, Any]]]


@pytest.fixture
def imported(run: Run, put: Put, export: Write, post: Write, economy: Topic) -> Callable[..., str]:
    """Return a function that imports one post and returns the report."""
    return lambda *options, **fields: run(put(export(post(**fields)), "export.xml"), *options)


def test_a_post_becomes_a_brief(imported: Callable[..., str], economy: Topic, body: Body) -> None:
    imported()

    brief = BriefPage.objects.get()
    assert (brief.live, brief.title, brief.topic) == (True, "Third crane ordered", economy)
    assert (brief.summary, brief.byline) == ("The port orders a crane.", "Lena Orsk")
    assert brief.brief_date == datetime(2019, 5, 7, 9, 30, tzinfo=UTC)
    assert brief.source_url == "https://old.example.org/2019/05/post-7/"
    assert body(brief) == [
        ("paragraph", "<p>The port expects more. It always does.</p>"),
        ("paragraph", "<p>Two work.</p>"),
    ]


def test_a_title_becomes_plain_text(imported: Callable[..., str]) -> None:
    imported(title="Cranes &amp; <em>boats</em> &#8211; at < 5 a day")

    assert BriefPage.objects.get().title == "Cranes & boats – at < 5 a day"


@pytest.mark.parametrize("status", ["draft", "pending", "private", "future", "something-new"])
def test_a_post_that_was_not_public_is_not_published(imported: Callable[..., str], status: str) -> None:
    assert "there: --drafts brings it in as a draft)" in imported(wp__status=status)
    assert not BriefPage.objects.exists()

    assert "Totals: 1 draft" in imported("--drafts", wp__status=status)
    assert not BriefPage.objects.get().live


def test_a_post_with_a_password_is_not_published(imported: Callable[..., str]) -> None:
    report = imported("--drafts", wp__post_password="tea")

    assert "(behind a password there" in report
    assert not BriefPage.objects.get().live


@pytest.mark.parametrize("options", [[], ["--drafts"]])
def test_a_brief_whose_post_was_withdrawn_is_left_to_an_editor(
    imported: Callable[..., str], options: list[str]
) -> None:
    imported()

    report = imported(*options, wp__status="private")

    assert "private there, but public here: unpublish it unless that is meant" in report
    assert BriefPage.objects.get().live


def test_the_bin_and_other_post_types_are_only_counted(
    run: Run, put: Put, export: Write, post: Write
) -> None:
    items = [post(wp__status="trash"), post(wp__post_type="page"), post(wp__post_type="attachment")]

    report = run(put(export(*items), "export.xml"))

    assert "passed over: 1 in the bin, 1 page, 1 attachment" in report
    assert report.endswith("Totals: nothing to import\n")


def test_another_post_type_is_imported_when_wanted(imported: Callable[..., str]) -> None:
    assert "Totals: 1 created" in imported("--post-type", "memo", wp__post_type="memo")


@pytest.mark.parametrize(
    ("content", "blocks"),
    [
        ("One.\nStill one.\n\nTwo.", [("paragraph", "<p>One. Still one.</p>"), ("paragraph", "<p>Two.</p>")]),
        ("One.<br><br>Two.", [("paragraph", "<p>One.</p>"), ("paragraph", "<p>Two.</p>")]),
        ("<!-- wp:heading --><h3>Why <b>so</b></h3><!-- /wp:heading -->", [("heading", "Why so")]),
        ("<div><span>One <strong>word</strong></span></div>", [("paragraph", "<p>One <b>word</b></p>")]),
        (
            "<ul><li>One<ul><li>Two</li></ul></li></ul>",
            [("paragraph", "<ul><li>One<ul><li>Two</li></ul></li></ul>")],
        ),
        (
            "<blockquote><p>We wait.</p><cite>— Ivo</cite></blockquote>",
            [("quote", {"text": "We wait.", "attribution": "Ivo"})],
        ),
        ("<pre>a\n  b</pre>", [("paragraph", "<p>a<br/>  b</p>")]),
        (
            '<p>See <a href="/plan">it</a>.</p>',
            [("paragraph", '<p>See <a href="https://old.example.org/plan">it</a>.</p>')],
        ),
        (
            "[embed]https://v.example.org/1[/embed]",
            [("paragraph", '<p><a href="https://v.example.org/1">https://v.example.org/1</a></p>')],
        ),
        ('He said [sic] so.[gallery ids="1,2"]', [("paragraph", "<p>He said [sic] so.</p>")]),
        ("One.<script>alert(1)</script><noscript><img src=x></noscript>", [("paragraph", "<p>One.</p>")]),
        ('<p>One.</p><p style="display: none">Buy pills.</p>', [("paragraph", "<p>One.</p>")]),
        ("<h2>Why<script>alert(1)</script></h2>", [("heading", "Why")]),
        ("<table><tr><td><p>One.</p></td></tr></table>", [("paragraph", "<p>One.</p>")]),
        ("a &lt;script&gt; b", [("paragraph", "<p>a &lt;script&gt; b</p>")]),
    ],
)
def test_content_becomes_blocks(
    imported: Callable[..., str], body: Body, content: str, blocks: list[Any]
) -> None:
    imported(content__encoded=f"<![CDATA[{content}]]>")

    assert body(BriefPage.objects.get()) == blocks


def test_a_table_stays_a_table(imported: Callable[..., str]) -> None:
    rows = "<tr><th>Year</th><th>Boxes</th></tr><tr><td>2014</td></tr>"

    imported(content__encoded=f"<![CDATA[<table>{rows}</table>]]>")

    table = BriefPage.objects.get().body[0]
    assert table.value["data"] == [["Year", "Boxes"], ["2014", ""]]
    assert table.value["first_row_is_table_header"]


def test_removed_frames_and_shortcodes_are_reported(imported: Callable[..., str]) -> None:
    content = '<p>One.</p><iframe src="https://v.example.org"></iframe>[poll id="3"]'

    assert "left out: 1 frame; left out: 1 shortcodes" in imported(content__encoded=f"<![CDATA[{content}]]>")


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ("[button]Go[/button]", "Go"),
        ("[toc]At length.", "At length."),
        ("[youtube=https://v.example.org/1]At length.", "At length."),
        ("[youtube]https://v.example.org/1[/youtube]", "https://v.example.org/1"),
        ("[contact_form]At length.", "At length."),
        (
            "It [sic] came [1], said [Ivo] [n=5].",
            "It [sic] came [1], said [Ivo] [n=5].",
        ),
        ("[caption id=1]At length.", "At length."),
        ("[embed]https://v.example.org/1[/embed]", "https://v.example.org/1"),
    ],
)
def test_shortcodes_are_removed_and_prose_in_brackets_is_kept(
    imported: Callable[..., str], content: str, kept: str
) -> None:
    imported(content__encoded=f"<![CDATA[{content}]]>")

    body = BriefPage.objects.get().body
    assert html_text.to_text("".join(str(block.value.source) for block in body)) == kept


@pytest.mark.parametrize("tag", ["[caption]", "[a b=c ", "[a" + "_" * 16_000, "[embed]"])
def test_unclosed_tags_take_no_longer_than_others(imported: Callable[..., str], tag: str) -> None:
    # So many that a search which begins anew at each would outlast the suite's patience.
    assert "1 created" in imported(content__encoded=f"<![CDATA[{tag * (640_000 // len(tag))}]]>")


def test_a_malformed_export_with_images_gives_the_posts_before_the_error(
    run: Run, put: Put, export: Write, post: Write, economy: Topic, pictures: Path
) -> None:
    text = export(post(), "\n\n", post("Ferry", 8).replace("Two work", "\x0b"))

    assert "Totals: 1 created, 1 broken" in run(put(text, "old.xml"), "--images", pictures)


def test_an_excerpt_cut_by_wordpress_is_not_the_summary(imported: Callable[..., str]) -> None:
    report = imported(excerpt__encoded="<![CDATA[The port expects […]]]>")

    assert "no summary there: taken from its first paragraph" in report
    assert BriefPage.objects.get().summary == "The port expects more. It always does."


def test_the_featured_image_and_those_in_the_text_are_found_in_the_folder(
    run: Run, put: Put, export: Write, post: Write, economy: Topic, pictures: Path, body: Body
) -> None:
    old = "https://old.example.org/wp-content/uploads/2019/05"
    thumbnail = (
        "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>"
    )
    image = f'<a href="{old}/crane.png"><img src="{old}/crane-300x200.png"></a>'
    content = f'[caption id="a"]{image} At dusk[/caption]<p>One.</p>'
    # The image stands behind the post, as in most exports.
    items = (
        post(
            content__encoded=f"<![CDATA[{content}]]>",
            more=f'<category domain="category"><![CDATA[Economy]]></category>{thumbnail}',
        ),
        post(number=9, wp__post_type="attachment", **{"wp:attachment_url": f"{old}/crane.png"}),
    )

    report = run(put(export(*items), "export.xml"), "--images", pictures)

    brief = BriefPage.objects.get()
    assert "image left out" not in report
    assert (brief.photo.title, brief.photo.width) == ("crane", 40)
    assert body(brief)[0] == (
        "image",
        {"image": brief.photo_id, "alt": "", "caption": "At dusk", "credit": ""},
    )


@pytest.mark.parametrize("text", ["0000-00-00 00:00:00", "9999-12-31 23:59:59", "tomorrow", "-1-01-01"])
def test_an_impossible_date_makes_a_draft(imported: Callable[..., str], text: str) -> None:
    report = imported(wp__post_date_gmt=text)

    assert "Totals: 1 draft" in report
    assert "(no date" in report


def test_a_changed_post_updates_its_brief_even_with_a_shorter_text(imported: Callable[..., str]) -> None:
    imported()

    report = imported(title="Third crane delivered", content__encoded="<![CDATA[<p>Here it is.</p>]]>")

    assert "Totals: 1 updated" in report
    brief = BriefPage.objects.get()
    assert (brief.title, len(brief.body)) == ("Third crane delivered", 1)
    assert brief.last_published_at == brief.brief_date


def test_a_post_without_text_is_skipped(imported: Callable[..., str]) -> None:
    report = imported(content__encoded="", excerpt__encoded="")

    assert "skipped     post 7: Third crane ordered (no text)" in report


def test_the_canonical_address_of_a_post_is_kept(imported: Callable[..., str]) -> None:
    meta = (
        "<wp:postmeta><wp:meta_key>_yoast_wpseo_canonical</wp:meta_key>"
        "<wp:meta_value>https://other.example.org/a</wp:meta_value></wp:postmeta>"
    )

    imported("--topic", "economy", more=meta)

    assert BriefPage.objects.get().source_url == "https://other.example.org/a"


def test_an_export_without_the_wanted_post_type_is_reported(imported: Callable[..., str]) -> None:
    report = imported("--post-type", "artcle")

    assert "skipped     it holds no “artcle”: --post-type takes another type" in report
    assert "passed over: 1 post" in report
