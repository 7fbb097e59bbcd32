"""Metric families, made in one line each."""

from collections.abc import Iterable
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

Family = Any


def gauge(name: str, meaning: str, *labels: str, rows: Iterable[tuple[Any, ...]] = ()) -> Family:
    """Return a gauge; a row is the values of its labels, and the number."""
    return _filled(GaugeMetricFamily(name, meaning, labels=labels), rows)


def counter(name: str, meaning: str, *labels: str, rows: Iterable[tuple[Any, ...]] = ()) -> Family:
    return _filled(CounterMetricFamily(name, meaning, labels=labels), rows)


def _filled(family: Family, rows: Iterable[tuple[Any, ...]]) -> Family:
    for *values, number in rows:
        family.add_metric([str(value) for value in values], number)
    return family
