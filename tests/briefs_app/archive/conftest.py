"""A site to import into, old pages of our own invention, and the command."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Locale, Page, Site

from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage

HARBOUR = """\
header -->

Tolmar harbour orders a third crane

Category status:
March 07, 2016 09:30
Photo: Lena Orsk

The port expects twice as many containers by autumn.

Two cranes already work around the clock. A third was promised in 2014.

The money comes from the fishing fund, which the fishermen dislike.

Similar articles

Ferry to Halm sails again
January 19, 2015 16:05
Image: harbour.example

The ferry returned to service after eleven weeks in the dock.

Fares rise by a tenth.

Recent trends
"""
WEEKLY = """\
September 13 – September 19, 2021
Economy
Bakers ask for cheaper flour
The situation got worse
Bakers ask for cheaper flour

Flour costs a third more than in spring.

Four bakeries closed during the week.
"""


@pytest.fixture
def harbour() -> str:
    return HARBOUR


@pytest.fixture
def weekly() -> str:
    return WEEKLY


@pytest.fixture
def index(db: None) -> BriefIndexPage:
    locale = Locale.objects.get_or_create(language_code="en")[0]
    index = BriefIndexPage(title="Briefs", slug="archive-briefs", locale=locale)
    Page.get_first_root_node().add_child(instance=index)
    Site.objects.all().delete()
    Site.objects.create(hostname="archive.example.org", root_page=index, is_default_site=True)
    return index


@pytest.fixture
def economy(index: BriefIndexPage) -> Topic:
    return Topic.objects.create(locale=index.locale, name="Economy", slug="economy", aliases="trade, markets")


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Saves an old page."""

    def put(content: str | bytes, name: str = "old.txt") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


@pytest.fixture
def run(index: BriefIndexPage) -> Callable[..., str]:
    """Runs the command and returns its report, which ends with the error if there was one."""

    def run(*arguments: Any) -> str:
        out = StringIO()
        try:
            call_command("import_briefs", *map(str, arguments), stdout=out)
        except CommandError as error:
            return f"{out.getvalue()}CommandError: {error}"
        return out.getvalue()

    return run


@pytest.fixture
def brief(db: None) -> Callable[[str], BriefPage]:
    return lambda title: BriefPage.objects.get(title=title)
