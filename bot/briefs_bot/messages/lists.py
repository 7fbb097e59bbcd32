"""Lists of briefs: the newest, found ones, statuses, an edition, a trend."""

from collections.abc import Sequence

from briefs_app.reader import BriefCard, TopicCard
from briefs_bot.messages.wording import rendered, turning
from briefs_bot.values import Message

# Items in the caption of a picture; with long names they still fit.
IN_CAPTION = 6


def listing(briefs: Sequence[BriefCard], page: int = 1, has_more: bool = False) -> Message:
    return Message(rendered("listing", briefs=briefs, page=page), turning("latest:{page}", page, has_more))


def found(words: str, briefs: Sequence[BriefCard], page: int = 1, has_more: bool = False) -> Message:
    """Return the briefs that a search found; long words leave no room in a button to turn pages."""
    data = "search:{page}:" + words.replace("{", "").replace("}", "")
    is_short = len(data.encode()) < 60
    row = turning(data, page, has_more) if is_short else ()
    return Message(rendered("found", words=words, briefs=briefs, page=page), row)


def statuses(briefs: Sequence[BriefCard]) -> Message:
    """Return the status of each topic, by its newest brief that has one."""
    return Message(rendered("statuses", briefs=briefs))


def edition(period: str, briefs: Sequence[BriefCard]) -> Message:
    """Return the briefs of a week, topic by topic."""
    return Message(rendered("edition", period=period, briefs=briefs))


def trend(topic: TopicCard, briefs: Sequence[BriefCard], picture: bytes | None) -> Message:
    """Return a topic's trend as a picture, and the same in words, the newest first."""
    text = rendered("trend", topic=topic, briefs=briefs)
    caption = rendered("trend", topic=topic, briefs=briefs[:IN_CAPTION]) if picture else text
    return Message(caption, photo=picture, text_html=text)


def trends(briefs: Sequence[BriefCard], picture: bytes | None) -> Message:
    """Return the trends of all topics as a picture, with the newest status of each in words."""
    text = rendered("statuses", briefs=briefs)
    caption = rendered("statuses", briefs=briefs[:IN_CAPTION]) if picture else text
    return Message(caption, photo=picture, text_html=text)
