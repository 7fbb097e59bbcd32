"""What a reader sees on the index, on a topic and in an edition."""

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
    assert 'aria-label="Worsened, 1–7 June 2026: Tea"' in page
    assert 'href="/topic/economy/" aria-current="page"' in page
    assert "Tea</a></h3>" in page
    assert '<a href="/topic/economy/">Clear the filter</a>' in page


def test_an_edition_goes_topic_by_topic_and_names_the_silent_ones(read, public_brief):
    public_brief("Before", week=0)
    public_brief("Tea", week=2)
    public_brief("After", week=4)

    page = read("/2026/w25/")

    assert '<h1 class="page-title">15–21 June 2026</h1>' in page
    assert "Tea</a></h3>" in page
    assert page.count("No brief this week") == 2
    assert '<a rel="prev" href="/2026/w23/">' in page
    assert '<a rel="next" href="/2026/w27/">' in page


def test_a_topic_and_an_edition_lead_to_their_translations(read, public_brief, topic, russian_index):
    russian = topic.copy_for_translation(russian_index.locale)
    russian.save()
    public_brief("Tea")

    assert 'href="/ru/topic/economy/" hreflang="ru"' in read("/topic/economy/")
    assert "hreflang" not in read("/2026/w23/")

    public_brief("Чай", parent=russian_index, locale=russian_index.locale, topic=russian)
    assert 'href="/ru/2026/w23/" hreflang="ru"' in read("/2026/w23/")


@pytest.mark.parametrize("url", ["/nothing/", "/topic/nothing/", "/1999/w99/"])
def test_a_missing_page_keeps_the_look_of_the_publication(read, public_brief, url):
    public_brief()

    page = read(url, status=404)

    assert "Page not found" in page
    assert "briefs_app/briefs.css" in page
    assert '<a href="/topic/economy/">Economy</a>' in page


def test_a_page_without_words_is_described_by_the_publications_name(read, index):
    assert '<meta name="description" content="Briefs">' in read("/")
