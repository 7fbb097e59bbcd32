"""The models of briefs, each in a file of its own."""

from briefs_app.models.brief import BriefMixin
from briefs_app.models.correction import Correction
from briefs_app.models.freshness import Change
from briefs_app.models.imported import ImportedBrief
from briefs_app.models.newest import NewestFirst
from briefs_app.models.related import RelatedArticle
from briefs_app.models.similar import BlockedPair, BriefTerm, BriefWords, SimilarBrief, WordCount
from briefs_app.models.status import LABELS, NOT_ASSESSED, SIGNS, Status
from briefs_app.models.topic import Topic

__all__ = [
    "LABELS",
    "NOT_ASSESSED",
    "SIGNS",
    "BlockedPair",
    "BriefMixin",
    "BriefTerm",
    "BriefWords",
    "Change",
    "Correction",
    "ImportedBrief",
    "NewestFirst",
    "RelatedArticle",
    "SimilarBrief",
    "Status",
    "Topic",
    "WordCount",
]
