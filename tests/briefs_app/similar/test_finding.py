"""Which briefs are found to be similar, and what a reader is told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale

from briefs_app.models import SimilarBrief
from briefs_app.similar import pairs, related
from tests.briefs_app.similar.conftest import FOOTBALL, GAS, GAS_TOO, titles


def test_briefs_on_one_matter_stand_beside_each_other(public, filling):
    first, second = public("Transit grows", GAS), public("Dearer passage", GAS_TOO)

    assert titles(first) == ["Dearer passage"]
    assert titles(second) == ["Transit grows"]


def test_a_brief_without_its_like_has_nothing_beside_it(public, filling):
    assert titles(public("Transit grows", GAS)) == []


def test_one_shared_word_is_not_enough(public, filling):
    public("Museum", "The gallery shows portraits, carved frames and one pipeline of clay.")

    assert titles(public("Transit grows", GAS)) == []


def test_the_reason_is_given_in_words_as_they_are_written(client, public, filling):
    brief = public("Transit grows", GAS)
    public("Dearer passage", GAS_TOO)

    [card] = related.beside(brief)
    assert set(card.reason.split(", ")) <= {"transit", "pipeline", "tariffs", "operator", "gas"}
    assert "tariffs" in card.reason  # not "tariff", the stem
    assert f"Both about: {card.reason}" in client.get(brief.url).content.decode()


def test_inflected_words_are_one_word_in_russian(public, filling, russian_index):
    first = public("Мост", "Строительство моста через пролив задержала забастовка.", parent=russian_index)
    public("Пролив", "Строители мостов бастуют, забастовки грозят проливам.", parent=russian_index)
    public("Хлеб", "Урожай пшеницы невелик, пекарни ждут дорогой муки.", parent=russian_index)
    public("Кубок", "Вратарь отбил два мяча, трибуны пели.", parent=russian_index)

    assert titles(first) == ["Пролив"]


def test_stop_words_of_belarusian_are_left_out_though_it_is_not_stemmed(public, index, security):
    belarusian = Locale.objects.get_or_create(language_code="be")[0]
    for page in (index, security):
        page.locale = belarusian
        page.save()
    empty = "Гэта было таксама тады, калі яны ўсё яшчэ маглі, але цяпер нельга."
    first = public("Мост", f"{empty} Мост зачынены на рамонт.")
    public("Хлеб", f"{empty} Ураджай пшаніцы невялікі.")
    public("Пераправа", "Рамонт: мост праз раку зачынены.")

    assert titles(first) == ["Пераправа"]


def test_the_same_topic_lifts_a_brief(public, filling, energy, publish, rebuild):
    brief, other = public("Transit grows", GAS), public("Dearer passage", GAS_TOO, topic=energy)
    plain = SimilarBrief.objects.get(brief=brief, similar=other).score
    other.topic = brief.topic
    publish(other)

    assert SimilarBrief.objects.get(brief=brief, similar=other).score == pytest.approx(plain * 1.25)
    assert SimilarBrief.objects.get(brief=other, similar=brief).score == pytest.approx(plain * 1.25)


def test_of_two_equally_similar_briefs_the_nearer_in_time_comes_first(public, filling, rebuild):
    now = timezone.now()
    public("Storks", f"{GAS_TOO} Storks nest beside chimneys.", brief_date=now - timedelta(days=7))
    public("Swans", f"{GAS_TOO} Swans moult along rivers.", brief_date=now - timedelta(days=900))
    brief = public("Transit grows", GAS, brief_date=now)
    rebuild("--again")

    assert titles(brief) == ["Storks", "Swans"]


def test_other_languages_are_left_out(public, filling, russian_index):
    brief = public("Transit grows", GAS)
    public("In the other language", GAS_TOO, parent=russian_index)

    assert titles(brief) == []


def test_of_near_duplicates_only_the_best_is_shown(public, filling):
    brief = public("Transit grows", GAS)
    for number in range(3):
        public(f"Repeated {'again ' * number}", GAS_TOO)
    public("Another view", f"{GAS_TOO} {FOOTBALL} The tariffs hurt the pipeline's neighbours.")

    assert len(titles(brief)) == 2
    assert "Another view" in titles(brief)


def test_when_the_shown_near_duplicate_goes_another_comes(
    public, filling, django_capture_on_commit_callbacks
):
    brief = public("Transit grows", GAS)
    twins = [public(f"Repeated {word}", GAS_TOO) for word in ("today", "yesterday")]
    shown = next(twin for twin in twins if [twin.title] == titles(brief))

    with django_capture_on_commit_callbacks(execute=True):
        shown.unpublish()

    assert titles(brief) == [twin.title for twin in twins if twin != shown]


def test_a_run_of_repetitions_does_not_crowd_out_the_rest(public, filling, monkeypatch):
    monkeypatch.setattr(pairs, "KEEP", 2)
    public("Another view", f"{GAS_TOO} {FOOTBALL}")
    for number in range(3):
        public(f"Week {number}", GAS_TOO)
    brief = public("Transit grows", GAS)

    assert "Another view" in titles(brief)
    assert len(titles(brief)) == 2


def test_hostile_text_is_only_text(public, filling, client):
    nasty = "&lt;script&gt;alert&lt;/script&gt; %s %(x)d \u202eevil\u202c ' OR 1=1 -- " + "ж" * 500
    brief = public("Nasty <b>one</b>", nasty)
    public("Nasty two", nasty)

    assert "<script>alert" not in client.get(brief.url).content.decode()


def test_a_brief_without_words_is_no_trouble(public, filling):
    assert titles(public("1984", "— … — 2026")) == []


def test_reading_asks_the_same_number_of_queries_for_any_number_of_briefs(public, filling):
    brief = public("Transit grows", GAS)

    def queries():
        page = type(brief).objects.get(pk=brief.pk)
        with CaptureQueriesContext(connection) as caught:
            found = related.beside(page)
        return len(found), len(caught)

    public("More on tariffs", f"{GAS_TOO} The storks watch storks.")
    queries()  # sites are remembered from here on
    few = queries()
    for bird in ("swans", "geese", "ducks"):
        public(f"More on {bird}", f"{GAS_TOO} The {bird} {bird} watch {bird}.")
    many = queries()

    assert few[0] < many[0]
    assert few[1] == many[1]
