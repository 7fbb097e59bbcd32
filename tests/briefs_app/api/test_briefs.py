"""The briefs endpoint: what a brief looks like, where it is found, and what it costs."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import PageViewRestriction, Site

from briefs_app.models import RelatedArticle
from briefs_app.pages.models import BriefPage

EVERYTHING = "*,photo(*),topic(*)"


@pytest.fixture
def full(make_brief, publish, photo):
    """A brief with something in every field."""

    def full(title, picture=photo):
        picture.tags.add("sea")
        brief = make_brief(
            title,
            photo=picture,
            photo_credit="A sailor",
            period_start="2026-06-01",
            period_end="2026-06-07",
            body=[
                ("paragraph", "<p>Boats.</p>"),
                ("image", {"image": picture, "caption": "The sea", "credit": "A sailor"}),
            ],
        )
        brief.brief_related_articles.create(url="https://example.org/far", headline="Far away", source="Afar")
        return publish(brief)

    return full


def test_briefs_are_listed_newest_first_with_topic_status_and_period(get, make_brief, publish):
    publish(make_brief("Old", brief_date=timezone.now() - timedelta(days=3)))
    publish(make_brief("New", period_start="2026-06-01", period_end="2026-06-07", status="worsened"))

    items = get("/api/v2/briefs/")["items"]

    assert [item["title"] for item in items] == ["New", "Old"]
    assert items[0]["topic"]["slug"] == "security"
    assert items[0]["status"] == "worsened"
    assert (items[0]["period_start"], items[0]["period_end"]) == ("2026-06-01", "2026-06-07")
    assert items[0]["meta"]["html_url"] == f"http://briefs.example.org/{items[0]['meta']['slug']}/"
    assert items[0]["meta"]["detail_url"] == f"http://briefs.example.org/api/v2/briefs/{items[0]['id']}/"


def test_a_listing_is_lean_unless_more_is_asked_for(get, full):
    full("Tea")

    assert {"body", "related", "photo", "photo_renditions"}.isdisjoint(get("/api/v2/briefs/")["items"][0])
    assert get("/api/v2/briefs/", fields="_,title,body")["items"][0].keys() == {"title", "body"}
    assert "summary" not in get("/api/v2/briefs/", fields="-summary")["items"][0]
    assert get("/api/v2/briefs/", fields="_,topic(_,aliases)")["items"] == [
        {"topic": {"aliases": "defence, army"}}
    ]


def test_a_brief_has_all_its_public_fields(get, full, index):
    brief = full("Tea")

    found = get(f"/api/v2/briefs/{brief.pk}/")

    for field in (
        "status_reason",
        "outlook_risk",
        "outlook_opportunity",
        "photo",
        "photo_alt",
        "photo_credit",
        "photo_caption",
        "byline",
        "source_name",
        "source_url",
        "correction_note",
    ):
        assert field in found
    assert [block["type"] for block in found["body"]] == ["paragraph", "image"]
    assert found["body"][1]["value"]["image"] == brief.photo_id
    assert found["meta"]["parent"]["id"] == index.pk
    assert found["meta"]["locale"] == "en"


def test_what_is_between_editor_and_subscribers_shows_nowhere(client, get, make_brief, publish, monkeypatch):
    # A host may have listed the fields by mistake.
    monkeypatch.setattr(BriefPage, "api_fields", [*BriefPage.api_fields, "notification_text"])
    brief = publish(make_brief("Tea", notification_text="Psst"))

    for path in (f"/api/v2/briefs/{brief.pk}/", f"/api/v2/pages/{brief.pk}/"):
        assert "Psst" not in str(get(path))
        assert client.get(path, {"fields": "notification_text"}).status_code == 400
    for query in ({"notification_text": "Psst"}, {"order": "notification_text"}, {"notify_silently": "true"}):
        assert client.get("/api/v2/briefs/", query).status_code == 400


def test_the_photo_comes_in_named_sizes(get, full):
    brief = full("Tea")

    sizes = get(f"/api/v2/briefs/{brief.pk}/")["photo_renditions"]

    assert list(sizes) == ["thumbnail", "small", "medium", "large"]
    assert sizes["thumbnail"]["url"].startswith("http://briefs.example.org/media/images/sea")
    assert (sizes["thumbnail"]["width"], sizes["thumbnail"]["height"]) == (360, 240)
    assert sizes["thumbnail"]["alt"] == "Sea"


@pytest.mark.parametrize("extension", ["webp", "avif"])
def test_a_modern_photo_keeps_its_format(get, full, photo, extension):
    file = BytesIO()
    Picture.new("RGB", (400, 300), "navy").save(file, extension.upper())
    image = Image.objects.create(title="Sea", file=ImageFile(file, name=f"sea.{extension}"))
    brief = full("Tea", image)

    assert get(f"/api/v2/briefs/{brief.pk}/")["photo_renditions"]["small"]["url"].endswith(f".{extension}")


def test_a_photo_that_cannot_be_read_is_none(get, full, photo):
    brief = full("Tea")
    photo.file.storage.delete(photo.file.name)

    assert get(f"/api/v2/briefs/{brief.pk}/")["photo_renditions"] is None


def test_related_articles_come_with_their_reasons(get, full, make_brief, publish):
    tea = full("Tea")
    cake = make_brief("Cake", photo=tea.photo)
    cake.brief_related_articles.create(page=tea)
    publish(cake)

    (near,) = get(f"/api/v2/briefs/{cake.pk}/")["related"][:1]
    (far,) = get(f"/api/v2/briefs/{tea.pk}/")["related"][:1]

    assert (near["id"], near["title"], near["picked"], near["status"]) == (tea.pk, "Tea", True, "improved")
    assert near["url"] == tea.full_url
    assert near["photo"]["small"]["width"] == 400
    assert (far["url"], far["source"], far["id"]) == ("https://example.org/far", "Afar", None)
    assert get("/api/v2/briefs/", fields="related", title="Cake")["items"][0]["related"][0] == near


def test_a_restricted_brief_is_nowhere_in_the_api(client, get, make_brief, publish):
    brief = publish(
        make_brief("Secret", period_start="2026-06-01", period_end="2026-06-07", status="worsened")
    )
    PageViewRestriction.objects.create(page=brief, restriction_type=PageViewRestriction.LOGIN)

    found = get("/api/v2/briefs/", facets="topic,status,language,year")
    assert found == {
        "meta": {"total_count": 0, "facets": {"topic": [], "status": [], "language": [], "year": []}},
        "items": [],
    }
    for path in (f"briefs/{brief.pk}/", f"briefs/find/?id={brief.pk}", "editions/2026-w23/"):
        assert client.get(f"/api/v2/{path}").status_code == 404
    assert "Secret" not in str(get("/api/v2/trends/"))
    assert get("/api/v2/editions/")["items"] == []


def test_a_brief_is_found_by_its_address_in_any_language(client, make_brief, publish, russian_index):
    english = publish(make_brief("Tea"))
    russian = publish(make_brief("Чай", parent=russian_index))

    for brief, path in ((english, f"/{english.slug}/"), (russian, f"/ru/{russian.slug}/")):
        answer = client.get("/api/v2/briefs/find/", {"html_path": path, "fields": "_,title"})
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"/api/v2/briefs/{brief.pk}/?fields=_%2Ctitle")


@pytest.mark.parametrize("query", ["html_path=/nowhere/", "id=99999999", "html_path=/ru/nowhere/", ""])
def test_what_is_not_there_is_not_found(client, make_brief, publish, query):
    publish(make_brief("Tea"))

    assert client.get(f"/api/v2/briefs/find/?{query}").status_code == 404
    assert client.get(f"/api/v2/briefs/{'9' * 40}/").json().keys() == {"message"}


@pytest.mark.parametrize(
    "query", [{}, {"fields": EVERYTHING}, {"search": "strait"}, {"facets": "topic,year"}]
)
def test_the_number_of_queries_does_not_grow_with_the_number_of_briefs(queries, full, query):
    # Two, as a single one has nothing beside it.
    full("One strait")
    full("The other strait")
    few = queries("/api/v2/briefs/", **query)
    for number in range(4):
        file = BytesIO()
        Picture.new("RGB", (400, 300), "navy").save(file, "PNG")
        picture = Image.objects.create(title="Sea", file=ImageFile(file, name=f"{number}.png"))
        full(f"Another strait {number}", picture)

    assert queries("/api/v2/briefs/", **query) == few


def test_a_plain_listing_takes_few_queries(queries, full):
    full("One")

    # Restrictions, roots of the site, the number and the rows; the site and its root paths; the last change.
    assert queries("/api/v2/briefs/") <= 8


def test_related_articles_are_those_of_the_site_that_is_asked(get, make_brief, publish, index):
    inner = index.add_child(instance=type(index)(title="Inner", slug="inner", locale=index.locale))
    outer = [publish(make_brief(title)) for title in ("Tea", "Coffee")]
    outer[0].brief_related_articles.add(RelatedArticle(page=outer[1]))
    publish(outer[0])
    publish(make_brief("Milk", parent=inner))
    Site.objects.create(hostname="inner.example.org", root_page=inner)

    for order in ("id", "-id"):
        items = get("/api/v2/briefs/", fields="_,title,related", order=order)["items"]
        found = {item["title"]: [article["title"] for article in item["related"]] for item in items}
        assert found["Tea"] == ["Coffee"]
