"""What a brief is made of; each model has a file of its own."""

from briefs_app.models.brief import LABELS, SIGNS, BriefMixin, Status
from briefs_app.models.index import BriefIndexMixin
from briefs_app.models.related import RelatedArticle
from briefs_app.models.similar import SimilarBrief
from briefs_app.models.topic import Topic

__all__ = [
    "LABELS",
    "SIGNS",
    "BriefIndexMixin",
    "BriefMixin",
    "RelatedArticle",
    "SimilarBrief",
    "Status",
    "Topic",
]
