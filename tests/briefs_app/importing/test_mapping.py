"""A mapping file assigns topics to old categories."""

from collections.abc import Callable
from pathlib import Path

import pytest

from briefs_app.models import Topic
from briefs_app.pages.models import BriefPage

Run, Put, Write = Callable[..., str], Callable[..., Path], Callable[..., str]
MAPPINGS = {
    "plain.csv": "Harbour & boats,economy\nUncategorized,\n",
    "headed.csv": "\ufeffold;topic\nHARBOUR & BOATS;economy\nUncategorized;\n",
    "plain.toml": '"Harbour & boats" = "economy"\nUncategorized = ""\n',
    "headed.toml": '[topics]\n"harbour  & boats" = "economy"\n"uncategorized" = ""\n',
}


@pytest.fixture
def path(put: Put, export: Write, post: Write, economy: Topic) -> Path:
    names = [["Uncategorized", "Harbour &amp; boats"], ["Harbour &amp; boats"], ["Weather"], ["Weather"], []]
    items = [
        post(
            f"Post {number}",
            number,
            more="".join(f'<category domain="category">{it}</category>' for it in some),
        )
        for number, some in enumerate(names)
    ]
    return put(export(*items), "export.xml")


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_mapping_names_the_topics(run: Run, put: Put, path: Path, economy: Topic, name: str) -> None:
    report = run(path, "--topics", put(MAPPINGS[name], name))

    assert "Totals: 2 created, 3 draft\nWithout a topic here: “Weather” 2\n" in report
    assert set(BriefPage.objects.live().values_list("title", "topic")) == {
        ("Post 0", economy.pk),
        ("Post 1", economy.pk),
    }


def test_briefs_without_topic_are_skipped_when_wanted(run: Run, put: Put, path: Path) -> None:
    report = run(path, "--topics", put(MAPPINGS["plain.csv"], "a.csv"), "--skip-unmapped")

    assert "skipped     post 2: Post 2 (the topic “Weather” is unknown)" in report
    assert "skipped     post 4: Post 4 (no topic)" in report
    assert "Without a topic here: “Weather” 2" in report
    assert BriefPage.objects.count() == 2


def test_a_mapped_topic_is_created_with_its_slug(run: Run, put: Put, path: Path) -> None:
    mapping = put("Harbour & boats,sea\nWeather,sky\nUncategorized,\n", "topics.csv")
    options = [path, "--topics", mapping, "--create-topics", "--topic", "economy"]

    report = run(*options, "--dry-run")

    assert report == run(*options)
    assert "Totals: 5 created" in report
    assert set(Topic.objects.values_list("name", "slug")) == {
        ("Economy", "economy"),
        ("Harbour & boats", "sea"),
        ("Weather", "sky"),
    }


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        (
            "a.csv",
            "Harbour,sea\n",
            "there is no topic sea: mend the file, or let --create-topics create them",
        ),
        ("a.csv", "Harbour\n", "line 1: two columns are wanted"),
        ("a.csv", "Harbour,economy\nharbour,\n", "“harbour” is mapped twice, to economy and to nothing"),
        ("a.csv", "Harbour,no slug\n", "“no slug” is no slug of a topic"),
        ("a.csv", b"\xff\xfe\x00", "this is UTF-16: save it as UTF-8"),
        ("a.toml", "Harbour = \n", "no TOML"),
        ("a.toml", "Harbour = 3\n", "“Harbour” is mapped to no text"),
        ("a.toml", 'topics = "economy"\n', "“topics” is no table"),
        ("a.toml", "topics = 3\n", "“topics” is no table"),
        ("a.csv", None, "no such file or directory"),
    ],
)
def test_a_wrong_mapping_is_refused_before_anything_is_written(
    run: Run, put: Put, path: Path, name: str, text: str | bytes | None, reason: str
) -> None:
    mapping = path.with_name("missing.csv") if text is None else put(text, name)

    assert reason in run(path, "--topics", mapping)
    assert not BriefPage.objects.exists()


def test_a_slug_may_be_written_in_capitals(run: Run, put: Put) -> None:
    mapping = put('"Harbour" = "Ports"\n', "topics.toml")
    head = "title,date,topic,summary"
    path = put(f"{head}\nA,2016-03-07,Harbour,In short.\nB,2016-03-08,Harbour,In short.\n", "old.csv")
    options = (path, "--topics", mapping, "--create-topics")

    report = run(*options, "--dry-run")

    assert "Totals: 2 created" in report
    assert report == run(*options)
    assert "Totals: 2 unchanged" in run(path, "--topics", mapping)


def test_a_mapping_in_the_imported_folder_is_not_imported(run: Run, put: Put, path: Path) -> None:
    mapping = put(MAPPINGS["plain.csv"], "topics.csv")

    report = run(path.parent, "--topics", mapping, "--report", path.with_name("report.csv"))
    again = run(path.parent, "--topics", mapping)

    assert "topics.csv" not in report
    assert "report.csv\n  skipped     the report of an import" in again
