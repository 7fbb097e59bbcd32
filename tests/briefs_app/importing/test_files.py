"""Files that are not briefs, and broken files, are reported and do not stop the others."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage

Run, Put = Callable[..., str], Callable[..., Path]
BROKEN = {
    "not UTF-8 (byte 1): save it as UTF-8": "Свежий хлеб подорожал".encode("cp1251"),
    "this is UTF-16: save it as UTF-8": "Crane".encode("utf-16"),
    "this is HTML: let its name end with .html": b"\n<!DOCTYPE html>\n<html><body>Crane</body></html>",
    "not a text: it contains NUL bytes; if it is UTF-16, save it as UTF-8": b"Crane\x00\x01\x02",
    "larger than 5 MB: split it, or set BRIEFS_IMPORT_PAGE_MB higher": b"crane " * 900_000,
}
NO_BRIEFS = {
    "there is nothing in it": "\ufeff\r\n \u00a0 \n",
    "no brief: it has neither date nor period nor status": "About us\n\nWe write about cranes.\n",
    "it has no text under its headline": "Crane ordered\nMarch 7, 2016\n",
    "it has no headline": "March 7, 2016\nPhoto: Lena Orsk\n",
    "a listing": "Crane ordered\nMarch 7, 2016\n\nIt is the third.\n\nFerry sails\nMay 1, 2015\n\nAt last.\n",
    "several briefs in one file": (
        "May 3 – May 9, 2021\nEconomy\nA\nThe situation improved\nA\nText of A.\n"
        "B\nThe situation got worse\nB\nText of B.\n"
    ),
    "2001 paragraphs are more than a brief has": "Crane\nMarch 7, 2016\n" + "Word.\n" * 2001,
}


@pytest.mark.parametrize("reason", BROKEN)
def test_a_broken_file_is_refused_with_a_reason(run: Run, put: Put, reason: str) -> None:
    path = put(BROKEN[reason])

    report = run(path)

    assert report.startswith(f"{path}\n  broken      {reason}\nTotals: 1 broken\n")
    assert "CommandError: 1 could not be imported" in report
    assert not BriefPage.objects.exists()


@pytest.mark.parametrize("reason", NO_BRIEFS)
def test_a_page_that_is_no_brief_is_skipped_with_a_reason(run: Run, put: Put, reason: str) -> None:
    path = put(NO_BRIEFS[reason])

    report = run(path)

    assert report.startswith(f"{path}\n  skipped     {reason}")
    assert report.endswith("Totals: 1 skipped\n")
    assert not BriefPage.objects.exists()


def test_a_broken_file_does_not_stop_the_others(run: Run, put: Put, harbour: str, economy: Topic) -> None:
    broken, missing = put(b"\xff", "a.txt"), "no/such/file.txt"

    report = run(missing, broken, put(harbour, "b.txt"), "--topic", "economy")

    assert "no/such/file.txt\n  broken      no such file or directory" in report
    assert "Totals: 2 created, 2 broken" in report
    assert "CommandError: 2 could not be imported" in report


def test_the_command_fails_only_at_the_end(put: Put, harbour: str, index: BriefIndexPage) -> None:
    paths = put(b"\xff", "a.txt"), put(harbour, "b.txt")

    with pytest.raises(CommandError):
        call_command("import_briefs", *map(str, paths))

    assert BriefPage.objects.count() == 2


def test_a_directory_is_searched_for_text_files(run: Run, put: Put, harbour: str, weekly: str) -> None:
    root = put(harbour, "site/2016/crane.txt").parents[1]
    put(weekly, "site/2021/FLOUR.TXT")
    put(b"\x89PNG", "site/2021/photo.png")

    report = run(root)

    assert "Totals: 3 draft" in report


def test_a_directory_without_text_files_is_reported(run: Run, tmp_path: Path) -> None:
    assert "no *.csv, *.htm, *.html, *.tsv, *.txt, *.xhtml, *.xml in it" in run(tmp_path)


def test_a_folder_that_cannot_be_opened_is_reported(
    run: Run, put: Put, harbour: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = put(harbour, "site/ok.txt").parent
    put(harbour, "site/closed/old.txt")
    # Nothing is closed to a superuser, as whom the suite may run.
    scan = os.scandir

    def scan_what_is_open(path: str) -> Any:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr("os.scandir", scan_what_is_open)

    report = run(root)

    assert "site/closed\n  broken      this folder cannot be opened: mend its permissions" in report
    assert "Totals: 2 draft, 1 broken" in report


def test_other_files_in_a_folder_are_counted(run: Run, put: Put, harbour: str, tmp_path: Path) -> None:
    root = put(harbour, "site/ok.txt").parent
    for name in ("a.php", "b.PHP", "c.md", "README", ".DS_Store"):
        put("Crane", f"site/{name}")
    (root / "linked").symlink_to(tmp_path)

    report = run(root)

    assert "passed over: 2 *.php, 1 linked folders, 1 without a suffix, 1 *.md\n" in report


def test_only_the_asset_folder_of_a_page_is_passed_over(
    run: Run, put: Put, harbour: str, weekly: str
) -> None:
    put("<html><body></body></html>", "site/crane.html")
    put(weekly, "site/crane_files/frame.txt")
    root = put(harbour, "site/photos_files/old.txt").parents[1]

    report = run(root)

    assert "photos_files/old.txt\n  draft" in report
    assert "crane_files" not in report


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace("\n", "  \n\n\t\n  "),
        lambda text: text.replace("header -->", "<!-- header -->\n<!-- body\nfooter-1 -->"),
        lambda text: text.replace("Similar articles", "SIMILAR ARTICLES:"),
        lambda text: text.replace("Category status:\n", ""),
        lambda text: text.replace("March 07, 2016 09:30", "7 March 2016, 9:30").replace("Photo:", "PHOTO :"),
        lambda text: text.replace("The port", "The\u200b po\u00adrt"),
    ],
)
def test_a_page_is_recognized_however_it_was_saved(
    run: Run, put: Put, harbour: str, economy: Topic, spoil: Callable[[str], str]
) -> None:
    run(put(harbour), "--topic", "economy")

    report = run(put(spoil(harbour)), "--topic", "economy")

    assert "Totals: 2 unchanged\n" in report


def test_a_page_of_a_megabyte_is_imported(run: Run, put: Put, harbour: str, economy: Topic) -> None:
    wide = "barrel " * 75_000

    run(put(harbour.replace("The money", f"{wide}\n\n{wide}\n\nThe money")), "--topic", "economy")

    crane = BriefPage.objects.get(title__contains="crane")
    assert [len(block.value.source) > 500_000 for block in crane.body] == [False, True, True, False]
