"""The admin addresses of ours speak the language of the user, and go from right to left where it does."""

import re
from pathlib import Path

import polib
import pytest
import wagtail
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.users.models import UserProfile

from tests.cms.test_admin_addresses import addresses
from tests.cms.test_admin_addresses import people as people
from tests.cms.test_admin_addresses import places as places
from tests.cms.test_translations import CATALOGUES, ROOT

# Of Wagtail, whose Belarusian is incomplete.
THEIRS = {
    entry.msgid
    for catalogue in Path(wagtail.__file__).parent.rglob("locale/en/**/*.po")
    for entry in polib.pofile(catalogue)
}
SHEETS = [
    path
    for app in ("bot/briefs_bot", "briefs_app")
    for path in (ROOT / app).rglob("*")
    if path.suffix in (".css", ".html") and "sandbox" not in path.parts
]
# As `margin-left`, `left:` and `text-align: right` are; a rule of an address or of a script is none.
ONE_SIDED = re.compile(
    r"(?:margin|padding|border|inset)-(?:left|right)\b|[;{\s\"](?:left|right):\s|(?:text-align|float):\s*(?:left|right)"
)


@pytest.fixture
def screens(people, places):
    """Return a function that yields the name and the page of each screen in a language."""
    boss = people["boss"]

    def screens(language):
        user = boss.get(reverse("wagtailadmin_home")).wsgi_request.user
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
        for name, parts in addresses():
            answer = boss.get(reverse(name, kwargs={part: places(name, part) for part in parts}))
            if answer.status_code == 200 and answer["content-type"].startswith("text/html"):
                yield name, BeautifulSoup(answer.content, "html.parser")

    return screens


def ours(language):
    """Return our sentences that differ in this language from the English ones, which nobody else has."""
    found = [
        entry
        for catalogue in CATALOGUES
        if catalogue.parts[-3] == language
        for entry in polib.pofile(catalogue)
    ]
    return {e.msgid for e in found if " " in e.msgid and "%" not in e.msgid and e.msgstr != e.msgid} - THEIRS


def words(page):
    shown = {" ".join(text.split()) for text in page.find_all(string=True) if text.parent.name != "script"}
    return shown | {
        field[name] for name in ("title", "aria-label", "value") for field in page.select(f"[{name}]")
    }


def test_each_screen_speaks_the_language_of_its_user(screens, subtests):
    said = {}
    for language in ("en", "ru", "be"):
        english = ours("ru" if language == "en" else language)
        for name, page in screens(language):
            with subtests.test(name=name, language=language):
                said.setdefault(name, set()).update(english & words(page) if language == "en" else ())
                assert language == "en" or not english & words(page)

    assert sum(map(bool, said.values())) > 20, "the sentences are found where they are"


def test_each_screen_goes_from_right_to_left(screens, settings, subtests):
    settings.WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English"), ("he", "עברית")]
    for name, page in screens("he"):
        if page.html:
            with subtests.test(name=name):
                assert page.html["dir"] == "rtl"


def test_no_rule_of_ours_is_for_one_side_only():
    found = {str(sheet.relative_to(ROOT)): ONE_SIDED.findall(sheet.read_text()) for sheet in SHEETS}

    assert len(found) > 50
    assert not {sheet: rules for sheet, rules in found.items() if rules}
