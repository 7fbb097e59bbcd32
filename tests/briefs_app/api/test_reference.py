"""Every example in docs/reference/api.md is asked for, and answered as the page says."""

import json
import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Site

from briefs_app.models import Topic
from briefs_app.pages.models import BriefPage

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "api.md"
HOST = "briefs.example.org"
EXAMPLE = re.compile(
    rf"```console\n\$ curl '?https://{HOST}(?P<path>[^'\n]*)'?\n```\n+"
    r"```(?P<kind>json|csv)(?: (?P<status>\d+))?\n(?P<answer>.*?)\n```",
    re.DOTALL,
)
EXAMPLES = [*EXAMPLE.finditer(PAGE.read_text())]


@pytest.fixture
def _library(index, publish, settings, tmp_path):
    """The small site that the page tells of."""
    settings.MEDIA_ROOT = tmp_path
    Site.objects.update(port=443)
    file = BytesIO()
    Picture.new("RGB", (2000, 1500), "navy").save(file, "JPEG")
    photo = Image.objects.create(pk=31, title="The harbour at dawn", file=ImageFile(file, name="harbour.jpg"))
    security = Topic.objects.create(
        pk=7,
        name="Security",
        slug="security",
        description="Borders, ports and the sea.",
        aliases="defence",
        locale=index.locale,
    )
    energy = Topic.objects.create(pk=8, name="Energy", slug="energy", sort_order=1, locale=index.locale)
    reservoirs = _brief(
        index,
        publish,
        81507,
        16,
        title="Reservoirs stay full",
        topic=energy,
        status="unchanged",
        period_start="2026-11-09",
        period_end="2026-11-15",
        summary="A wet autumn leaves the lakes as they were.",
    )
    harbour = _brief(
        index,
        publish,
        81512,
        23,
        title="Harbour patrols resume",
        topic=security,
        status="improved",
        status_reason="The boats are back.",
        period_start="2026-11-16",
        period_end="2026-11-22",
        summary="After three weeks in dock, both boats are at sea again.",
        photo=photo,
        photo_credit="Port office",
        body=[("paragraph", "<p>The first left before sunrise.</p>")],
        outlook_opportunity=True,
    )
    harbour.brief_related_articles.create(page=reservoirs)
    harbour.brief_related_articles.create(
        url="https://example.com/docks", headline="How a dock works", source="The Quay"
    )
    publish(harbour)


def _brief(index, publish, pk, day, **fields):
    published = datetime(2026, 11, day, 6, tzinfo=UTC)
    slug = fields["title"].lower().replace(" ", "-")
    brief = BriefPage(
        pk=pk,
        slug=slug,
        live=False,
        locale=index.locale,
        first_published_at=published,
        brief_date=published,
        **fields,
    )
    return publish(index.add_child(instance=brief))


def test_the_page_has_examples():
    assert len(EXAMPLES) > 12


@pytest.mark.usefixtures("_library")
def test_each_example_is_answered_as_the_page_says(client, subtests):
    for example in EXAMPLES:
        with subtests.test(example["path"]):
            answer = client.get(example["path"], secure=True, headers={"Host": HOST})

            assert answer.status_code == int(example["status"] or 200)
            if example["kind"] == "csv":
                assert fits(answer.content.decode().replace("\r\n", "\n").strip(), example["answer"])
            else:
                found, shown = answer.json(), json.loads(example["answer"])
                assert fits(found, shown), json.dumps(found, indent=2, ensure_ascii=False)


def fits(found, shown):
    """An ellipsis stands for anything: a text, a part of it, the other keys, the rest of a list."""
    if shown == "…":
        return True
    if isinstance(shown, dict) and isinstance(found, dict):
        if "…" not in shown and found.keys() != shown.keys():
            return False
        return all(name in found and fits(found[name], value) for name, value in shown.items() if name != "…")
    if isinstance(shown, list) and isinstance(found, list):
        if shown[-1:] == ["…"]:
            shown = shown[:-1]
            found = found[: len(shown)]
        return len(found) == len(shown) and all(map(fits, found, shown))
    if isinstance(shown, str) and isinstance(found, str):
        return bool(re.fullmatch(".*".join(map(re.escape, shown.split("…"))), found, re.DOTALL))
    return found == shown
