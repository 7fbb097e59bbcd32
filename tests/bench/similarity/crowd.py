"""Fills a migrated database with briefs and publishes some more: `crowd BRIEFS`. Prints what that costs.

The words follow Zipf's law: each brief draws most of its words from the language, and the rest from those of
one matter, which it shares with a few hundred other briefs.
"""

import json
import random
import sys
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate
from math import log, sqrt
from statistics import median
from typing import Any

import django
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.bench.meter import metered
from tests.bench.seeding import make_site

VOCABULARY, MATTERS, WORDS_OF_MATTER = 40_000, 400, 60
DRAWN, DRAWN_OF_MATTER = 260, 40
PUBLISHED = 30
LETTERS = "bcdfghklmnprtvz"


def word(number: int) -> str:
    """No stop word, and left as it is by the stemmer, near enough."""
    letters = []
    while number or len(letters) < 4:
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return "".join(letters)


class Writer:
    def __init__(self) -> None:
        self.draw = random.Random(1)
        self.language = list(accumulate(1 / place for place in range(1, VOCABULARY + 1)))
        self.matter = list(accumulate(1 / place for place in range(1, WORDS_OF_MATTER + 1)))

    def words(self) -> list[int]:
        first = VOCABULARY + WORDS_OF_MATTER * self.draw.randrange(MATTERS)
        own = range(first, first + WORDS_OF_MATTER)
        return [
            *self.draw.choices(range(VOCABULARY), cum_weights=self.language, k=DRAWN),
            *self.draw.choices(own, cum_weights=self.matter, k=DRAWN_OF_MATTER),
        ]


def fill(briefs: int, writer: Writer) -> None:
    from briefs_app.pages.models import BriefIndexPage, BriefPage
    from tests.bench.reading.copying import Copies

    index = BriefIndexPage.objects.get()
    for number in range(8):
        add(index, writer.words(), f"original-{number}")
    copies = Copies(index, briefs)
    copies.of(BriefPage, "page_ptr_id", brief_date=copies.moment)
    ids = list(BriefPage.objects.order_by("pk").values_list("pk", flat=True))
    texts = [array("I", writer.words()) for _ in ids]
    spread = Counter(number for text in texts for number in set(text))
    _store_words(ids, texts, spread)
    copies.settle()


def _store_words(ids: list[int], texts: list[Any], spread: Counter[int]) -> None:
    """What `rebuild_similar` would store, save that nobody is compared."""
    from briefs_app.models import BriefTerm, BriefWords, WordCount
    from briefs_app.similar import terms

    keys = {number: terms.key("en", word(number)) for number in spread}
    step = int(BriefWords.Step.COMPARED)
    counts = {terms.key("en", terms.EVERY_BRIEF): len(ids)}
    counts |= {keys[number]: briefs for number, briefs in spread.items()}
    _copy(WordCount, ("term", "briefs"), counts.items())
    rows = ((pk, "en", "{}", pk, step, terms.ALGORITHM) for pk in ids)
    _copy(BriefWords, ("brief_id", "language", "counts", "group", "step", "algorithm"), rows)

    def weighed() -> Iterator[tuple[Any, ...]]:
        for pk, text in zip(ids, texts, strict=True):
            weights = [
                ((1 + log(n)) * log((len(ids) + 1) / spread[number]), number)
                for number, n in Counter(text).items()
            ]
            best = sorted(weights, reverse=True)[: terms.TERMS]
            length = sqrt(sum(weight**2 for weight, _number in best))
            yield from ((pk, keys[number], weight / length, True) for weight, number in best)

    _copy(BriefTerm, ("brief_id", "term", "weight", "small"), weighed())


def _copy(model: Any, columns: tuple[str, ...], rows: Any) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def add(index: Any, numbers: list[int], slug: str) -> Any:
    from briefs_app.models import Topic
    from briefs_app.pages.models import BriefPage

    text = " ".join(map(word, numbers))
    brief = BriefPage(
        title=text[:80],
        slug=slug,
        summary=text[80:400],
        body=[{"type": "paragraph", "value": f"<p>{text[400:]}</p>"}],
        topic=Topic.objects.get(),
    )
    index.refresh_from_db()
    return index.add_child(instance=brief)


def measure(writer: Writer) -> dict[str, Any]:
    from briefs_app import similar
    from briefs_app.models import SimilarBrief
    from briefs_app.pages.models import BriefIndexPage
    from briefs_app.similar import related

    index = BriefIndexPage.objects.get()
    briefs = [add(index, writer.words(), f"new-{number}") for number in range(PUBLISHED + 1)]
    similar.refresh(briefs.pop().pk)  # imports and caches of a process that has run for a while
    first = [_milliseconds(lambda pk=brief.pk: similar.refresh(pk)) for brief in briefs]
    again = [_milliseconds(lambda pk=brief.pk: similar.refresh(pk)) for brief in briefs]
    brief = type(briefs[0]).objects.get(pk=briefs[-1].pk)
    with CaptureQueriesContext(connection) as seen:
        shown = related.beside(brief)
    table = SimilarBrief._meta.db_table
    read = _milliseconds(lambda: related.beside(type(brief).objects.get(pk=brief.pk)))
    return {
        "publishing": median(first),
        "worst": max(first),
        "again": median(again),
        "found": SimilarBrief.objects.filter(brief_id__in=[brief.pk for brief in briefs]).count() / PUBLISHED,
        "shown": len(shown),
        "reading": read,
        "queries": len(seen),
        "own queries": sum(table in query["sql"] for query in seen.captured_queries),
    }


def _milliseconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    django.setup()
    writer = Writer()
    with metered():
        make_site()
        fill(int(sys.argv[1]), writer)
    print(json.dumps(measure(writer)))
