"""What people said of fifty news items (Lee, Pincombe & Welsh, 2005), and how well a ranking agrees.

The texts and ratings lie in the wheel of gensim; they are read where they are. Students gave each pair one to
five points, stored as 0.2 to 1. An item is relevant to another from 0.5 on; nDCG counts by how much the
rating exceeds 0.4, two points of five. Two items have no relevant one and are left out.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from math import log2
from pathlib import Path
from statistics import mean

RELEVANT, WORTHLESS = 0.5, 0.4
RANKED = 5
# Scores of each item with each other one; higher is more alike.
Matrix = list[list[float]]


def _folder() -> Path:
    return Path(find_spec("gensim").submodule_search_locations[0]) / "test" / "test_data"


def texts() -> tuple[list[str], list[str]]:
    """The background, which is not rated, and the fifty items."""
    names = ("lee_background.cor", "lee.cor")
    background, items = ((_folder() / name).read_text("latin-1").strip() for name in names)
    return background.split("\n"), items.split("\n")


def ratings() -> Matrix:
    rows = (_folder() / "similarities0-1.txt").read_text().splitlines()
    upper = [[float(number) for number in row.split()] for row in rows]
    size = range(len(upper))
    return [[upper[min(one, two)][max(one, two)] if one != two else 0.0 for two in size] for one in size]


def agreement(scores: Matrix, rated: Matrix) -> tuple[float, float, float, float]:
    """Pearson's r over all pairs; nDCG@5, P@1 and MAP over the items, ranking the other 49."""
    pairs = [(scores[one][two], rated[one][two]) for one in range(len(rated)) for two in range(one)]
    judged = list(_ranked(scores, rated))
    return _pearson(pairs), mean(map(_ndcg, judged)), mean(map(_first, judged)), mean(map(_precision, judged))


def _ranked(scores: Matrix, rated: Matrix) -> Iterator[list[float]]:
    """For each item the ratings of the others, in the order of the scores."""
    for one, row in enumerate(scores):
        order = sorted((two for two in range(len(row)) if two != one), key=lambda two: (-row[two], two))
        found = [rated[one][two] for two in order]
        if max(found) >= RELEVANT:
            yield found


def _ndcg(found: list[float]) -> float:
    return _gain(found) / _gain(sorted(found, reverse=True))


def _gain(found: list[float]) -> float:
    return sum(max(0, rating - WORTHLESS) / log2(place + 2) for place, rating in enumerate(found[:RANKED]))


def _first(found: list[float]) -> float:
    return float(found[0] >= RELEVANT)


def _precision(found: list[float]) -> float:
    places = [place for place, rating in enumerate(found, 1) if rating >= RELEVANT]
    return mean(number / place for number, place in enumerate(places, 1))


def _pearson(pairs: list[tuple[float, float]]) -> float:
    (mean_x, mean_y) = (mean(values) for values in zip(*pairs, strict=True))
    both = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    spread = sum((x - mean_x) ** 2 for x, _y in pairs) * sum((y - mean_y) ** 2 for _x, y in pairs)
    return both / spread**0.5
