"""The embeds of briefs, and fetching those that are missing or expired."""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, ListBlock, RichTextBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.embeds.exceptions import EmbedException
from wagtail.embeds.models import Embed
from wagtail.fields import RichTextField, StreamField
from wagtail.models import get_page_models

from briefs_app.blocks.embeds.fetching import NoAnswer, fetch, provider
from briefs_app.blocks.embeds.wanted import Wanted, in_rich_text
from briefs_app.models import BriefMixin

logger = logging.getLogger(__name__)

# Nobody waits for this one.
PATIENCE = 15
CHUNK = 200


def fetch_all(published_since: datetime | None = None) -> Counter[str]:
    """Fetch what live briefs lack; return how many embeds were "fetched", "refused" and "silent".

    A provider that does not answer is asked once in a run. What is refused stays a link, or as it was.
    """
    counts: Counter[str] = Counter()
    silent: set[str] = set()
    seen: set[Wanted] = set()
    for brief in _live(published_since):
        for wanted in _due(set(of_brief(brief)) - seen):
            seen.add(wanted)
            counts[_outcome(wanted, silent)] += 1
    logger.info("embed.fetched %s", " ".join(f"{name}={count}" for name, count in sorted(counts.items())))
    return counts


def of_brief(brief: Any) -> Iterator[Wanted]:
    """Return all embeds in the text of a brief, those in fields and blocks of the host's own too."""
    for field in brief._meta.concrete_fields:
        if isinstance(field, StreamField):
            if value := getattr(brief, field.name):
                yield from _of_block(value.stream_block, value)
        elif isinstance(field, RichTextField):
            yield from in_rich_text(getattr(brief, field.name) or "")


def _of_block(block: Any, value: Any) -> Iterator[Wanted]:
    if not value:
        return
    if isinstance(block, EmbedBlock):
        yield Wanted(value.url, value.max_width, value.max_height)
    elif isinstance(block, RichTextBlock):
        yield from in_rich_text(value.source)
    elif isinstance(block, BaseStreamBlock):
        for child in value:
            yield from _of_block(child.block, child.value)
    elif isinstance(block, BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from _of_block(child, value.get(name))
    elif isinstance(block, ListBlock):
        for item in value:
            yield from _of_block(block.child_block, item)


def _live(published_since: datetime | None) -> Iterator[Any]:
    for model in get_page_models():
        if not issubclass(model, BriefMixin):
            continue
        briefs = model._default_manager.filter(live=True).order_by("-pk")
        if published_since:
            briefs = briefs.filter(last_published_at__gte=published_since)
        yield from briefs.iterator(CHUNK)


def _due(wanted: set[Wanted]) -> list[Wanted]:
    """Return those that are not stored, or whose time ran out."""
    if not wanted:
        return []
    kept = Embed.objects.exclude(cache_until__lte=timezone.now())
    stored = set(kept.filter(hash__in={each.hash for each in wanted}).values_list("hash", flat=True))
    return sorted(each for each in wanted if each.hash not in stored)


def _outcome(wanted: Wanted, silent: set[str]) -> str:
    if provider(wanted) in silent:
        return "silent"
    try:
        fetch(wanted, PATIENCE)
    except NoAnswer as error:
        silent.add(provider(wanted))
        logger.warning("embed.silent provider=%s reason=%s", provider(wanted), error)
        return "silent"
    except EmbedException as error:
        logger.info("embed.refused url=%s reason=%s", wanted.url, error or type(error).__name__)
        return "refused"
    return "fetched"
