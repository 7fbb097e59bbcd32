"""What a reader sees on the page of a brief."""

import json

import pytest
from wagtail.models import Locale, PageViewRestriction

from briefs_app.models import RelatedArticle, SimilarBrief

HOSTILE = "<script>alert(1)</script>"
TAMED = "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("improved", "Improved"),
        ("unchanged", "Unchanged"),
        ("worsened", "Worsened"),
        ("", "Not assessed"),
    ],
)
def test_a_brief_says_its_status_in_a_word_beside_the_sign(read, public_brief, status, word):
    page = read(public_brief(status=status).url)

    assert f'<span class="status status-{status or "none"}"><svg' in page
    assert f"</svg> {word}</span>" in page


def test_a_brief_shows_everything_its_editor_gave(read, public_brief, photo):
    brief = public_brief(
        status_reason="Ships are late.",
        outlook_risk=True,
        outlook_opportunity=True,
        byline="Anna Petrova",
        photo=photo,
        photo_caption="The harbour",
        photo_credit="Ivan",
        source_name="The Review",
        source_url="https://example.org/tea",
    )

    page = read(brief.url)

    for text in ("Ships are late.", "Risk ahead", "Opportunity ahead", "1–7 June 2026", "Anna Petrova"):
        assert text in page
    assert 'alt="The harbour"' in page
    assert "Photo: Ivan" in page
    assert "srcset=" in page
    assert '<a href="https://example.org/tea" rel="noopener external">The Review</a>' in page


def test_a_brief_that_appeared_elsewhere_first_points_there_as_canonical(read, public_brief):
    elsewhere = public_brief("Elsewhere", source_url="https://example.org/tea")
    here = public_brief("Here")

    assert '<link rel="canonical" href="https://example.org/tea">' in read(elsewhere.url)
    assert f'<link rel="canonical" href="{here.full_url}">' in read(here.url)


def test_text_from_editors_never_becomes_markup(read, public_brief, topic, photo):
    topic.name = topic.description = HOSTILE
    topic.save()
    body = [
        {"type": "key_points", "value": [HOSTILE]},
        {"type": "heading", "value": HOSTILE},
        {"type": "quote", "value": {"text": HOSTILE, "attribution": HOSTILE}},
        {"type": "image", "value": {"image": photo.pk, "caption": HOSTILE, "credit": HOSTILE}},
        {"type": "table", "value": {"data": [[HOSTILE]], "table_caption": HOSTILE}},
    ]
    fields = (
        "title",
        "summary",
        "status_reason",
        "byline",
        "photo_alt",
        "photo_caption",
        "photo_credit",
        "source_name",
    )
    brief = public_brief(slug="tea", body=json.dumps(body), photo=photo, **dict.fromkeys(fields, HOSTILE))
    public_brief(slug="more").brief_related_articles.add(RelatedArticle(page=brief))

    for url in (brief.url, "/more/", "/", f"/topic/{topic.slug}/", "/2026/w23/"):
        page = read(url)
        assert HOSTILE not in page
        assert TAMED in page


def test_a_wide_table_scrolls_by_itself_and_can_be_reached_by_keyboard(read, public_brief):
    table = {
        "data": [["Region", "May"], ["Halm", None]],
        "first_row_is_table_header": True,
        "first_col_is_header": True,
        "table_caption": "Admissions",
    }

    page = read(public_brief(body=json.dumps([{"type": "table", "value": table}])).url)

    assert '<div class="table-scroll" role="region" tabindex="0" aria-label="Admissions">' in page
    assert "<caption>Admissions</caption>" in page
    assert '<th scope="col" >Region</th>' in page
    assert '<th scope="row" >Halm</th><td ></td>' in page


def test_picked_articles_stand_beside_a_brief_and_outside_ones_name_their_source(read, public_brief, photo):
    picked = public_brief("Coffee", status="", photo=photo, photo_credit="Ivan", summary="More coffee.")
    brief = public_brief("Tea")
    brief.brief_related_articles = [
        RelatedArticle(page=picked),
        RelatedArticle(url="https://www.example.org/heat", headline="Heat"),
        RelatedArticle(url="https://example.net/", headline="Cold", source="The Times"),
    ]
    brief.save()

    related = read(brief.url).split('id="related"')[1].split("</aside>")[0]

    for text in ("Coffee", "Not assessed", "8 June 2026", "More coffee.", "Photo: Ivan", "<img"):
        assert text in related
    assert '<a href="https://www.example.org/heat" rel="noopener external">Heat</a>' in related
    assert ">example.org <" in related
    assert ">The Times <" in related


def test_a_similar_brief_says_why_it_is_there(read, public_brief):
    brief, similar = public_brief("Tea"), public_brief("Coffee")
    SimilarBrief.objects.create(
        brief=brief, similar=similar, score=0.5, shared_words="ships, tea", algorithm=1
    )

    assert "Both about: ships, tea" in read(brief.url)


def test_the_trend_shows_each_brief_as_a_link_and_marks_the_current_one(read, public_brief):
    public_brief("First", week=0, status="improved")
    current = public_brief("Second", week=1, status="")

    trend = read(current.url).split('<ol class="trend"')[1].split("</ol>")[0]

    assert trend.index("First") < trend.index("Second")
    assert 'aria-label="Improved, 1–7 June 2026: First">' in trend
    assert 'aria-label="Not assessed, 8–14 June 2026: Second" aria-current="page">' in trend


def test_a_brief_offers_its_public_translations_only(read, public_brief, russian_index):
    brief = public_brief("Tea")
    russian = public_brief("Чай", parent=russian_index, locale=russian_index.locale, slug="chai")
    type(brief).objects.filter(pk=russian.pk).update(translation_key=brief.translation_key)

    assert '<a href="/ru/chai/" hreflang="ru" lang="ru">Русский</a>' in read(brief.url)

    PageViewRestriction.objects.create(page=russian, restriction_type=PageViewRestriction.LOGIN)
    assert "hreflang" not in read(brief.url)


def test_the_page_speaks_the_language_of_its_address(read, public_brief, russian_index):
    brief = public_brief("Чай", parent=russian_index, locale=russian_index.locale)

    page = read(brief.url)

    assert '<html lang="ru" dir="ltr">' in page
    assert "1–7 июня 2026" in page
    assert '<a href="/ru/">Сводки</a>' in page


def test_a_script_from_right_to_left_turns_the_page(read, public_brief, settings):
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("ar", "العربية")]
    Locale.objects.create(language_code="ar")

    assert '<html lang="ar" dir="rtl">' in read("/ar/nothing/", status=404)
