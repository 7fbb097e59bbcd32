"""Tables of any program, with one brief per line; a broken line does not break the others."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from briefs_app.models import Topic
from briefs_app.pages.models import BriefPage

Run, Put = Callable[..., str], Callable[..., Path]
CRANE = "Third crane ordered"
TABLE = f"title,date,topic,summary,body\n{CRANE},2016-03-07,Economy,In short.,At length.\n"


@pytest.fixture(autouse=True)
def _topic(economy: Topic) -> None:
    pass


@pytest.fixture
def imported(run: Run, put: Put) -> Callable[[str, str], BriefPage]:
    """Return a function that imports a line with one more column and returns its brief."""

    def imported(column: str, value: str) -> BriefPage:
        head, line = TABLE.splitlines()
        report = run(put(f'{head},{column}\n{line},"{value}"\n', "table.csv"))
        assert "1 created" in report, report
        return BriefPage.objects.get()

    return imported


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_whatever_program_saved_it(
    run: Run, put: Put, start: str, delimiter: str, end: str
) -> None:
    table = start + TABLE.replace(",", delimiter).replace("\n", end)

    assert "Totals: 1 created" in run(put(table, "table.csv"))
    assert BriefPage.objects.get().summary == "In short."


@pytest.mark.parametrize(
    ("column", "value", "field", "expected"),
    [
        ("status", "worsened", "status", "worsened"),
        ("Status", "The situation has not changed.", "status", "unchanged"),
        ("reason", "Too dear", "status_reason", "Too dear"),
        ("week", "September 13 – 19, 2021", "period", (date(2021, 9, 13), date(2021, 9, 19))),
        ("outlook_risk", "yes", "outlook_risk", True),
        ("Opportunity", "no", "outlook_opportunity", False),
        ("Author", "Lena Orsk", "byline", "Lena Orsk"),
        ("credit", "Ivo Brand", "photo_credit", "Ivo Brand"),
        ("photo-caption", "At dusk", "photo_caption", "At dusk"),
        ("source", "Halm Review", "source_name", "Halm Review"),
        ("canonical URL", "https://halm.example.org/a", "source_url", "https://halm.example.org/a"),
        ("permalink", "https://halm.example.org/b", "source_url", "https://halm.example.org/b"),
        ("visibility", "public", "live", True),
    ],
)
def test_a_column_becomes_a_field(
    imported: Callable[[str, str], BriefPage], column: str, value: str, field: str, expected: object
) -> None:
    assert getattr(imported(column, value), field) == expected


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2016-03-07T09:30:00+03:00", datetime(2016, 3, 7, 6, 30, tzinfo=UTC)),
        ("2016-03-07 09:30", datetime(2016, 3, 7, 9, 30, tzinfo=UTC)),
        ("2016-03-07 9:30", datetime(2016, 3, 7, 9, 30, tzinfo=UTC)),
        ("07.03.2016 09:30", datetime(2016, 3, 7, 9, 30, tzinfo=UTC)),
        ("07.03.2016", datetime(2016, 3, 7, tzinfo=UTC)),
        ("7 March 2016", datetime(2016, 3, 7, tzinfo=UTC)),
    ],
)
def test_dates_may_be_written_in_several_ways(run: Run, put: Put, text: str, moment: datetime) -> None:
    run(put(TABLE.replace("2016-03-07", text), "table.csv"))

    assert BriefPage.objects.get().brief_date == moment


def test_a_body_may_be_text_or_html(run: Run, put: Put) -> None:
    html = "<h2>Why</h2><p>Boxes &amp; <script>alert(1)</script>barrels</p>"
    lines = [CRANE, "2016-03-07", "Economy", "In short."]
    table = f'{TABLE}{",".join([CRANE + " II", *lines[1:]])},"{html}"\n'

    run(put(table.replace("At length.", '"One < two.\n\nThree."'), "table.csv"))

    bodies = [
        [block.get_prep_value()["value"] for block in brief.body]
        for brief in BriefPage.objects.order_by("pk")
    ]
    assert bodies == [["<p>One &lt; two.</p>", "<p>Three.</p>"], ["Why", "<p>Boxes &amp; barrels</p>"]]


def test_unknown_columns_are_reported(run: Run, put: Put) -> None:
    report = run(put(TABLE.replace("title,", "Mood,title,").replace(CRANE, f"gay,{CRANE}"), "table.csv"))

    assert "  note        line 1: columns passed over: Mood\n" in report
    assert "Totals: 1 created\n" in report


BROKEN = {
    "no title": ",2016-03-07,Economy,In short.,At length.",
    "“31.02.2016” is no date: write it as 2016-03-07 09:30": f"{CRANE},31.02.2016,Economy,In short.,x",
    "“9999-99-99” is no date": f"{CRANE},9999-99-99,Economy,In short.,x",
    "“0001-01-01” is no date": f"{CRANE},0001-01-01,Economy,In short.,x",
    "“03/07/2016” is no date": f"{CRANE},03/07/2016,Economy,In short.,x",
    "6 cells for 5 columns": f"{CRANE},2016-03-07,Economy,In short, and sweet.,x",
    "no line of a table": f'{CRANE},2016-03-07,Economy,"In" short.,x',
}


@pytest.mark.parametrize("reason", BROKEN)
def test_a_broken_line_is_reported_with_its_number_and_the_others_are_imported(
    run: Run, put: Put, reason: str
) -> None:
    last = TABLE.splitlines()[1].replace(CRANE, "Ferry sails again")

    report = run(put(f"{TABLE}{BROKEN[reason]}\n{last}\n", "table.csv"))

    assert f"line 3: {reason}" in report or f"line 3: {CRANE} ({reason}" in report
    assert "Totals: 2 created, 1 broken" in report
    assert "CommandError: 1 could not be imported" in report


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("status", "wobbly", "the status “wobbly” is unknown: write improved, unchanged or worsened"),
        ("visibility", "friends", "the visibility “friends” is unknown: write public, draft or private"),
        ("outlook_risk", "perhaps", "“perhaps” under outlook_risk: write yes or no"),
        ("url", "javascript:alert(1)", "“javascript:alert(1)” is no address"),
        ("period", "sometime", "“sometime” is no period"),
        ("period_start", "2016-03-01", "a period needs its first and its last day"),
    ],
)
def test_an_invalid_value_is_refused(run: Run, put: Put, column: str, value: str, reason: str) -> None:
    head, line = TABLE.splitlines()

    assert reason in run(put(f"{head},{column}\n{line},{value}\n", "table.csv"))
    assert not BriefPage.objects.exists()


def test_a_line_in_another_encoding_does_not_break_the_others(run: Run, put: Put) -> None:
    wrong = "Свежий хлеб,2016-03-07,Economy,x,y\n".encode("cp1251")

    report = run(put(TABLE.encode() + wrong + b"Nul\0,2016-03-07,Economy,x,y\n", "table.csv"))

    assert "not UTF-8: save the table as UTF-8" in report
    assert "it contains NUL bytes" in report
    assert "Totals: 1 created, 2 broken" in report


def test_an_unclosed_quotation_mark_before_many_lines_is_reported(
    run: Run, put: Put, settings: object
) -> None:
    report = run(put(f'{TABLE}"Open,2016-03-07,Economy,x,y\n' + "word,\n" * 50_000, "table.csv"))

    assert "lines 3–50003: no line of a table" in report
    assert BriefPage.objects.count() == 1


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("name,when\nA,B\n", "no column “title”"),
        ("title,headline\nA,B\n", "two columns for the same: title"),
        ("file,place,outcome,headline,page,notes\na,b,c,d,,\n", "the report of an import"),
        ("", "no column “title”"),
    ],
)
def test_another_table_is_refused(run: Run, put: Put, table: str, reason: str) -> None:
    assert reason in run(put(table, "table.csv"))
    assert not BriefPage.objects.exists()


def test_a_line_without_summary_takes_the_first_sentences(run: Run, put: Put) -> None:
    long = " ".join(f"Container number {number} came late." for number in range(60))

    report = run(put(TABLE.replace("In short.", "").replace("At length.", long), "table.csv"))

    assert "no summary there: taken from its first paragraph; summary shortened" in report
    assert BriefPage.objects.get().summary.endswith("came late.")


def test_a_corrected_line_updates_its_brief(run: Run, put: Put) -> None:
    named = TABLE.replace("title", "id,title").replace(CRANE, f"7,{CRANE}")
    run(put(named, "table.csv"))

    report = run(
        put(named.replace(CRANE, "Crane cancelled").replace("2016-03-07", "2016-03-09"), "table.csv")
    )

    assert "Totals: 1 updated" in report
    assert BriefPage.objects.get().title == "Crane cancelled"


def test_equal_lines_with_different_ids_are_two_briefs(run: Run, put: Put) -> None:
    line = f"{CRANE},2016-03-07,Economy,In short.,At length."
    table = f"id,title,date,topic,summary,body\n7,{line}\n8,{line}\n"

    assert "Totals: 2 created" in run(put(table, "table.csv"))
    assert "Totals: 2 unchanged" in run(put(table, "table.csv"))


@pytest.mark.parametrize("visibility", ["draft", "private", "no"])
def test_a_line_that_is_not_public_is_not_published(run: Run, put: Put, visibility: str) -> None:
    head, line = TABLE.splitlines()
    path = put(f"{head},visibility\n{line},{visibility}\n", "table.csv")

    assert "--drafts brings it in as a draft" in run(path)
    assert not BriefPage.objects.exists()
    run(path, "--drafts")

    assert not BriefPage.objects.get().live


UNCLOSED = f'{TABLE}Ferry,2015-01-19,Economy,"In short.,At length.\n'
BELOW = "Buoys,2015-01-20,Economy,In short.,At length.\nTug,2015-01-21,Economy,In short.,At length."


@pytest.mark.parametrize("end", ["\n", '"\n'])
def test_lines_after_an_unclosed_quotation_mark_are_reported(run: Run, put: Put, end: str) -> None:
    report = run(put(UNCLOSED + BELOW + end, "table.csv"))

    assert "broken      lines 3–5: " in report
    assert "a quotation mark within a text is written twice, and each that opens is closed" in report
    assert "Totals: 1 created, 1 broken" in report


def test_a_text_may_have_several_lines_with_commas(run: Run, put: Put) -> None:
    text = "At length, and more.\nIn June, 2016-06-07, it came, at last, in rain."

    assert "Totals: 1 created" in run(put(TABLE.replace("At length.", f'"{text}"'), "table.csv"))
