"""What a reader sees on the index, on a topic and in an edition."""

from datetime import UTC, date, datetime

import pytest


def test_the_newest_brief_leads_the_first_page(read, public_brief, photo):
    public_brief("Old", week=0)
    public_brief("New", week=1, photo=photo, photo_credit="Ivan")

    page = read("/")

    assert '<h1 class="nameplate nameplate-large">Briefs</h1>' in page
    assert '<h2 class="lead-headline"><a href="/new/">New</a></h2>' in page
    assert '<h3 class="card-headline"><a href="/old/">Old</a></h3>' in page
    assert page.count("/new/") == 3  # photo, headline, recent trends


def test_the_index_shows_what_was_filtered_and_how_to_clear_it(read, public_brief, topics):
    public_brief("Tea")
    public_brief("Coffee", topic=topics[1])
    public_brief("Milk", status="improved")

    page = read("/?topic=economy&status=worsened&since=2026-06-03")

    assert "Tea</a></h3>" in page
    assert "Coffee</a></h3>" not in page
    assert "Milk</a></h3>" not in page
    assert "lead-headline" not in page
    asked = page.split('<p class="asked"')[1].split("</p>")[0]
    for text in (
        "1 brief:",
        "<strong>Economy</strong>",
        "<strong>Worsened</strong>",
        "<strong>3 June 2026</strong>",
    ):
        assert text in asked
    assert '<a href="/">Clear the filter</a>' in asked


def test_an_empty_result_says_what_to_do(read, public_brief):
    public_brief("Tea")

    page = read("/?status=improved")

    assert "No brief fits this filter." in page
    assert '<a href="/">see all briefs</a>' in page


def test_an_index_without_briefs_says_so(read, index):
    page = read("/")

    assert "No brief has been published here yet." in page
    assert "No topic has been assessed yet." in page


def test_paging_keeps_the_filter(read, public_brief, settings):
    settings.BRIEFS_PER_PAGE = 2
    for week in range(5):
        public_brief(f"Brief {week}", week=week)

    page = read("/?status=worsened&page=2")

    assert "Page 2 of 3" in page
    assert '<a rel="prev" href="?status=worsened&amp;page=1">' in page
    assert '<a rel="next" href="?status=worsened&amp;page=3">' in page


def test_recent_trends_give_the_latest_assessed_status_of_each_topic(read, public_brief, topics):
    public_brief("Old", week=0, status="improved")
    public_brief("Newer", week=1, status="worsened")
    public_brief("Newest", week=2, status="")

    recent = read("/").split('id="recent-trends"')[1].split("</section>")[0]

    assert '<a href="/topic/economy/">Economy</a>' in recent
    assert "Worsened" in recent
    assert '<a class="recent-period" href="/newer/"' in recent


def test_the_index_links_to_its_newest_edition_and_its_feed(read, public_brief):
    public_brief(week=0)
    public_brief(week=1)

    page = read("/")

    assert 'href="/2026/w24/"' in page
    assert '<link rel="alternate" type="application/rss+xml" title="Briefs" href="/feed/">' in page


def test_a_topic_shows_its_description_its_trend_and_its_briefs(read, public_brief, topic):
    topic.description = "Prices and wages."
    topic.save()
    public_brief("Tea")

    page = read("/topic/economy/?status=worsened")

    assert '<h1 class="page-title">Economy</h1>' in page
    assert "Prices and wages." in page
    assert 'aria-label="1–7 June 2026: Worsened. Tea"' in page
    assert 'href="/topic/economy/" aria-current="page"' in page
    assert "Tea</a></h3>" in page
    assert '<a href="/topic/economy/">Clear the filter</a>' in page


def test_the_history_of_a_topic_shows_gaps_and_leads_to_older_periods(read, public_brief, topics):
    public_brief("Oldest", week=-40)
    public_brief("Old", week=-2)
    public_brief("New", week=0)
    public_brief("Elsewhere", week=-1, topic=topics[1])

    page = read("/topic/economy/?status=worsened")
    assert "18–24 May 2026: Worsened. Old" in page
    assert "25–31 May 2026: no brief" in page
    assert ": Worsened. Oldest" not in page

    older = page.split('<a rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "status=worsened" in older
    assert "25–31 August 2025: Worsened. Oldest" in read(f"/topic/economy/{older}")
    assert "August 2025: Worsened. Oldest" in read("/topic/economy/?by=month")


def test_a_topic_counts_its_briefs_by_status(read, public_brief):
    for week, status in enumerate(["worsened", "improved", "worsened", ""]):
        public_brief(f"Brief {week}", week=week, status=status)

    tallies = read("/topic/economy/").split('class="tallies')[1].split("</ul>")[0]

    assert [part.split("<")[0] for part in tallies.split('class="tally-count">')[1:]] == ["1", "2", "1"]
    assert 'href="?status=not_assessed#briefs"' in tallies


def test_an_edition_goes_topic_by_topic_and_names_the_silent_ones(read, public_brief):
    public_brief("Before", week=0)
    public_brief("Tea", week=2)
    public_brief("After", week=4)

    page = read("/2026/w25/")

    assert '<h1 class="page-title">15–21 June 2026</h1>' in page
    assert "Tea</a></h3>" in page
    assert page.count("No brief this week") == 2
    assert '<a rel="prev" href="/2026/w23/">Previous edition: 1–7 June 2026</a>' in page
    assert '<a rel="next" href="/2026/w27/">Next edition: 29 June – 5 July 2026</a>' in page
    assert '<a href="/2026/06/">All of June 2026</a>' in page
    assert '<a href="/archive/">Archive</a>' in page
    assert '<link rel="canonical" href="http://testserver/2026/w25/">' in page
    assert "<title>15–21 June 2026 – Briefs</title>" in page


def test_the_edition_of_a_month_has_the_briefs_of_its_weeks_in_order(read, public_brief, topics):
    public_brief("May", week=-1)
    public_brief("Third", week=2)
    public_brief("First", week=0)
    public_brief("Elsewhere", week=1, topic=topics[1])
    public_brief("August", week=9)

    page = read("/2026/06/")

    places = [
        page.index(f">{text}</a></h") for text in ("Economy", "First", "Third", "Security", "Elsewhere")
    ]
    assert places == sorted(places)
    assert "May</a></h3>" not in page
    assert "No brief this month" in page
    assert "<title>June 2026 – Briefs</title>" in page
    assert '<a rel="prev" href="/2026/05/">Previous edition: May 2026</a>' in page
    assert '<a rel="next" href="/2026/08/">Next edition: August 2026</a>' in page
    assert '<a href="/2026/w24/">8–14 June 2026</a>' in page


def test_a_period_over_new_year_stands_in_the_editions_of_its_last_day(read, public_brief):
    public_brief("Feast", period_start=date(2020, 12, 28), period_end=date(2021, 1, 3))
    public_brief("Fast", period_start=date(2020, 12, 30), period_end=date(2021, 1, 5))

    assert "28 Dec 2020 – 3 Jan 2021</h1>" in read("/2020/w53/")
    assert "4–10 January 2021</h1>" in read("/2021/w01/")
    assert "Feast</a></h3>" in read("/2020/w53/")
    assert "Fast</a></h3>" in read("/2021/w01/")
    assert "Feast</a></h3>" in read("/2021/01/")
    read("/2020/12/", status=404)
    read("/2021/w53/", status=404)


def test_a_brief_without_a_period_stands_in_the_edition_of_its_date(read, public_brief):
    public_brief("Tea", period_start=None, period_end=None, brief_date=datetime(2026, 6, 10, tzinfo=UTC))

    assert "Tea</a></h3>" in read("/2026/w24/")
    assert "Tea</a></h3>" in read("/2026/06/")


def test_an_edition_has_one_address(client, public_brief):
    public_brief()

    answer = client.get("/2026/6/")

    assert (answer.status_code, answer["Location"]) == (301, "/2026/06/")


def test_a_crowded_edition_shows_the_newest_and_says_so(read, public_brief, monkeypatch):
    monkeypatch.setattr("briefs_app.search.editions.SHOWN", 2)
    for week in range(4):
        public_brief(f"Brief {week}", week=week)

    page = read("/2026/06/")

    assert "Brief 3</a></h3>" in page
    assert "Brief 0</a></h3>" not in page
    assert "The newest are shown; 2 more briefs stand under the topic." in page


def test_a_month_leads_to_each_of_its_weeks_however_many_briefs_the_last_one_has(
    read, public_brief, monkeypatch
):
    monkeypatch.setattr("briefs_app.search.editions.SHOWN", 2)
    public_brief("Early")
    for number in range(3):
        public_brief(f"Late {number}", week=3)

    page = read("/2026/06/")

    assert "/2026/w23/" in page
    assert "/2026/w26/" in page


def test_the_archive_counts_the_briefs_of_years_months_and_weeks(read, public_brief, topics):
    public_brief("Feast", period_start=date(2020, 12, 28), period_end=date(2021, 1, 3))
    public_brief("Tea", week=0)
    public_brief("Coffee", week=0, topic=topics[1])
    public_brief("Milk", week=5)

    page = read("/archive/")

    assert "<title>Archive – Briefs</title>" in page
    assert '<h2>2026</h2> <span class="count">3 briefs' in page
    assert '<a href="/2026/06/">June 2026</a> <span class="count">2 briefs' in page
    assert '<a href="/2026/w23/">1–7 June 2026</a> <span class="count">2 briefs' in page
    assert '<a href="/2021/01/">January 2021</a> <span class="count">1 brief' in page
    assert '<a href="/2020/w53/">28 Dec 2020 – 3 Jan 2021</a> <span class="count">1 brief' in page
    assert "<h2>2020</h2>" not in page
    assert page.index("July 2026") < page.index("June 2026") < page.index("January 2021")


def test_a_week_of_two_months_stands_in_the_archive_once(read, public_brief):
    public_brief("June", period_start=date(2026, 6, 29), period_end=date(2026, 6, 30))
    public_brief("July", period_start=date(2026, 7, 1), period_end=date(2026, 7, 5))

    page = read("/archive/")

    assert page.count('href="/2026/w27/"') == 1
    assert '<a href="/2026/w27/">29 June – 5 July 2026</a> <span class="count">2 briefs' in page


def test_the_archive_of_a_site_without_briefs_says_so(read, index):
    assert "No brief has been published here yet." in read("/archive/")


def test_the_index_leads_to_the_archive_and_to_the_trends(read, public_brief):
    public_brief()

    page = read("/")

    assert 'href="/archive/"' in page
    assert 'href="/trends/"' in page


def test_a_topic_and_an_edition_lead_to_their_translations(read, public_brief, topic, russian_index):
    russian = topic.copy_for_translation(russian_index.locale)
    russian.save()
    public_brief("Tea")

    assert 'href="/ru/topic/economy/" hreflang="ru"' in read("/topic/economy/")
    assert "hreflang" not in read("/2026/w23/")

    public_brief("Чай", parent=russian_index, locale=russian_index.locale, topic=russian)
    assert 'href="/ru/2026/w23/" hreflang="ru"' in read("/2026/w23/")


@pytest.mark.parametrize(
    "url",
    [
        "/nothing/",
        "/topic/nothing/",
        "/1999/w99/",
        "/1999/w01/",
        "/2021/w53/",
        "/2026/00/",
        "/2026/13/",
        "/0/w01/",
        "/0/1/",
        "/9999/w52/",
        "/10000/01/",
        "/99999999999999999999/w01/",
    ],
)
def test_a_missing_page_keeps_the_look_of_the_publication(read, public_brief, url):
    public_brief()

    page = read(url, status=404)

    assert "Page not found" in page
    assert "briefs_app/briefs.css" in page
    assert '<a href="/topic/economy/">Economy</a>' in page


def test_a_page_without_words_is_described_by_the_publications_name(read, index):
    assert '<meta name="description" content="Briefs">' in read("/")
