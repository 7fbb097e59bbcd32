"""Similar briefs keep up with what editors do to pages."""

import pytest
from wagtail.models import PageViewRestriction, Site

from briefs_app import similar
from briefs_app.models import BriefTerm, BriefWords, SimilarBrief, WordCount
from briefs_app.pages.models import BriefIndexPage
from tests.briefs_app.similar.conftest import BREAD, GAS, GAS_TOO, titles


@pytest.fixture
def pair(public, filling):
    return public("Transit grows", GAS), public("Dearer passage", GAS_TOO)


@pytest.fixture
def after(django_capture_on_commit_callbacks):
    """Runs what follows the commit of whatever happens inside."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def section(index):
    section = BriefIndexPage(title="Section", slug="section", locale=index.locale)
    index.add_child(instance=section)
    return section


def restrict(page):
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def stored():
    """Everything that is kept, but for the numbers of the rows."""
    return (
        sorted(SimilarBrief.objects.values_list("brief_id", "similar_id", "score", "shared_words")),
        sorted(BriefTerm.objects.values_list("brief_id", "term", "weight")),
        sorted(BriefWords.objects.values_list("brief_id", "group", "step")),
        sorted(WordCount.objects.filter(briefs__gt=0).values_list("term", "briefs")),
    )


def test_refreshing_twice_changes_nothing(pair):
    similar.refresh(pair[0].pk)
    before = stored()
    similar.refresh(pair[0].pk)

    assert stored() == before


def test_an_edit_that_changes_the_subject_parts_the_two(pair, publish):
    first, second = pair
    second = type(second).objects.get(pk=second.pk)
    second.title, second.body = "Bread", [{"type": "paragraph", "value": f"<p>{BREAD}</p>"}]
    publish(second)

    assert titles(first) == []
    assert titles(second) == ["Wheat"]


def test_a_draft_changes_nothing(pair, after):
    first, second = pair
    with after():
        second.title = "Bread"
        second.save_revision()

    assert titles(first) == ["Dearer passage"]


def test_a_withdrawn_brief_leaves_no_trace(pair, after, public, filling):
    first, second = pair
    with after():
        second.unpublish()

    assert titles(first) == []
    assert not SimilarBrief.objects.exists()
    assert not BriefWords.objects.filter(pk=second.pk).exists()


def test_a_brief_published_again_is_found_again(pair, publish, after):
    first, second = pair
    with after():
        second.unpublish()
    publish(type(second).objects.get(pk=second.pk))

    assert titles(first) == ["Dearer passage"]


def test_a_deleted_brief_leaves_no_trace_and_its_words_are_rare_again(public, filling, after):
    public("Transit grows", GAS)
    before = stored()
    second = public("Dearer passage", GAS_TOO)
    with after():
        second.delete()
    similar.rebuild(again=True)

    after_all = stored()
    similar.rebuild(again=True)
    assert after_all == stored()
    assert after_all[3] == before[3]


def test_the_words_of_a_deleted_section_are_discounted(public, filling, section, after):
    before = stored()[3]
    public("Transit grows", GAS, parent=section), public("Dearer passage", GAS_TOO, parent=section)
    with after():
        BriefIndexPage.objects.get(pk=section.pk).delete()

    assert stored()[3] == before


def test_a_restricted_brief_is_seen_nowhere_until_it_is_free_again(pair, after):
    first, second = pair
    with after():
        restriction = restrict(second)

    assert titles(first) == []
    assert not SimilarBrief.objects.exists()

    with after():
        restriction.delete()
    assert titles(first) == ["Dearer passage"]


def test_a_restriction_further_up_counts_as_well(public, filling, section, after):
    first, second = public("Transit grows", GAS), public("Dearer passage", GAS_TOO, parent=section)
    with after():
        restriction = restrict(section)

    assert not SimilarBrief.objects.exists()

    with after():
        restriction.delete()
    assert titles(first) == ["Dearer passage"]
    assert titles(second) == ["Transit grows"]


def test_what_is_restricted_is_not_shown_even_before_anything_is_refreshed(pair):
    first, second = pair
    restrict(second)

    assert SimilarBrief.objects.filter(brief=first).exists()
    assert titles(first) == []


def test_moving_under_a_restricted_section_hides_and_moving_back_shows(pair, index, section, after):
    first, second = pair
    restrict(section)
    with after():
        second.move(section, pos="last-child")
    assert not SimilarBrief.objects.exists()

    with after():
        type(second).objects.get(pk=second.pk).move(index, pos="last-child")
    assert titles(first) == ["Dearer passage"]


def test_moving_to_another_site_parts_the_two(pair, index, after):
    first, second = pair
    elsewhere = BriefIndexPage(title="Elsewhere", slug="elsewhere", locale=index.locale)
    index.get_parent().add_child(instance=elsewhere)
    Site.objects.create(hostname="elsewhere.example.org", root_page=elsewhere)
    with after():
        second.move(elsewhere, pos="last-child")

    assert titles(first) == []


def test_an_alias_is_not_similar_to_its_original(pair, section, after):
    first, _second = pair
    with after():
        first.create_alias(parent=section, update_slug="again")

    assert titles(first) == ["Dearer passage"]
    assert BriefWords.objects.count() == 4


def test_publishing_succeeds_even_if_finding_fails(pair, publish, caplog):
    first, _second = pair
    BriefWords.objects.filter(pk=first.pk).update(counts=5)
    first.title = "Transit shrinks"

    assert publish(first).title == "Transit shrinks"
    assert "Error calling" in caplog.text
