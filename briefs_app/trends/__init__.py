"""The statuses of topics over time: as values, as a grid of periods, as data and as a picture."""

from briefs_app.trends.grid import SHOWN, Grid, Row, Slot, grid
from briefs_app.trends.shown import below, recent
from briefs_app.trends.topics import Cell, StatusCount, Trend, tallies

__all__ = [
    "SHOWN",
    "Cell",
    "Grid",
    "Row",
    "Slot",
    "StatusCount",
    "Trend",
    "below",
    "grid",
    "recent",
    "tallies",
]
