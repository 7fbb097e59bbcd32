"""Checks of a draft before it is published; other apps add theirs by a hook."""

from briefs_app.publish_checks.finding import Finding, Level
from briefs_app.publish_checks.table import findings

__all__ = ["Finding", "Level", "findings"]
