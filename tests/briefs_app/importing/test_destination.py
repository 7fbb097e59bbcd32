"""The parent page, the language and the topic of imported briefs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from wagtail.models import Locale, Page

from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage

Run, Put = Callable[..., str], Callable[..., Path]


@pytest.fixture
def russian(index: BriefIndexPage) -> BriefIndexPage:
    locale = Locale.objects.get_or_create(language_code="ru")[0]
    page = BriefIndexPage(title="Сводки", slug="svodki", locale=locale)
    return Page.get_first_root_node().add_child(instance=page)


def test_briefs_go_below_the_only_index_of_their_language(
    run: Run, put: Put, harbour: str, index: BriefIndexPage, russian: BriefIndexPage
) -> None:
    run(put(harbour))
    run(put(harbour), "--language", "ru")

    assert BriefPage.objects.child_of(index).count() == 2
    assert BriefPage.objects.child_of(russian).filter(locale=russian.locale).count() == 2


def test_the_language_is_that_of_the_parent(
    run: Run, put: Put, harbour: str, russian: BriefIndexPage
) -> None:
    run(put(harbour), "--parent", russian.pk)

    assert BriefPage.objects.child_of(russian).filter(locale=russian.locale).count() == 2


def test_a_russian_page_is_read(run: Run, put: Put, russian: BriefIndexPage) -> None:
    bread = Topic.objects.create(locale=russian.locale, name="Хлеб", slug="bread", aliases="мука")
    page = (
        "28 декабря – 3 января 2021 года\nМУКА\n"
        "Пекари просят муки\nСитуация ухудшилась.\nПекари просят муки\nФото: Лена Орск\n\n"
        "Мука подорожала на треть.\n\n"
        "Похожие статьи\n\nМельница стоит\n4 мая 2020 г. 10:15\n\nЗерна нет.\n"
    )

    run(put(page), "--language", "ru")

    brief = BriefPage.objects.get(title="Пекари просят муки")
    assert (brief.topic, brief.status, brief.live) == (bread, "worsened", True)
    assert brief.photo_credit == "Лена Орск"
    assert [str(day) for day in brief.period] == ["2020-12-28", "2021-01-03"]
    assert brief.brief_related_articles.get().page.title == "Мельница стоит"


def test_a_topic_of_another_language_is_not_used(
    run: Run, put: Put, weekly: str, economy: Topic, russian: BriefIndexPage
) -> None:
    assert "the topic “Economy” is unknown" in run(put(weekly), "--language", "ru")


def test_an_editor_chooses_between_several_indexes(
    run: Run, put: Put, harbour: str, index: BriefIndexPage
) -> None:
    second = index.add_child(instance=BriefIndexPage(title="Memos", slug="memos", locale=index.locale))

    expected = f"2 index pages in en: choose one with --parent: {index.pk} (“Briefs”), {second.pk} (“Memos”)."
    assert expected in run(put(harbour))
    run(put(harbour), "--parent", second.pk)

    assert BriefPage.objects.child_of(second).count() == 2


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--topic", "cranes"], "There is no topic “cranes” in en."),
        (["--language", "xx"], "The site has no language “xx”"),
        (["--parent", "987654"], "There is no page 987654."),
        (["--parent", "1"], "cannot hold a brief"),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_written(
    run: Run, put: Put, harbour: str, options: list[str], reason: str
) -> None:
    assert reason in run(put(harbour), *options)
    assert not BriefPage.objects.exists()


def test_parent_and_language_must_agree(
    run: Run, put: Put, harbour: str, index: BriefIndexPage, russian: BriefIndexPage
) -> None:
    assert "is in en, not in ru" in run(put(harbour), "--parent", index.pk, "--language", "ru")


def test_a_language_without_index_needs_a_parent(run: Run, put: Put, harbour: str) -> None:
    Locale.objects.get_or_create(language_code="be")

    report = run(put(harbour), "--language", "be")

    assert "There is no index page for briefs in be: add one in the admin" in report
