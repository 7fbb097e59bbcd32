"""Narrows briefs by topic, status, language and year; several values of one of them mean any."""

from collections.abc import Collection
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet


def by_topic(briefs: QuerySet[Any], keys: Collection[UUID]) -> QuerySet[Any]:
    """Narrow by translation key, as a translated brief may still point at the topic of its original."""
    return briefs.filter(topic__translation_key__in=keys)


def by_status(briefs: QuerySet[Any], statuses: Collection[str]) -> QuerySet[Any]:
    """`statuses` are as stored: an empty one is not assessed."""
    return briefs.filter(status__in=statuses)


def by_language(rows: QuerySet[Any], codes: Collection[str]) -> QuerySet[Any]:
    """Narrow briefs or topics."""
    return rows.filter(locale__language_code__in=codes)


def by_year(briefs: QuerySet[Any], years: Collection[int]) -> QuerySet[Any]:
    """Narrow to the years in which the period ends."""
    ends = [Q(period_end__range=(date(year, 1, 1), date(year, 12, 31))) for year in years]
    return briefs.filter(reduce(or_, ends))
