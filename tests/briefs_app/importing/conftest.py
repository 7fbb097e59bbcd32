"""A site to import into, old pages that we invented, and the command."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image as Picture
from wagtail.models import Site

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


@pytest.fixture(autouse=True)
def _unindexed(unindexed: None) -> None:
    """An import is not searched; it finds similar briefs by itself, at its end."""


@pytest.fixture
def harbour() -> str:
    return HARBOUR


@pytest.fixture
def weekly() -> str:
    return WEEKLY


@pytest.fixture
def index(index: BriefIndexPage) -> BriefIndexPage:
    BriefIndexPage.objects.update(slug="archive-briefs", url_path="/archive-briefs/")
    Site.objects.update(hostname="archive.example.org", site_name="")
    index.refresh_from_db()
    return index


@pytest.fixture
def economy(index: BriefIndexPage) -> Topic:
    return Topic.objects.create(locale=index.locale, name="Economy", slug="economy", aliases="trade, markets")


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that saves an old page."""

    def put(content: str | bytes, name: str = "old.txt") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


@pytest.fixture
def run(index: BriefIndexPage) -> Callable[..., str]:
    """Return a function that runs the command and returns its report, and the error if there was one."""

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
    """Return a function that finds a brief by its title."""
    return lambda title: BriefPage.objects.get(title=title)


@pytest.fixture
def pictures(tmp_path: Path, settings: Any) -> Path:
    """Return a folder with one image, outside the imported folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "pictures"
    (folder / "2019/05").mkdir(parents=True)
    Picture.new("RGB", (40, 30), "navy").save(folder / "2019/05/crane.png")
    return folder


def post(title: str = "Third crane ordered", number: int = 7, **changes: str) -> str:
    """Return one item of a WordPress export; keywords replace or add fields."""
    fields = {
        "title": f"<![CDATA[{title}]]>",
        "link": f"https://old.example.org/2019/05/post-{number}/",
        "dc:creator": "lena",
        "guid": f"https://old.example.org/?p={number}",
        "content:encoded": "<![CDATA[<p>The port expects more. It always does.</p>\n<p>Two work.</p>]]>",
        "excerpt:encoded": "<![CDATA[The port orders a crane.]]>",
        "wp:post_id": str(number),
        "wp:post_date_gmt": "2019-05-07 09:30:00",
        "wp:status": "publish",
        "wp:post_type": "post",
        **{name.replace("__", ":"): text for name, text in changes.items() if name != "more"},
    }
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in fields.items())
    category = '<category domain="category" nicename="economy"><![CDATA[Economy]]></category>'
    return f"<item>{inner}{changes.get('more', category)}</item>"


def export(*items: str, before: str = "") -> str:
    """Return a WordPress export."""
    spaces = " ".join(f'xmlns:{it}="https://{it}.example.org/"' for it in ("wp", "dc", "content", "excerpt"))
    author = (
        "<wp:author><wp:author_login>lena</wp:author_login>"
        "<wp:author_display_name><![CDATA[Lena Orsk]]></wp:author_display_name></wp:author>"
    )
    head = f"<link>https://old.example.org</link><wp:wxr_version>1.2</wp:wxr_version>{author}"
    inner = "\n".join(items)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<rss {spaces}><channel>{head}{inner}</channel></rss>'
    )


@pytest.fixture(name="post")
def _post() -> Callable[..., str]:
    return post


@pytest.fixture(name="export")
def _export() -> Callable[..., str]:
    return export


@pytest.fixture
def body() -> Callable[[BriefPage], list[tuple[str, Any]]]:
    """Return a function that lists the blocks of a brief by type and value."""
    return lambda brief: [(block.block_type, block.get_prep_value()["value"]) for block in brief.body]
