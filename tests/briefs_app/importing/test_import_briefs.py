"""Old pages become briefs: the fields that are imported, and those left to an editor."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from briefs_app.models import Topic
from briefs_app.pages.models import BriefPage
from briefs_app.signals import brief_published

CRANE, FERRY, FLOUR = (
    "Tolmar harbour orders a third crane",
    "Ferry to Halm sails again",
    "Bakers ask for cheaper flour",
)
Run, Put, Brief = Callable[..., str], Callable[..., Path], Callable[[str], BriefPage]


def paragraphs(brief: BriefPage) -> list[str]:
    return [block.value.source for block in brief.body]


def test_an_old_page_becomes_a_brief(run: Run, put: Put, brief: Brief, harbour: str, economy: Topic) -> None:
    run(put(harbour), "--topic", "economy")

    crane = brief(CRANE)
    assert crane.live
    assert crane.topic == economy
    assert crane.brief_date == datetime(2016, 3, 7, 9, 30, tzinfo=UTC)
    assert crane.photo_credit == "Lena Orsk"
    assert crane.summary == "The port expects twice as many containers by autumn."
    assert paragraphs(crane) == [
        "<p>Two cranes already work around the clock. A third was promised in 2014.</p>",
        "<p>The money comes from the fishing fund, which the fishermen dislike.</p>",
    ]


def test_missing_values_stay_empty(run: Run, put: Put, brief: Brief, harbour: str, economy: Topic) -> None:
    run(put(harbour), "--topic", "economy")

    crane = brief(CRANE)
    assert (crane.status, crane.period, crane.photo, crane.byline) == ("", None, None, "")


def test_similar_articles_become_briefs_and_related_articles(
    run: Run, put: Put, brief: Brief, harbour: str, economy: Topic
) -> None:
    run(put(harbour), "--topic", "economy")

    ferry = brief(FERRY)
    assert (ferry.live, ferry.photo_credit) == (True, "harbour.example")
    assert [article.page_id for article in brief(CRANE).brief_related_articles.all()] == [ferry.pk]


def test_a_weekly_page_brings_period_status_and_topic(
    run: Run, put: Put, brief: Brief, weekly: str, economy: Topic
) -> None:
    report = run(put(weekly))

    flour = brief(FLOUR)
    assert flour.period == (date(2021, 9, 13), date(2021, 9, 19))
    assert (flour.status, flour.topic, flour.live) == ("worsened", economy, True)
    assert flour.brief_date == datetime(2021, 9, 19, tzinfo=UTC)
    assert f"created     {FLOUR} (dated by the last day of its period)" in report


def test_old_dates_are_kept(run: Run, put: Put, brief: Brief, harbour: str, economy: Topic) -> None:
    run(put(harbour), "--topic", "economy")

    crane = brief(CRANE)
    dates = {crane.first_published_at, crane.last_published_at, crane.latest_revision_created_at}
    assert dates == {crane.brief_date}
    assert crane.has_unpublished_changes is False
    assert crane.live_revision == crane.latest_revision


def test_dates_are_in_the_time_zone_of_the_site(
    run: Run, put: Put, brief: Brief, harbour: str, economy: Topic, settings: Any
) -> None:
    settings.TIME_ZONE = "Europe/Minsk"

    run(put(harbour), "--topic", "economy")

    assert brief(CRANE).brief_date == datetime(2016, 3, 7, 6, 30, tzinfo=UTC)


def test_an_import_announces_nothing(
    run: Run, put: Put, brief: Brief, harbour: str, weekly: str, economy: Topic
) -> None:
    heard: list[Any] = []

    def listen(**news: Any) -> None:
        heard.append(news)

    brief_published.connect(listen)
    try:
        run(put(harbour), put(weekly, "weekly.txt"), "--topic", "economy")
        run(put(harbour.replace("Recent", "One more line.\n\nRecent")), "--topic", "economy")
    finally:
        brief_published.disconnect(listen)

    assert BriefPage.objects.live().count() == 3
    assert heard == []
    assert not BriefPage.objects.filter(notify_subscribers=True).exists()


def test_publishing_an_imported_brief_again_announces_nothing(
    run: Run, put: Put, brief: Brief, harbour: str, economy: Topic
) -> None:
    heard: list[Any] = []

    def listen(**news: Any) -> None:
        heard.append(news)

    run(put(harbour), "--topic", "economy")
    brief_published.connect(listen)
    try:
        brief(CRANE).save_revision().publish()
    finally:
        brief_published.disconnect(listen)

    assert heard == []


def test_visitors_can_read_an_imported_brief(
    run: Run, put: Put, brief: Brief, harbour: str, economy: Topic, client: Client
) -> None:
    run(put(harbour.replace("The money", "<script>alert(1)</script> The money")), "--topic", "economy")

    html = client.get(brief(CRANE).get_url(), headers={"host": "archive.example.org"}).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; The money" in html
    assert "<script>alert(1)" not in html


@pytest.mark.parametrize("name", ["Economy", "ECONOMY", "economy", "Markets", "trade"])
def test_a_topic_is_found_by_name_slug_or_alias(
    run: Run, put: Put, brief: Brief, weekly: str, economy: Topic, name: str
) -> None:
    run(put(weekly.replace("Economy", name)))

    assert brief(FLOUR).topic == economy


def test_a_brief_without_topic_becomes_a_draft(run: Run, put: Put, brief: Brief, harbour: str) -> None:
    report = run(put(harbour))

    crane = brief(CRANE)
    assert (crane.live, crane.topic, crane.has_unpublished_changes) == (False, None, True)
    assert crane.latest_revision.as_object().summary == crane.summary
    assert f"draft       {CRANE} (no topic)" in report


def test_an_unknown_topic_makes_a_draft(
    run: Run, put: Put, brief: Brief, weekly: str, economy: Topic
) -> None:
    report = run(put(weekly.replace("Economy", "Bread")), "--topic", "economy")

    assert not brief(FLOUR).live
    assert f"draft       {FLOUR} (the topic “Bread” is unknown" in report


@pytest.mark.parametrize(
    ("name", "slug"), [("Bread & flour", "bread-flour"), ("Хлеб и мука", "khleb-i-muka"), ("Хлеб", "khleb")]
)
def test_missing_topics_are_created_when_wanted(
    run: Run, put: Put, brief: Brief, weekly: str, name: str, slug: str
) -> None:
    weekly = weekly.replace("Economy", name)

    run(put(weekly), put(weekly.replace("13", "6"), "week-before.txt"), "--create-topics")

    assert brief(FLOUR).live
    assert (brief(FLOUR).topic.name, brief(FLOUR).topic.slug) == (name, slug)
    assert Topic.objects.count() == 1


def test_two_topics_never_share_a_slug(run: Run, put: Put, weekly: str, economy: Topic) -> None:
    Topic.objects.filter(pk=economy.pk).update(slug="bread")

    run(put(weekly.replace("Economy", "Bread!")), "--create-topics")

    assert set(Topic.objects.values_list("slug", flat=True)) == {"bread", "bread-2"}


def test_similar_articles_do_not_inherit_the_named_topic(
    run: Run, put: Put, brief: Brief, weekly: str, economy: Topic
) -> None:
    run(put(weekly + "\nSimilar articles\n\nMill stands idle\nMay 4, 2020\n\nNo grain, no flour.\n"))

    assert brief(FLOUR).live
    assert not brief("Mill stands idle").live


def test_similar_articles_may_name_a_topic(
    run: Run, put: Put, brief: Brief, weekly: str, economy: Topic
) -> None:
    similar = "Mill stands idle\nCategory: Economy\nMay 4, 2020\n\nNo grain, no flour.\n"

    run(put(f"{weekly}\nSimilar articles\n\n{similar}"))

    assert brief("Mill stands idle").topic == economy


def test_a_brief_without_date_becomes_a_draft(
    run: Run, put: Put, brief: Brief, harbour: str, economy: Topic
) -> None:
    report = run(put(harbour.replace("March 07, 2016 09:30\n", "")), "--topic", "economy")

    crane = brief(CRANE)
    assert (crane.live, crane.brief_date, crane.first_published_at) == (False, None, None)
    assert f"draft       {CRANE} (no date)" in report


@pytest.mark.parametrize("day", ["February 31, 2016 09:30", "March 07, 2016 29:30"])
def test_an_impossible_date_is_reported_and_not_corrected(
    run: Run, put: Put, brief: Brief, harbour: str, economy: Topic, day: str
) -> None:
    report = run(put(harbour.replace("March 07, 2016 09:30", day)), "--topic", "economy")

    assert brief(CRANE).brief_date is None
    assert f"(no date; “{day}” is not in the calendar)" in report


def test_a_date_in_the_future_makes_a_draft(
    run: Run, put: Put, brief: Brief, harbour: str, economy: Topic
) -> None:
    report = run(put(harbour.replace("2016", "2096")), "--topic", "economy")

    assert not brief(CRANE).live
    assert f"draft       {CRANE} (its date lies ahead)" in report


@pytest.mark.parametrize(
    ("value", "status"),
    [("worsened", "worsened"), ("The situation has not changed.", "unchanged"), ("IMPROVED", "improved")],
)
def test_a_known_status_is_imported(
    run: Run, put: Put, brief: Brief, harbour: str, value: str, status: str
) -> None:
    run(put(harbour.replace("status:", f"status: {value}")))

    assert brief(CRANE).status == status


def test_an_unknown_status_is_reported_and_stays_empty(
    run: Run, put: Put, brief: Brief, harbour: str
) -> None:
    report = run(put(harbour.replace("status:", "status: wobbly")))

    assert brief(CRANE).status == ""
    assert "the status “wobbly” is unknown" in report


def test_an_overlong_summary_ends_with_a_sentence_and_loses_nothing(
    run: Run, put: Put, brief: Brief, harbour: str
) -> None:
    long = " ".join(f"Container number {number} arrived late." for number in range(60))

    report = run(put(harbour.replace("The port expects twice as many containers by autumn.", long)))

    crane = brief(CRANE)
    assert len(crane.summary) <= 1200
    assert crane.summary.endswith("arrived late.")
    assert long.startswith(crane.summary)
    assert paragraphs(crane)[0] == f"<p>{long}</p>"
    assert "summary shortened, its whole text is in the body" in report


@pytest.mark.parametrize("text", ["barrel " * 400, "b" * 3000])
def test_a_summary_of_one_long_sentence_ends_with_an_ellipsis(
    run: Run, put: Put, brief: Brief, harbour: str, text: str
) -> None:
    run(put(harbour.replace("The port expects twice as many containers by autumn.", text)))

    assert len(brief(CRANE).summary) <= 1200
    assert brief(CRANE).summary.endswith("…")
    assert paragraphs(brief(CRANE))[0] == f"<p>{text.strip()}</p>"


def test_an_overlong_headline_and_credit_are_kept_whole_in_the_body(run: Run, put: Put, harbour: str) -> None:
    headline, credit = "Crane " * 60 + "arrives", "Lena Orsk and " * 20 + "others"

    report = run(put(harbour.replace(CRANE, headline).replace("Lena Orsk", credit)))

    crane = BriefPage.objects.get(title__startswith="Crane Crane")
    assert (len(crane.title) <= 255, len(crane.photo_credit) <= 160) == (True, True)
    assert paragraphs(crane)[0] == f"<p>{headline}</p>"
    assert paragraphs(crane)[-1] == f"<p>{credit}</p>"
    assert "headline shortened" in report
    assert "photo credit shortened" in report


@pytest.mark.parametrize("headline", ["???", "…", "💧 💧", "Вада ў Тальмары"])
def test_any_headline_makes_a_slug(run: Run, put: Put, brief: Brief, harbour: str, headline: str) -> None:
    run(put(harbour.replace(CRANE, headline)))

    assert brief(headline).slug


def test_equal_headlines_of_different_days_are_different_briefs(
    run: Run, put: Put, harbour: str, economy: Topic
) -> None:
    later = harbour.replace("March 07, 2016", "March 14, 2016")

    run(put(harbour), put(later, "later.txt"), "--topic", "economy")

    slugs = BriefPage.objects.filter(title=CRANE).values_list("slug", flat=True)
    assert sorted(slugs) == ["tolmar-harbour-orders-a-third-crane", "tolmar-harbour-orders-a-third-crane-1"]


def test_no_more_articles_are_related_than_an_editor_may_pick(
    run: Run, put: Put, brief: Brief, harbour: str, settings: Any
) -> None:
    settings.BRIEFS_RELATED_MAX = 1
    second = "Tugboat sold\nMay 1, 2014\n\nIt was too small.\n\nRecent trends"

    report = run(put(harbour.replace("Recent trends", second)))

    assert brief(CRANE).brief_related_articles.count() == 1
    assert "only the first 1 similar articles are related" in report
    assert BriefPage.objects.count() == 3


def test_a_similar_article_without_text_is_skipped(run: Run, put: Put, harbour: str) -> None:
    teaser = "Tugboat sold\nMay 1, 2014\n\nRecent trends"

    report = run(put(harbour.replace("Recent trends", teaser)))

    assert "skipped     Tugboat sold (no text)" in report
    assert BriefPage.objects.count() == 2


def test_the_report_names_each_file_each_brief_and_the_totals(
    run: Run, put: Put, harbour: str, weekly: str, economy: Topic
) -> None:
    first, second = put(harbour), put(weekly, "weekly.txt")

    report = run(first, second)

    assert report.splitlines() == [
        str(first),
        f"  draft       {CRANE} (no topic)",
        f"  draft       {FERRY} (no topic)",
        str(second),
        f"  created     {FLOUR} (dated by the last day of its period)",
        "Totals: 1 created, 2 draft",
    ]


def test_an_article_named_like_a_page_of_the_index_can_be_reached(
    run: Run, put: Put, brief: Brief, harbour: str, economy: Topic, client: Client
) -> None:
    run(put(harbour.replace(CRANE, "Trends")), "--topic", "economy")

    assert "The port expects twice as many containers" in client.get(brief("Trends").url).content.decode()
