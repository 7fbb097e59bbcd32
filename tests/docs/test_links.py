"""Every link in the README and the documentation leads somewhere, and every page can be found."""

import re

import pytest

from tests.docs.pages import DOCS, ROOT

PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
FENCES = re.compile(r"^```.*?^```$", re.M | re.S)
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)\s]+)\)")


def name(page):
    return str(page.relative_to(ROOT))


def prose(page):
    return FENCES.sub("", page.read_text())


def anchors(page):
    """As code hosts make them from headings."""
    titles = re.findall(r"^#+ (.+)$", prose(page), re.M)
    plain = (re.sub(r"\[(.*?)\]\(.*?\)", r"\1", title).lower() for title in titles)
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in plain}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page):
    for link in LINK.findall(prose(page)):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_page_is_in_an_index():
    indexes = [DOCS / "README.md", DOCS / "how-to" / "README.md"]
    linked = {(page.parent / link).resolve() for page in indexes for link in LINK.findall(prose(page))}

    assert set(DOCS.rglob("*.md")) - linked == {DOCS / "README.md"}
