"""Finds similar briefs by the rare words they share, on any database and without a service.

words   the words of a text, stemmed
terms   counts the words of public briefs and keeps the weightiest of each
scores  how like a brief others are, and by which words
pairs   stores what was found, in both directions
upkeep  refreshes a brief, or all of them
follow  does so when a page is published, moved, withdrawn, restricted or deleted
"""

from briefs_app.similar.follow import postponed
from briefs_app.similar.upkeep import AT_ONCE, rebuild, refresh, refresh_all

__all__ = ["AT_ONCE", "postponed", "rebuild", "refresh", "refresh_all"]
