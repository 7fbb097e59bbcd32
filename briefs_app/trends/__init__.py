"""The statuses of topics over time: as values, as a grid of periods, as data and as a picture."""

from briefs_app.trends.grid import SHOWN, Grid, Row, Slot, grid
from briefs_app.trends.topics import Cell, Tally, Trend, latest_of_each, of_topic, tallies

__all__ = [
    "SHOWN",
    "Cell",
    "Grid",
    "Row",
    "Slot",
    "Tally",
    "Trend",
    "grid",
    "latest_of_each",
    "of_topic",
    "tallies",
]
