"""`rebuild_similar` brings everything up to date, however far an earlier run came."""

import pytest

from briefs_app import similar
from briefs_app.caching import changes
from briefs_app.models import BriefTerm, BriefWords, SimilarBrief, WordCount
from briefs_app.similar import upkeep
from tests.briefs_app.similar.conftest import GAS, GAS_TOO, titles
from tests.briefs_app.similar.test_following import stored


@pytest.fixture
def pair(public, filling):
    return public("Transit grows", GAS), public("Dearer passage", GAS_TOO)


@pytest.fixture
def nothing_known(pair):
    """As after an import that published nothing, or before the first run."""
    for model in (SimilarBrief, BriefTerm, WordCount):
        model.objects.all().delete()
    BriefWords.objects.all()._raw_delete("default")


def test_it_finds_what_publishing_finds(pair, nothing_known, rebuild):
    rebuild()

    assert titles(pair[0]) == ["Dearer passage"]
    assert titles(pair[1]) == ["Transit grows"]


@pytest.mark.parametrize("again", [[], ["--again"]])
def test_running_it_twice_changes_nothing(pair, nothing_known, rebuild, again):
    rebuild()
    before = stored()
    rebuild(*again)

    assert stored() == before


@pytest.mark.parametrize("steps", [1, 3, 4, 7, 10])
def test_it_goes_on_where_it_was_broken_off(pair, nothing_known, rebuild, steps):
    rebuild()
    whole = stored()

    class BrokenOff(Exception):
        """Somebody pressed Ctrl-C."""

    done = iter(range(steps))

    def progress(_step, briefs, _total):
        for brief in briefs:
            if next(done, None) is None:
                raise BrokenOff
            yield brief

    before = changes.stamp()
    with pytest.raises(BrokenOff):
        similar.rebuild(progress, again=True)
    assert changes.stamp() != before
    rebuild()

    assert stored() == whole


def test_rows_of_an_older_algorithm_are_replaced(pair, rebuild):
    SimilarBrief.objects.update(algorithm=1, shared_words="old words")
    BriefWords.objects.update(algorithm=1)
    rebuild()

    assert {row.algorithm for row in SimilarBrief.objects.all()} == {2}
    assert not SimilarBrief.objects.filter(shared_words="old words").exists()


def test_a_brief_that_went_unnoticed_is_forgotten(pair, rebuild):
    _first, second = pair
    type(second).objects.filter(pk=second.pk).update(live=False)
    rebuild()

    assert not SimilarBrief.objects.exists()
    assert BriefWords.objects.count() == 3


def test_a_whole_section_waits_for_it_where_an_editor_would_wait_too_long(pair, rebuild, monkeypatch):
    monkeypatch.setattr(upkeep, "AT_ONCE", 1)
    ids = list(BriefWords.objects.values_list("pk", flat=True))
    similar.refresh_all(ids)
    assert BriefWords.objects.filter(step=BriefWords.Step.STALE).count() == len(ids) - 1

    rebuild()
    assert set(BriefWords.objects.values_list("step", flat=True)) == {BriefWords.Step.COMPARED}
    assert titles(pair[0]) == ["Dearer passage"]
