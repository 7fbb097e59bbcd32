"""Plain methods to stand beside ours: chance, and textbook TF-IDF over whole texts."""

import random
import re
from collections import Counter
from collections.abc import Callable
from math import log, sqrt

from tests.bench.similarity.judgement import Matrix

Counts = Counter[str]


def chance(size: int, seed: int) -> Matrix:
    draw = random.Random(seed)
    return [[draw.random() for _ in range(size)] for _ in range(size)]


def plain(text: str) -> Counts:
    return Counter(re.findall(r"\b\w\w+\b", text.lower()))


def stemmed(text: str) -> Counts:
    """Without stop words; each further use of a word adds less."""
    from briefs_app.similar import words

    uses = words.uses([(text, 1)], "en")
    return Counter({stem: 1 + log(use.count) for stem, use in uses.items()})


def tf_idf(background: list[str], items: list[str], count: Callable[[str], Counts]) -> Matrix:
    """Cosines of whole texts; the idf of scikit-learn, fitted on all of them."""
    counted = [count(text) for text in (*background, *items)]
    spread = Counter(word for counts in counted for word in counts)
    idf = {word: log((1 + len(counted)) / (1 + texts)) + 1 for word, texts in spread.items()}
    vectors = [
        _unit({word: n * idf[word] for word, n in counts.items()}) for counts in counted[-len(items) :]
    ]
    return [[sum(n * two.get(word, 0) for word, n in one.items()) for two in vectors] for one in vectors]


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = sqrt(sum(n**2 for n in vector.values()))
    return {word: n / length for word, n in vector.items()}
