"""The page of all trends: a row for each topic, a slot for each week or month."""

from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Locale, Page, PageViewRestriction

from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage


@pytest.fixture
def look(client, index):
    def look(url="/trends/"):
        response = client.get(url)
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser")

    return look


def picture(page):
    return page.select_one(".trends-cells svg")


def slots(page, topic="Economy"):
    """What a screen reader is told of each slot of a topic."""
    row = picture(page).select_one(f'g[aria-label="{topic}"]')
    return [slot["aria-label"] for slot in row.select(".slot, .gap")]


def test_a_week_without_a_brief_is_an_empty_frame_and_is_not_skipped(look, public_brief):
    public_brief("Tea", week=0)
    public_brief("Coffee", week=3, status="improved")

    page = look()

    assert slots(page) == [
        "Economy, 1–7 June 2026: Worsened. Tea",
        "Economy, 8–14 June 2026: no brief",
        "Economy, 15–21 June 2026: no brief",
        "Economy, 22–28 June 2026: Improved. Coffee",
    ]
    assert len(picture(page).select(".gap path")) == 0


def test_each_topic_has_a_row_even_without_a_brief(look, public_brief):
    public_brief("Tea")

    page = look()

    assert slots(page, "Society") == ["Society, 1–7 June 2026: no brief"]
    assert [name.get_text(strip=True) for name in page.select(".grid-name")] == [
        "Economy",
        "Security",
        "Society",
    ]


def test_not_assessed_is_a_sign_of_its_own(look, public_brief):
    public_brief("Tea", status="")
    public_brief("Coffee", week=1, status="unchanged")

    page = look()
    signs = [path["d"] for path in picture(page).select(".slot path")]

    assert slots(page)[0] == "Economy, 1–7 June 2026: Not assessed. Tea"
    assert "status-none" in picture(page).select_one(".slot")["class"]
    assert signs[0] != signs[1]


def test_of_several_briefs_in_a_week_the_newest_decides_and_the_slot_says_so(look, public_brief):
    public_brief("Late", status="improved", brief_date=datetime(2026, 6, 9, tzinfo=UTC))
    public_brief("Early", status="worsened", brief_date=datetime(2026, 6, 8, tzinfo=UTC))

    page = look()

    words = "Economy, 1–7 June 2026: Improved. Late (2 briefs; the newest decides)"
    assert slots(page) == [words]
    assert picture(page).select_one(".slot")["href"] == "/late/"
    assert picture(page).select_one(".slot-count").text == "2"


def test_a_period_over_new_year_belongs_to_the_week_and_month_of_its_last_day(look, public_brief):
    public_brief("Feast", period_start=date(2020, 12, 28), period_end=date(2021, 1, 3))
    public_brief("Fast", period_start=date(2021, 1, 4), period_end=date(2021, 1, 10))

    weeks, months = look(), look("/trends/?by=month")

    assert [head.text for head in weeks.select(".grid-head")] == ["53", "1"]
    assert slots(weeks)[0] == "Economy, 28 Dec 2020 – 3 Jan 2021: Worsened. Feast"
    assert slots(months) == ["Economy, January 2021: Worsened. Fast (2 briefs; the newest decides)"]
    assert months.select_one('.scales [aria-current="true"]').text == "Months"


def test_a_brief_without_a_period_counts_on_the_day_of_its_date(look, public_brief):
    public_brief("Tea", period_start=None, period_end=None, brief_date=datetime(2026, 6, 10, tzinfo=UTC))

    assert slots(look()) == ["Economy, 8–14 June 2026: Worsened. Tea"]


def test_older_periods_are_a_link_away_and_lead_back(look, public_brief):
    public_brief("Old", week=-30)
    public_brief("New", week=0)

    page = look()
    assert len(slots(page)) == 26
    assert not any("Old" in words for words in slots(page))

    before = look("/trends/" + page.select_one('[rel="prev"]')["href"])
    assert slots(before)[0] == "Economy, 3–9 November 2025: Worsened. Old"
    assert before.select_one('[rel="prev"]') is None

    again = look("/trends/" + before.select_one('[rel="next"]')["href"])
    assert slots(again) == slots(page)


def test_a_mistyped_year_does_not_empty_the_picture(look, public_brief):
    public_brief("Tea")
    public_brief("Slip", period_start=date(9999, 12, 27), period_end=date(9999, 12, 31))

    assert slots(look()) == ["Economy, 1–7 June 2026: Worsened. Tea"]
    assert "Slip" in slots(look("/trends/?ending=9999-12-31"))[-1]
    assert "Slip" in slots(look("/trends/?by=month&ending=9999-12-31"))[-1]


@pytest.mark.parametrize(
    "query", ["by=day", "ending=tomorrow", "ending=2026-02-31", "ending=0001-01-01", "ending=%00", "by="]
)
def test_nonsense_in_the_address_is_ignored(look, public_brief, query):
    public_brief("Tea")

    assert slots(look(f"/trends/?{query}")) == ["Economy, 1–7 June 2026: Worsened. Tea"]


def test_the_picture_has_a_name_a_description_and_links_for_the_keyboard(look, public_brief):
    public_brief("Tea")

    drawn = picture(look())

    assert drawn["role"] == "group"
    named = [drawn.find(id=drawn[kind]).name for kind in ("aria-labelledby", "aria-describedby")]
    assert named == ["title", "desc"]
    assert [link["href"] for link in drawn.select("a")] == ["/tea/"]


def test_the_same_stands_in_a_table_newest_first(look, public_brief):
    public_brief("Tea", week=0)
    public_brief("Coffee", week=2)

    rows = look().select(".trends-table tbody tr")

    assert [row.th.text for row in rows] == ["15–21 June 2026", "8–14 June 2026", "1–7 June 2026"]
    assert rows[0].th.a["href"] == "/2026/w25/"
    assert rows[1].th.a is None
    assert "No brief" in rows[1].td.text


def test_a_site_without_briefs_says_so(read, index):
    assert "No brief has been published here yet." in read("/trends/")


def test_a_hostile_headline_and_topic_stay_words(read, public_brief, topic):
    topic.name = "<script>alert(1)</script>"
    topic.save()
    public_brief('"><script>alert(2)</script>', slug="hostile")

    assert "<script>" not in read("/trends/")


def test_a_restricted_brief_is_nowhere(client, public_brief):
    public_brief("Tea")
    secret = public_brief("Secret", week=1)
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)

    for place in ("trends/", "trends/json/", "trends/csv/", "trends/svg/", "archive/", "topic/economy/"):
        answer = client.get(f"/{place}").content.decode()
        assert "Secret" not in answer
        assert "w24" not in answer.lower()
    assert client.get("/2026/w24/").status_code == 404


def test_a_topic_that_was_never_translated_keeps_its_row(look, public_brief, russian_index):
    brief = public_brief("Чай", parent=russian_index, locale=russian_index.locale)
    russian = brief.topic
    # As older versions left it.
    BriefPage.objects.update(topic=Topic.objects.exclude(pk=russian.pk).get(name=russian.name))
    russian.delete()

    page = look("/ru/trends/")

    assert slots(page)[0].endswith(". Чай")
    assert page.select_one('.trends-table a[href*="/topic/"]') is None


def test_where_one_writes_from_the_right_time_does_too(look, settings, index, public_brief):
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("ar", "العربية")]
    arabic = Locale.objects.create(language_code="ar")
    root = BriefIndexPage(title="موجزات", slug="ar", locale=arabic, translation_key=index.translation_key)
    Page.get_first_root_node().add_child(instance=root)
    for week in range(3):
        public_brief(f"Brief {week}", parent=root, locale=arabic, week=week)

    page = look("/ar/trends/")
    lefts = [int(slot["transform"][10:].split()[0]) for slot in picture(page).select(".slot")]

    assert page.html["dir"] == "rtl"
    assert lefts == sorted(lefts, reverse=True)
    assert {name["text-anchor"] for name in page.select(".grid-name")} == {"end"}


def test_the_page_leads_to_its_translation(read, public_brief, russian_index):
    assert 'href="/ru/trends/" hreflang="ru"' in read("/trends/")
    assert 'href="/ru/archive/" hreflang="ru"' in read("/archive/")


def test_the_page_has_one_address_for_search_engines(read, public_brief):
    public_brief()

    assert '<link rel="canonical" href="http://testserver/trends/">' in read("/trends/?by=month&page=2")
