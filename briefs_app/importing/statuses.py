"""Recognize the status in sentences of old pages, in English, Russian and Belarusian."""

from briefs_app.models import Status

SUBJECTS = ("the situation", "situation", "ситуация", "положение", "сітуацыя", "становішча")
PREDICATES = {
    "improved": (
        "improved / has improved / got better / has got better / has gotten better / better / improvement",
        "улучшилась / улучшилось / стала лучше / стало лучше / улучшение",
        "палепшылася / палепшала / стала лепш / стала лепшай / стала лепшым / паляпшэнне",
    ),
    "unchanged": (
        "unchanged / is unchanged / remains unchanged / remained unchanged / stayed the same / no change",
        "has not changed / hasn't changed / did not change / didn't change / no changes",
        "не изменилась / не изменилось / осталась прежней / осталось прежним / без изменений",
        "не змянілася / не зьмянілася / засталася ранейшай / засталося ранейшым / без змен / без зменаў",
    ),
    "worsened": (
        "worsened / has worsened / got worse / has got worse / has gotten worse / worse",
        "deteriorated / has deteriorated / deterioration",
        "ухудшилась / ухудшилось / стала хуже / стало хуже / ухудшение",
        "пагоршылася / пагоршала / стала горш / стала горшай / стала горшым / пагаршэнне",
    ),
}
STATUSES = {
    predicate: Status(status)
    for status, lines in PREDICATES.items()
    for line in lines
    for predicate in line.split(" / ")
}
MAX_LENGTH = 80


def of_sentence(line: str) -> Status | None:
    """Return the status of a whole line such as "The situation got worse."; None for a bare "worse"."""
    folded = _folded(line)
    subject = next((subject for subject in SUBJECTS if folded.startswith(subject + " ")), None)
    return STATUSES.get(folded.removeprefix(subject + " ")) if subject else None


def of_value(text: str) -> Status | None:
    """Return the status of the text after a label: a sentence or a bare word."""
    return of_sentence(text) or STATUSES.get(_folded(text))


def _folded(text: str) -> str:
    return text[: MAX_LENGTH + 1].casefold().strip(" .!").replace("’", "'")
