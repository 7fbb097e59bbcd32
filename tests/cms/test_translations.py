"""Every word is said in Russian and Belarusian, too."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUES = sorted(path for app in ("bot/briefs_bot", "briefs_app") for path in (ROOT / app).rglob("*.po"))


def entries(catalogue):
    """Without the header."""
    return catalogue.read_text().split("\n\n")[1:]


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_catalogue_leaves_nothing_open(catalogue):
    assert len(entries(catalogue)) > 50
    for entry in entries(catalogue):
        lines = entry.strip().splitlines()
        assert "#, fuzzy" not in entry, entry
        assert not entry.lstrip().startswith("#~"), entry
        said = [i for i, line in enumerate(lines) if line.startswith("msgstr")]
        for place in said:
            follows = lines[place + 1] if place + 1 < len(lines) else ""
            assert not lines[place].endswith(' ""') or follows.startswith('"'), entry


def test_there_is_a_catalogue_for_each_language_of_each_app():
    assert {path.parts[-3] for path in CATALOGUES} == {"be", "ru"}
    assert len(CATALOGUES) == 4
