"""The text of a brief, in parts; a word of the headline counts twice."""

from typing import Any

LONGEST = 200_000
Parts = list[tuple[str, int]]


def parts(brief: Any) -> Parts:
    return weighted(brief.title, brief.summary, brief.body)


def weighted(title: str, summary: str, body: Any) -> Parts:
    """`body` is the value of a StreamField."""
    return [(title, 2), (summary, 1), (_plain(body)[:LONGEST], 1)]


def _plain(body: Any) -> str:
    return "\n".join(str(text) for text in body.stream_block.get_searchable_content(body) if text)
