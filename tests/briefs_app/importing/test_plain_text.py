"""The parser of plain text: the forms that an old page may have, one per line."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs_app.importing import dates, statuses
from briefs_app.importing.errors import NotABrief
from briefs_app.importing.lines import MAIN, SIMILAR, normalized, sections
from briefs_app.importing.old_brief import OldBrief
from briefs_app.importing.plain_text import parse

NOON = datetime(2016, 10, 3, 12, 5)
MIDNIGHT = datetime(2016, 10, 3)
DAY, WEEK = datetime(2020, 5, 4), (date(2020, 5, 4), date(2020, 5, 10))


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("October 03, 2016 12:05", NOON),
        ("OCTOBER 3, 2016, 12:05", NOON),
        ("Oct. 3rd, 2016 at 12:05:59", NOON),
        ("October 3 2016 – 12:05", NOON),
        ("3 October 2016 12:05", NOON),
        ("2016-10-03 12:05", NOON),
        ("3 октября 2016 г., 12:05", NOON),
        ("3 кастрычніка 2016 года ў 12:05", None),
        ("3 кастрычніка 2016 а 12:05", NOON),
        ("October 03, 2016", MIDNIGHT),
        ("3 октября 2016", MIDNIGHT),
        ("Кастрычнік 3, 2016", MIDNIGHT),
        ("May 5, 2016", datetime(2016, 5, 5)),
        ("12 мая 2016", datetime(2016, 5, 12)),
        ("1 лютага 2016", datetime(2016, 2, 1)),
        ("October 2016", None),
        ("October 03", None),
        ("Octember 03, 2016", None),
        ("On October 03, 2016 it rained", None),
        ("03/10/2016", None),
        ("", None),
    ],
)
def test_a_date_is_parsed(line: str, moment: datetime | None) -> None:
    assert dates.parse_moment(line) == moment


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("September 13 – September 19, 2021", "2021-09-13", "2021-09-19"),
        ("September 13 - 19, 2021", "2021-09-13", "2021-09-19"),
        ("September 13—19, 2021", "2021-09-13", "2021-09-19"),
        ("September 27 – October 3, 2021", "2021-09-27", "2021-10-03"),
        ("December 28, 2020 – January 3, 2021", "2020-12-28", "2021-01-03"),
        ("December 28 – January 3, 2021", "2020-12-28", "2021-01-03"),
        ("December 28, 2020 – January 3", "2020-12-28", "2021-01-03"),
        ("13–19 September 2021", "2021-09-13", "2021-09-19"),
        ("13 – 19 сентября 2021 г.", "2021-09-13", "2021-09-19"),
        ("28 декабря – 3 января 2021 года", "2020-12-28", "2021-01-03"),
        ("27 верасня – 3 кастрычніка 2021", "2021-09-27", "2021-10-03"),
    ],
)
def test_a_period_is_parsed(line: str, first: str, last: str) -> None:
    assert dates.parse_period(line) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("line", ["September 13 – 19", "2016-10-03", "2014 – 2021", "Halm – Tolmar", "1-2-3"])
def test_another_line_is_not_a_period(line: str) -> None:
    assert dates.parse_period(line) is None


@pytest.mark.parametrize(
    "line", ["September 19 – 13, 2021", "February 25 – 31, 2021", "May 1, 2019 – 3, 2021"]
)
def test_an_impossible_period_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        dates.parse_period(line)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("The situation got worse", "worsened"),
        ("THE SITUATION HAS GOTTEN WORSE.", "worsened"),
        ("the situation has not changed", "unchanged"),
        ("The situation hasn’t changed!", "unchanged"),
        ("The situation has gotten better", "improved"),
        ("The situation improved.", "improved"),
        ("Ситуация ухудшилась.", "worsened"),
        ("Ситуация не изменилась", "unchanged"),
        ("ситуация улучшилась", "improved"),
        ("Сітуацыя пагоршылася", "worsened"),
        ("Сітуацыя не змянілася.", "unchanged"),
        ("Становішча палепшылася", "improved"),
        ("The situation is complicated", None),
        ("worse", None),
        ("", None),
    ],
)
def test_a_sentence_gives_the_status(line: str, status: str | None) -> None:
    assert statuses.of_sentence(line) == status


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Crane\nMay 4, 2020", OldBrief("Crane", date=DAY)),
        ("Crane\nCategory status: worse", OldBrief("Crane", status="worsened")),
        ("Crane\nCategory status:\nBetter\nImage: L", OldBrief("Crane", status="improved", photo_credit="L")),
        ("May 4, 2020\nCrane", OldBrief("Crane", date=DAY)),
        ("Crane\nThe situation got worse\nCRANE", OldBrief("Crane", status="worsened")),
        (
            "Ports\nCrane\nThe situation got worse\nCrane",
            OldBrief("Crane", status="worsened", category="Ports"),
        ),
        ("Ports\nCrane\nMay 4, 2020", OldBrief("Crane", date=DAY, category="Ports")),
        ("Crane\nCategory: Ports\nMay 4, 2020", OldBrief("Crane", date=DAY, category="Ports")),
        (
            "May 4 – 10, 2020\nPorts\nCrane",
            OldBrief("Crane", period=WEEK, category="Ports"),
        ),
        ("May 4 – 10, 2020\nCrane", OldBrief("Crane", period=WEEK)),
        (
            "May 4 – 10, 2020\nPorts\nCrane – new\nThe situation improved\nCrane - new\nMay 12, 2020",
            OldBrief(
                "Crane – new",
                date=datetime(2020, 5, 12),
                period=WEEK,
                status="improved",
                category="Ports",
            ),
        ),
    ],
)
def test_the_head_of_a_page_is_parsed(head: str, expected: OldBrief) -> None:
    brief = parse(f"{head}\n\nFirst, a sentence.\n\nThen another one.")

    assert brief.paragraphs == ("First, a sentence.", "Then another one.")
    assert OldBrief(**{**vars(brief), "paragraphs": ()}) == expected


TWO = [("A", ("One.",)), ("B", ("Two.",))]


def similar(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return headline and paragraphs of each similar article."""
    page = parse(f"Crane\nMay 4, 2020\n\nIt came.\n\nSimilar articles\n\n{text}")
    return [(brief.headline, brief.paragraphs) for brief in page.similar]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("A\nMay 1, 2019\n\nOne.\n\nTwo.", [("A", ("One.", "Two."))]),
        ("A\nMay 1, 2019\nOne.\nB\nMay 2, 2019\nTwo.", TWO),
        ("A\nMay 1, 2019\nB\nMay 2, 2019\nTwo.", [("A", ()), ("B", ("Two.",))]),
        ("A\nOne.\nB\nCategory status:\nPhoto: L\nTwo.", TWO),
        ("A\nMay 1, 2019\nOne.\nPhoto: L\nTwo.", [("A", ("One.", "Photo: L", "Two."))]),
        ("Ports\nA\nMay 1, 2019\nOne.", [("A", ("One.",))]),
        (
            "May 4 – 10, 2020\nPorts\nA\nMay 12, 2020\nOne.\n"
            "May 11 – 17, 2020\nPorts\nB\nThe situation improved\nB\nTwo.",
            TWO,
        ),
        ("A\nThe situation improved\nA\nOne.\nB\nThe situation worsened\nB\nTwo.", TWO),
        ("A\nMay 1, 2019\nOne.\nRecent trends\nPorts: up", [("A", ("One.",))]),
    ],
)
def test_similar_articles_are_separated(text: str, found: list[tuple[str, tuple[str, ...]]]) -> None:
    assert similar(text) == found


def test_lines_under_trends_are_counted() -> None:
    brief = parse("Crane\nMay 4, 2020\nIt came.\nRecent trends\nPorts\nBread")

    assert brief.notes == ("passed over under “Recent trends”: 2 lines",)


SNIPPETS = """\
Crane
Ports
May 4, 2020
May 4 – 10, 2020
February 31, 2020
9999-99-99
Category status:
worse
Photo: L
The situation got worse
header -->
Similar articles
Recent trends
It came.
""".splitlines()
LINES = st.lists(st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=60)), max_size=25).map("\n".join)
BYTES = st.binary().map(lambda data: data.decode("utf-8", "replace"))
WORD = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=40)
PARAGRAPHS = st.lists(WORD.map("So {}.".format), min_size=1)


@given(st.one_of(st.text(), BYTES, LINES))
def test_the_parser_accepts_any_text(text: str) -> None:
    with suppress(NotABrief):
        brief = parse(text)
        assert brief.headline
        assert brief.paragraphs


@given(LINES)
def test_every_line_of_prose_is_kept(text: str) -> None:
    """Each line is a headline, a category or a paragraph, of the brief or of a similar one."""
    with suppress(NotABrief):
        brief = parse(text)
        articles = (brief, *brief.similar)
        kept = {normalized(line) for it in articles for line in (it.headline, it.category, *it.paragraphs)}
        parts = sections(text)
        prose = [line.text for part in (MAIN, SIMILAR) for line in parts[part] if line.metadata is None]
        assert {normalized(line) for line in prose} <= kept


@given(PARAGRAPHS, st.lists(PARAGRAPHS, max_size=4))
def test_no_paragraph_is_lost(main: list[str], others: list[list[str]]) -> None:
    blocks = ["Crane\nMay 4, 2020", *main, "Similar articles"]
    for number, paragraphs in enumerate(others):
        blocks += [f"Ferry {number}\nMay {number + 1}, 2019", *paragraphs]

    brief = parse("\n\n".join(blocks))

    assert brief.paragraphs == tuple(main)
    assert [article.paragraphs for article in brief.similar] == [tuple(paragraphs) for paragraphs in others]


@pytest.mark.parametrize("line", ["- " * 37 + "2020", "A\nThe situation got worse\nA", "Photo: ", "x" * 9999])
def test_a_hostile_megabyte_is_parsed_in_time(line: str) -> None:
    many = "\n".join([line] * (1_000_000 // len(line)))

    with suppress(NotABrief):
        assert parse(f"Crane\nMay 4, 2020\nIt came.\nSimilar articles\n{many}").similar
