"""Hostile and damaged files: each is refused with advice, and the next one is imported."""

import os
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from briefs_app.models import Topic
from briefs_app.pages.models import BriefPage

Run, Put, Write = Callable[..., str], Callable[..., Path], Callable[..., str]
LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
SECRET = '<!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
OUTSIDE = '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">'


def zipped() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("old.txt", b"\0" * 1_000_000)
    return file.getvalue()


PAGE = (
    "<html><body><article><h1>Crane</h1>{}<p>It came and went, and nobody saw it.</p></article></body></html>"
)
FILES: dict[str, tuple[str, Any, str]] = {
    "an archive": ("old.zip", zipped(), "an archive: unpack it first"),
    "an archive called a page": ("old.html", zipped(), "an archive: unpack it first"),
    "an archive called an export": ("old.xml", b"\x1f\x8b" + b"\0" * 99, "an archive: unpack it first"),
    "a PDF called a text": ("old.txt", b"%PDF-1.7", "a PDF: save its text"),
    "a document": ("old.docx", zipped(), "an archive: unpack it first"),
    "a spreadsheet": ("old.xls", b"\xd0\xcf\x11\xe0", "a spreadsheet: save it as CSV"),
    "a page in one file": (
        "old.mhtml",
        b"MIME-Version: 1.0",
        "a page in a single file: open it in a browser",
    ),
    "rubbish as a page": ("old.html", os.urandom(50) + b"\0", "not a text: it contains NUL bytes"),
    "rubbish as a table": ("old.csv", b"title\0\n", "not a text: it contains NUL bytes"),
    "rubbish as an export": ("old.xml", b"\x01\x02\x00", "line 1: not well-formed"),
    "a page of no encoding": ("old.html", "Кран".encode("cp1251"), "not UTF-8 throughout (byte 1)"),
    "a page of two encodings": (
        "old.html",
        '<meta charset="utf-8"><p>Кран</p>'.encode() + "Кран".encode("cp1251"),
        "not UTF-8 throughout (byte",
    ),
    "a page in an unknown encoding": (
        "old.html",
        b'<meta charset="base64">',
        "its encoding “base64” is unknown",
    ),
    "a deep page": ("old.html", PAGE.format("<div>" * 5000), "nested deeper than 128"),
    "a fairly deep page": ("old.html", PAGE.format("<div>" * 200), "nested deeper than 128"),
    "a page of tags": ("old.html", PAGE.format("<i></i>" * 110_000), "more than 100000 elements"),
    "a page without an article": ("old.html", "<html><body></body></html>", "no article is found in it"),
    "a page with a tag that does not close": (
        "old.html",
        "<html><p<ul>It came and went, and nobody saw it.</html>",
        "skipped     it has no headline",
    ),
    "an empty page": ("old.html", "", "there is no text in it"),
    "another XML": ("old.xml", "<svg><text>Crane</text></svg>", "XML, but no WordPress export"),
    "a feed": (
        "old.xml",
        "<rss><channel><item><title>Crane</title></item></channel></rss>",
        "XML, but no WordPress export",
    ),
    "a deep export": ("old.xml", "<rss><channel>" + "<a>" * 100_000, "nested deeper than 32"),
    "an empty export": ("old.xml", "", "line 1: no element found"),
    "an endless attribute": ("old.xml", f'<rss><channel a="{"x" * 9_000_000}">', "a tag longer than 5 MB"),
    "a head without columns": ("old.csv", "x" * 200_000 + "\n", "no column “title”"),
    "an endless cell in the head": ("old.csv", '"' + "x," * 2_700_000, "a line longer than 5 MB"),
    "an export of no encoding": (
        "old.xml",
        '<?xml version="1.0" encoding="x-foo"?><rss></rss>',
        "its encoding cannot be read",
    ),
    "an export in base64": (
        "old.xml",
        '<?xml version="1.0" encoding="base64"?><rss></rss>',
        "its encoding cannot be read",
    ),
    "a large page": ("old.html", b"<p>" * 2_000_000, "larger than 5 MB"),
    "a long line": ("old.csv", b"title\n" + b"x" * 6_000_000, "a line longer than 5 MB"),
}


@pytest.fixture(autouse=True)
def _topic(economy: Topic) -> None:
    pass


@pytest.mark.parametrize("name", FILES)
def test_an_unreadable_file_is_reported_and_does_not_stop_the_others(
    run: Run, put: Put, harbour: str, name: str
) -> None:
    path = put(FILES[name][1], FILES[name][0])

    report = run(path, put(harbour, "z.txt"), "--topic", "economy")

    assert FILES[name][2] in report.split("z.txt")[0]
    assert BriefPage.objects.count() == 2
    assert "CommandError: 1 could not be imported" in report or "1 skipped" in report


@pytest.mark.parametrize("doctype", [LAUGHS, SECRET, OUTSIDE])
def test_an_export_with_entities_is_refused(
    run: Run, put: Put, export: Write, post: Write, doctype: str
) -> None:
    report = run(put(export(post()), "old.xml"), put(export(post(), before=doctype), "hostile.xml"))

    assert "broken      it declares a document type" in report
    assert "Totals: 1 created, 1 broken" in report


def test_posts_before_a_malformed_line_are_imported(run: Run, put: Put, export: Write, post: Write) -> None:
    text = export(post(), "\n\n", post("Ferry", 8).replace("Two work", "\x0b"))

    report = run(put(text, "old.xml"))

    assert "created     post 7: Third crane ordered" in report
    assert "not well-formed (invalid token); what stands behind it cannot be read" in report


def test_a_too_large_entry_does_not_break_the_others(
    run: Run, put: Put, export: Write, post: Write, settings: Any
) -> None:
    settings.BRIEFS_IMPORT_PAGE_MB = 1
    large = post("Long", 8, content__encoded=f"<![CDATA[{'word ' * 300_000}]]>")

    report = run(put(export(large, post()), "old.xml"))

    assert "broken      post 8: Long (larger than 1 MB)" in report
    assert "Totals: 1 created, 1 broken" in report


def test_an_export_above_the_limit_is_refused(
    run: Run, put: Put, export: Write, post: Write, settings: Any
) -> None:
    settings.BRIEFS_IMPORT_EXPORT_MB = 1

    expected = "larger than 1 MB: split it, or set BRIEFS_IMPORT_EXPORT_MB higher"
    assert expected in run(put(export(post()) + " " * 1_100_000, "old.xml"))


def test_a_too_deeply_nested_entry_does_not_break_the_others(
    run: Run, put: Put, export: Write, post: Write
) -> None:
    deep = post("Deep", 8, content__encoded=f"<![CDATA[{'<blockquote>' * 5000}]]>")

    assert "Totals: 1 created, 1 broken" in run(put(export(deep, post()), "old.xml"))


def test_a_link_out_of_the_folder_is_refused(run: Run, put: Put, harbour: str, tmp_path: Path) -> None:
    outside = put(harbour, "secret.txt")
    folder = put(harbour.replace("third", "fourth"), "old/crane.txt").parent
    (folder / "link.txt").symlink_to(outside)
    (folder / "linked").symlink_to(tmp_path)

    report = run(folder)

    assert "link.txt\n  broken      a link to a file outside the folder" in report
    assert "third" not in str(BriefPage.objects.values_list("title"))


def test_a_pipe_is_refused(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "old.txt")

    assert "broken      no ordinary file" in run(tmp_path)


def test_circular_links_are_reported_and_do_not_stop_the_others(run: Run, put: Put, harbour: str) -> None:
    folder = put(harbour, "old/z.txt").parent
    (folder / "a.txt").symlink_to(folder / "b.txt")
    (folder / "b.txt").symlink_to(folder / "a.txt")
    (folder / "loop").symlink_to(folder / "loop")

    report = run(folder / "loop", folder)

    assert "loop\n  broken      too many levels of symbolic links" in report
    assert "Totals: 2 draft, 3 broken" in report


def test_an_unexpected_error_in_a_parser_breaks_only_its_file(
    run: Run, put: Put, harbour: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(old: str) -> None:
        raise RecursionError("too deep")

    path = put(harbour, "a.md")
    monkeypatch.setattr("briefs_app.importing.plain_text.parse", stumble)

    report = run(path, put("title,date,topic,summary\nCrane,2016-03-07,Economy,In short.\n", "z.csv"))

    assert "a.md\n  broken      cannot be read (RecursionError: too deep)" in report
    assert "Totals: 1 created, 1 broken" in report


def test_a_table_of_millions_of_cells_becomes_paragraphs(run: Run, put: Put) -> None:
    table = f"<table><tr>{'<td>x' * 4_000}{'<tr><td>x' * 1_500}</table>"
    path = put(f'title,date,topic,summary,body\nCrane,2016-03-07,Economy,In short.,"{table}"\n', "old.csv")

    report = run(path)

    assert "a table of 1501 × 4000 cells is too large: its words come as paragraphs" in report
    assert BriefPage.objects.get().body


def test_control_characters_are_removed(run: Run, put: Put, export: Write) -> None:
    head = "title,date,topic,summary,body"
    table = f"{head}\nCr\x01ane,2016-03-07,Economy,In\x08 short.,<p>At&#0; length\ufffe.</p>\n"

    assert "Totals: 1 created" in run(put(table, "old.csv"))
    assert (BriefPage.objects.get().title, BriefPage.objects.get().summary) == ("Crane", "In short.")
