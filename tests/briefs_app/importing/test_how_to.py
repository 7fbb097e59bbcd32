"""The how-to page on old articles: its commands run as written."""

import re
import shlex
import subprocess
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from briefs_app.importing.csv_row import COLUMN_OF_NAME, COLUMNS
from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage

PAGE = Path(__file__).parents[3] / "docs/how-to/import-old-articles.md"
BLOCKS = re.compile(r"^```(sh|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)
MANAGE = "python manage.py "


@pytest.fixture
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def harbours(index: BriefIndexPage) -> Topic:
    """Return the tutorial's topic."""
    return Topic.objects.create(locale=index.locale, name="Harbours", slug="harbours")


def answer(commands: str) -> str:
    """Run the lines in order: our commands in this process, the others in a shell; return the output."""
    out = StringIO()
    pieces = re.split(rf"^{MANAGE}(.*)$", commands, flags=re.MULTILINE)
    for shell, ours in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        subprocess.run(["bash", "-euc", shell], check=True)
        if ours:
            call_command(*shlex.split(ours), stdout=out)
    return out.getvalue()


def test_every_command_on_the_page_prints_what_the_page_shows(in_a_folder: Path, harbours: Topic) -> None:
    kinds = [kind for kind, _ in BLOCKS.findall(PAGE.read_text())]
    texts = [text for _, text in BLOCKS.findall(PAGE.read_text())]
    assert kinds == ["sh", "text"] * (len(kinds) // 2)

    for commands, expected in zip(texts[::2], texts[1::2], strict=True):
        assert answer(commands) == expected

    titles = set(BriefPage.objects.live().filter(topic=harbours).values_list("title", flat=True))
    assert titles == {
        "Third crane ordered",
        "Ferry sails again",
        "Pilots ask for a lighthouse",
        "Mill stands idle",
    }
    assert BriefPage.objects.get(title="Third crane ordered").photo.title == "crane"
    assert BriefPage.objects.get(title="Mill stands idle").status == "worsened"
    assert (in_a_folder / "report.csv").read_text().startswith("file,place,outcome,headline,page,notes\n")


def test_the_page_names_every_column_and_no_other() -> None:
    rows = re.findall(r"^\| (`.*?) \| (.*?) \|", PAGE.read_text(), re.MULTILINE)
    named = [re.findall(r"`(\w+)`", first) for first, _ in rows]
    others = [name.strip() for _, second in rows for name in second.split(",") if name.strip()]

    assert {name for names in named for name in names} == set(COLUMNS)
    assert {COLUMN_OF_NAME.get(name, name) for name in others} <= set(COLUMNS)
