"""The report cannot attack the terminal or spreadsheet that shows it, and replaces no other file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from briefs_app.models import Topic
from briefs_app.pages.models import BriefPage

Run, Put, Write = Callable[..., str], Callable[..., Path], Callable[..., str]


@pytest.fixture(autouse=True)
def _topic(economy: Topic) -> None:
    pass


@pytest.mark.parametrize("name", ["\x1b[2Jx", "\x9b2Jx", "\u202ex"])
def test_control_characters_do_not_reach_the_terminal(run: Run, put: Put, name: str) -> None:
    report = run(put(f"title,{name}\nCrane,\n", "old.csv"))

    assert "columns passed over: " in report
    assert name.strip() not in report


def test_no_line_of_the_report_can_be_forged(run: Run, put: Put, export: Write, post: Write) -> None:
    status = "odd\n  created     post 9: Forged"
    report = run(put(export(post(wp__status=status)), "old.xml"), put("", "new\nTotals: 9 created.txt"))

    assert "\n  created" not in report
    assert "\nTotals: 9 created" not in report


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\u200b="])
def test_no_cell_of_the_report_is_a_formula(run: Run, put: Put, tmp_path: Path, start: str) -> None:
    headline = f'"{start}HYPERLINK(""https://evil.example"")"'
    table = f"title,date,topic,summary\n{headline},2016-03-07,Economy,In short.\n"

    run(put(table, "old.csv"), "--report", tmp_path / "report.csv")

    assert f",'{start}HYPERLINK" in (tmp_path / "report.csv").read_text().replace('"', "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no disk that is always full")
def test_a_full_disk_ends_the_report_file_but_not_the_import(run: Run, put: Put, harbour: str) -> None:
    report = run(put(harbour), "--topic", "economy", "--report", "/dev/full")

    assert "Totals: 2 created" in report
    assert report.endswith("CommandError: --report: /dev/full ends early: No space left on device.")


@pytest.mark.parametrize("name", ["old/a.csv", "topics.toml", "notes.txt"])
def test_a_report_replaces_no_other_file(run: Run, put: Put, harbour: str, name: str) -> None:
    folder = put("title\nCrane\n", "old/a.csv").parent
    put('"Economy" = "economy"', "topics.toml")
    path = put("Do not lose me.", "notes.txt").parent / name
    before = path.read_text()

    report = run(folder, "--topics", folder.parent / "topics.toml", "--report", path)

    assert "it is there already and is no report: name another file" in report
    assert path.read_text() == before


def test_a_report_replaces_an_earlier_report(run: Run, put: Put, harbour: str, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    run(put(harbour), "--topic", "economy", "--report", report)

    run(put(harbour), "--topic", "economy", "--report", report)

    assert report.read_text().count("unchanged") == 2
    assert "created" not in report.read_text()


def test_an_unwritable_report_file_is_refused_before_the_import(run: Run, put: Put, harbour: str) -> None:
    assert "--report: " in run(put(harbour), "--report", "/no/such/folder/report.csv")
    assert not BriefPage.objects.exists()
