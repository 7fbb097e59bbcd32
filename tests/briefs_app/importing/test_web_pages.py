"""Pages saved from a browser: only the article is imported, and only safe content."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Picture
from wagtail.images.models import Image

from briefs_app.models import Topic
from briefs_app.pages.models import BriefPage

Run, Put, Body = Callable[..., str], Callable[..., Path], Callable[[BriefPage], list[tuple[str, Any]]]
HEAD = """\
<meta charset="utf-8">
<title>Third crane for Tolmar – Halm Review</title>
<meta name="author" content="Lena Orsk">
<meta name="description" content="The port orders a third crane and borrows the money.">
<meta property="article:published_time" content="2016-03-07T09:30:00+03:00">
<link rel="canonical" href="https://old.example.org/2016/crane.html">
"""
ARTICLE = """\
<h1>Third crane for Tolmar</h1>
<p>The port expects <strong>twice</strong> as many boxes by <a href="https://port.example.org/plan">autumn</a>.</p>
<img src="page_files/crane.png" alt="Two cranes">
<h2>Why a third</h2>
<p>Two cranes already work around the clock, and a third was promised years ago.</p>
<ol><li>The first lifts <em>forty</em> tonnes.</li><li>The second lifts sixty.</li></ol>
<blockquote><p>We need it now, not next year.</p></blockquote>
<p>The money comes from the fishing fund, which the fishermen dislike very much.</p>
"""


def page(article: str = ARTICLE, head: str = HEAD) -> str:
    """Return a page with this article, between navigation and footer."""
    around = (
        '<nav><a href="/">Home</a></nav>',
        "<footer><p>© Halm Review</p></footer><script>count()</script>",
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head>{head}</head>'
        f"<body>{around[0]}<article>{article}</article>{around[1]}</body></html>"
    )


@pytest.fixture
def imported(run: Run, put: Put, economy: Topic) -> Callable[[str], BriefPage]:
    """Return a function that imports a page and returns its brief."""

    def imported(html: str) -> BriefPage:
        report = run(put(html, "page.html"), "--topic", "economy")
        assert "1 created" in report, report
        return BriefPage.objects.get()

    return imported


def test_a_saved_page_becomes_a_brief(imported: Callable[[str], BriefPage]) -> None:
    brief = imported(page())

    assert brief.live
    assert (brief.title, brief.byline) == ("Third crane for Tolmar", "Lena Orsk")
    assert brief.brief_date == datetime(2016, 3, 7, 6, 30, tzinfo=UTC)
    assert brief.source_url == "https://old.example.org/2016/crane.html"
    assert brief.summary == "The port orders a third crane and borrows the money."


def test_the_structure_of_a_page_is_kept(imported: Callable[[str], BriefPage], body: Body) -> None:
    assert body(imported(page())) == [
        (
            "paragraph",
            '<p>The port expects <b>twice</b> as many boxes by <a href="https://port.example.org/plan">autumn</a>.</p>',
        ),
        ("heading", "Why a third"),
        ("paragraph", "<p>Two cranes already work around the clock, and a third was promised years ago.</p>"),
        (
            "paragraph",
            "<ol><li>The first lifts <i>forty</i> tonnes.</li><li>The second lifts sixty.</li></ol>",
        ),
        ("quote", {"text": "We need it now, not next year.", "attribution": ""}),
        ("paragraph", "<p>The money comes from the fishing fund, which the fishermen dislike very much.</p>"),
    ]


def test_images_saved_beside_a_page_are_imported(
    run: Run, put: Put, economy: Topic, pictures: Path, tmp_path: Path, body: Body
) -> None:
    path = put(page(), "page.html")
    (tmp_path / "page_files").mkdir()
    Picture.new("RGB", (40, 30)).save(tmp_path / "page_files/crane.png")
    put(page(), "page_files/frame.html")

    report = run(tmp_path, "--topic", "economy")

    assert "Totals: 1 created" in report
    assert str(path) in report
    blocks = body(BriefPage.objects.get())
    kinds = [kind for kind, _ in blocks]
    assert kinds == ["paragraph", "image", "heading", "paragraph", "paragraph", "quote", "paragraph"]
    assert blocks[1][1]["alt"] == "Two cranes"


def test_metadata_under_the_headline_becomes_fields(imported: Callable[[str], BriefPage]) -> None:
    head = (
        "<p>September 13 – 19, 2021</p><h1>Third crane for Tolmar</h1>"
        "<p>The situation got worse</p><p>Photo: Ivo Brand</p>"
    )

    brief = imported(page(ARTICLE.replace("<h1>Third crane for Tolmar</h1>", head)))

    assert (brief.status, brief.photo_credit) == ("worsened", "Ivo Brand")
    assert brief.period == (date(2021, 9, 13), date(2021, 9, 19))
    assert brief.body[0].block_type == "paragraph"


def test_similar_articles_below_are_passed_over(run: Run, put: Put, economy: Topic) -> None:
    ferry = "The ferry to Halm sails again after eleven weeks in the dock."
    below = f"{ARTICLE}<h2>Similar articles</h2><p>{ferry}</p>"

    report = run(put(page(below), "page.html"), "--topic", "economy")

    assert "passed over from “Similar articles” on" in report
    assert "ferry" not in str(BriefPage.objects.get().body)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)">the plan</a>',
        '<a href=" java&#10;script:alert(1)">the plan</a>',
        '<a href="data:text/html,alert(1)">the plan</a>',
        '<a href="vbscript:alert(1)">the plan</a>',
        '<span onclick="alert(1)">the plan</span>',
        '<iframe src="https://evil.example/alert(1)"></iframe>',
        '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
        '<form action="https://evil.example/alert(1)"><input name="q"></form>',
        '<img src="x.png" onerror="alert(1)">',
        '<style>p { background: url("alert(1)") }</style>',
    ],
)
def test_executable_content_is_removed(imported: Callable[[str], BriefPage], hostile: str) -> None:
    brief = imported(page(ARTICLE.replace("by <a", f"{hostile} by <a")))

    source = str(brief.body.get_prep_value())
    assert "alert" not in source
    assert "autumn" in source


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://port.example.org/", True),
        ("mailto:port@example.org", True),
        ("/plan", True),
        ("ftp://port.example.org/plan", False),
        ("tel:+100", False),
        ("file:///etc/passwd", False),
        ("https://[port/", False),
    ],
)
def test_only_safe_links_stay(imported: Callable[[str], BriefPage], address: str, kept: bool) -> None:
    brief = imported(page(ARTICLE.replace("https://port.example.org/plan", address)))

    assert ("<a href=" in str(brief.body[0].value)) == kept
    assert "autumn" in str(brief.body[0].value)


def test_a_description_that_repeats_the_beginning_is_not_the_summary(
    imported: Callable[[str], BriefPage],
) -> None:
    head = HEAD.replace("The port orders a third crane and borrows the money.", "The port expects twice as…")

    assert imported(page(head=head)).summary == "The port expects twice as many boxes by autumn."


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r"])
def test_a_page_is_read_in_the_encoding_that_it_declares(
    run: Run, put: Put, economy: Topic, charset: str
) -> None:
    html = page(ARTICLE.replace("Third crane", "Третий кран"), HEAD.replace("Third crane", "Третий кран"))

    run(put(html.replace("–", "-").replace("©", "").replace("utf-8", charset).encode(charset), "page.html"))

    assert BriefPage.objects.get().title == "Третий кран for Tolmar"


def test_a_corrected_headline_makes_no_second_brief(run: Run, put: Put, economy: Topic) -> None:
    run(put(page(), "page.html"), "--topic", "economy")

    html = page().replace("Third crane for", "A third crane for")
    report = run(put(html, "page.html"), "--topic", "economy")

    assert "Totals: 1 updated" in report
    assert BriefPage.objects.get().title == "A third crane for Tolmar"


def test_an_encoding_in_a_comment_is_ignored(imported: Callable[[str], BriefPage]) -> None:
    was = '<!-- <meta charset="koi8-r"> -->'

    assert imported(page(ARTICLE.replace("Third crane", "Третий кран"), was + HEAD)).title.startswith(
        "Третий"
    )


def test_malformed_addresses_do_not_stop_the_import(imported: Callable[[str], BriefPage]) -> None:
    head = HEAD + '<meta property="og:image" content="http://[x/a.png">'

    assert imported(page(ARTICLE.replace("page_files/crane.png", "http://[x/a.png"), head)).live


def test_text_after_the_end_of_the_page_is_kept(imported: Callable[[str], BriefPage]) -> None:
    early = "</body></html><p>And the fishermen have not forgotten that they once were promised a pier.</p>"

    assert "promised a pier" in str(imported(page(ARTICLE + early)).body)


@pytest.mark.parametrize("ending", ["_files", ".files"])
def test_a_linked_folder_beside_a_page_is_not_read(
    run: Run, put: Put, economy: Topic, pictures: Path, tmp_path: Path, ending: str
) -> None:
    article = ARTICLE.replace("page_files/crane.png", f"page{ending}/crane.png")
    path = put(page(article), "old/page.html")
    path.with_name(f"page{ending}").symlink_to(pictures / "2019/05")

    report = run(path.parent, "--topic", "economy")

    assert "image left out: crane.png is not at hand" in report
    assert not Image.objects.exists()


def test_the_folder_beside_a_page_may_end_with_dot_files(
    run: Run, put: Put, economy: Topic, pictures: Path
) -> None:
    path = put(page(ARTICLE.replace("page_files/", "page.files/")), "old/page.html")
    (pictures / "2019/05").rename(path.with_name("page.files"))

    assert "image left out" not in run(path, "--topic", "economy")
    assert Image.objects.get().title == "crane"
