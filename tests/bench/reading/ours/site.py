"""Our site: briefs below one index."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.test.utils import override_settings
from django.utils.text import slugify
from wagtail.images.models import Image
from wagtail.models import Locale, Page, Site

from briefs_app import audience, reader
from briefs_app.models import RelatedArticle, Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage
from tests.bench.message import SUMMARY
from tests.bench.reading import content
from tests.bench.reading.asking import get
from tests.bench.reading.copying import Copies

FIELDS = "topic,brief_date,period_start,period_end,status,summary"
PLAIN = f"/plain/pages/?type=briefs_pages.BriefPage&fields={FIELDS}&limit=20"


def fill(wanted: int) -> None:
    locale = Locale.objects.get_or_create(language_code="en")[0]
    index = BriefIndexPage(title="Briefs", slug="briefs", locale=locale)
    Page.get_first_root_node().add_child(instance=index)
    Site.objects.update(root_page=index, hostname=content.HOST)
    for name in content.TOPICS:
        Topic.objects.create(name=name, slug=slugify(name), locale=locale)
    written = [_write(number, index, content.moment(number, wanted)) for number in range(content.WRITTEN)]
    for number, brief in enumerate(written):
        if content.has_related(number):
            brief.brief_related_articles = [
                RelatedArticle(page=written[other].page_ptr) for other in content.related(number)
            ]
            brief.save()
    copies = Copies(index, wanted)
    day = f"({copies.moment})::date"
    copies.of(BriefPage, "page_ptr_id", brief_date=copies.moment, period_start=f"{day} - 6", period_end=day)
    copies.of(RelatedArticle, "brief_id")
    copies.settle()


def _write(number: int, index: BriefIndexPage, moment: Any) -> BriefPage:
    brief = BriefPage(
        title=content.title(number),
        slug=f"article-{number}",
        topic=Topic.objects.get(name=content.topic(number)),
        summary=SUMMARY,
        body=content.PARAGRAPHS,
        status=content.status(number),
        byline=content.AUTHOR,
        first_published_at=moment,
        last_published_at=moment,
        period_start=moment,
        period_end=moment,
    )
    if content.has_photo(number):
        brief.photo = Image.objects.create(title="Photo", file=content.photo(number), width=0, height=0)
    return index.add_child(instance=brief)


def kept(ask: Callable[[], Any]) -> Callable[[], Any]:
    def ask_once_more() -> Any:
        with override_settings(BRIEFS_KEEP_PAGES_MB=32):
            return ask()

    return ask_once_more


def questions() -> dict[str, Callable[[], Any]]:
    brief = audience.published().exclude(photo=None).exclude(brief_related_articles=None)[0]
    page = get(brief.url)
    listing, plain = get("/api/v2/briefs/?limit=20"), get(f"{PLAIN}&order=-brief_date")
    if [item["id"] for item in listing().json()["items"]] != [item["id"] for item in plain().json()["items"]]:
        raise RuntimeError("The listings show different briefs.")
    return {
        "listing": listing,
        "plain listing": plain,
        "plain listing in order of the tree": get(PLAIN),
        "detail": get(f"/api/v2/briefs/{brief.pk}/"),
        "plain detail": get(f"/plain/pages/{brief.pk}/"),
        "page": page,
        "page that another reader had": kept(page),
        "page again": get(brief.url, **{"If-None-Match": page()["ETag"]}),
        "index": get("/"),
        "feed": get("/feed/"),
        "latest": partial(reader.latest, 5),
    }
