"""The metrics for Prometheus, read from the ledger and from Redis when somebody asks."""

from briefs_bot.operations.metrics.collector import BriefsCollector

__all__ = ["BriefsCollector"]
