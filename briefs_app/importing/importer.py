"""Decide whether an old brief becomes a page, a draft, an update or nothing, and do it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import DatabaseError

from briefs_app.conf import settings
from briefs_app.importing import blockers, content
from briefs_app.importing.content import Content
from briefs_app.importing.fields import to_content
from briefs_app.importing.images import ImageStore
from briefs_app.importing.old_brief import OldBrief
from briefs_app.importing.redirects import NoRedirects, Redirects
from briefs_app.importing.report import Kind, Outcome
from briefs_app.importing.topics import Topics
from briefs_app.importing.writer import ExistingPage, Writer


@dataclass(frozen=True)
class Importer:
    """Imports one brief after the other, and returns the outcomes."""

    writer: Writer
    topics: Topics
    image_store: ImageStore
    redirects: Redirects | NoRedirects
    create_topics: bool
    skip_unmapped: bool
    # Import articles that were not public as drafts; if false, they are skipped.
    drafts: bool
    # The topic of briefs that name none; its id.
    default_topic: int | None
    now: datetime
    # Page id → headline of the article that was written to it in this run.
    _written_titles: dict[int, str] = field(default_factory=dict, init=False)

    def import_brief(self, brief: OldBrief) -> list[Outcome]:
        """Import a brief and its similar articles; the similar ones first, as the brief links to them."""
        similar = [self._import_one(article, main=False) for article in brief.similar]
        related = [outcome.pk for outcome in similar if outcome.pk]
        return [self._import_one(brief, main=True, related=related), *similar]

    def _import_one(self, brief: OldBrief, main: bool, related: Sequence[int] = ()) -> Outcome:
        return replace(self._try_import(brief, main, related), place=brief.place)

    def _try_import(self, brief: OldBrief, main: bool, related: Sequence[int]) -> Outcome:
        """Return the outcome; an unexpected error of one article becomes the outcome `broken`."""
        if not brief.headline or not (brief.paragraphs or brief.body or brief.summary):
            missing = "no text" if brief.headline else "no headline"
            return Outcome(Kind.SKIPPED, brief.headline or "(untitled)", (missing,))
        brief = self._with_topic(brief)
        try:
            # Before the lock: a stored image is found again, whatever happens to the brief.
            stored = self.image_store.store(brief)
            brief = replace(brief, body=stored.body, notes=(*brief.notes, *stored.notes))
            with self.writer.lock():
                return self._import_locked(brief, stored.photo_id, main, related)
        except (ValidationError, DatabaseError, OSError) as error:
            return Outcome(Kind.BROKEN, brief.headline, (" ".join(str(error).split()),))
        except Exception as error:
            # As with files: one article must not stop the others.
            return Outcome(Kind.BROKEN, brief.headline, (f"{type(error).__name__}: {error}",))

    def _with_topic(self, brief: OldBrief) -> OldBrief:
        """Return the brief with the one topic it will have, and a note about its others."""
        names = (brief.category, *brief.more_categories)
        wanted = self.topics.wanted(names)
        others = [name for name in names if name and name != wanted and self.topics.find(name)]
        notes = (f"its other topics are left out: {', '.join(others)}",) if others else ()
        return replace(brief, category=wanted, more_categories=(), notes=(*brief.notes, *notes))

    def _import_locked(
        self, brief: OldBrief, photo: int | None, main: bool, related: Sequence[int]
    ) -> Outcome:
        """Find the page of the brief, and create or update it unless something speaks against it."""
        has_redirect = not isinstance(self.redirects, NoRedirects)
        new, notes = to_content(brief, self.writer.block_types, has_redirect)
        new = replace(new, photo_id=photo)
        existing = self.writer.find(new)
        if refusal := blockers.to_writing(brief, existing, self.drafts):
            return self._with_redirect(refusal, brief, existing.content.live if existing else False)
        new = replace(new, related=_related(related, existing))
        if len(new.related) < len(set(related) - {existing and existing.pk}):
            notes.append(f"only the first {len(new.related)} similar articles are related")
        wanted = _combined(existing.content, new, brief, main) if existing else new
        wanted = replace(wanted, topic_id=self._topic(wanted))
        missing = [brief.withheld] if brief.withheld else blockers.to_publishing(wanted, self.now)
        wanted = replace(wanted, live=not missing)
        outcome = self._blocker(brief, existing, wanted, missing) or self._write(
            existing, wanted, [*missing, *notes]
        )
        if outcome.pk and not brief.is_excerpt:
            self._written_titles.setdefault(outcome.pk, wanted.title)
        return self._with_redirect(outcome, brief, wanted.live)

    def _blocker(
        self, brief: OldBrief, existing: ExistingPage | None, wanted: Content, missing: list[str]
    ) -> Outcome | None:
        """Return the outcome if the brief must not be written; None if it may be."""
        if self.skip_unmapped and not wanted.topic_id:
            return Outcome(Kind.SKIPPED, brief.headline, tuple(missing))
        return self._conflict(brief, existing, wanted) or blockers.to_unpublishing(existing, wanted, missing)

    def _conflict(self, brief: OldBrief, existing: ExistingPage | None, wanted: Content) -> Outcome | None:
        """Return `broken` if another article was written to this page in this run.

        Otherwise the two would replace each other at every run.
        """
        title = self._written_titles.get(existing.pk) if existing else None
        if existing is None or title is None or brief.is_excerpt or existing.content == wanted:
            return None
        same = "has the same id, address, or day and headline: give each its own"
        return Outcome(Kind.BROKEN, brief.headline, (f"“{title}”, read before, {same}",))

    def _write(self, existing: ExistingPage | None, wanted: Content, notes: list[str]) -> Outcome:
        """Write the page if its content differs, and return the outcome."""
        if existing and existing.content == wanted:
            still = [] if wanted.live else ["still a draft"]
            return Outcome(Kind.UNCHANGED, wanted.title, (*still, *notes), existing.pk)
        pk = self.writer.write(existing, wanted)
        kind = (Kind.UPDATED if existing else Kind.CREATED) if wanted.live else Kind.DRAFT
        return Outcome(kind, wanted.title, tuple(notes), pk)

    def _with_redirect(self, outcome: Outcome, brief: OldBrief, live: bool) -> Outcome:
        """Return the outcome with a note about the redirect; drafts get none, as it shows their title."""
        if not (live and brief.address and outcome.pk and not brief.withheld):
            return outcome
        note = self.redirects.create(brief.address, outcome.pk)
        return replace(outcome, notes=(*outcome.notes, note)) if note else outcome

    def _topic(self, wanted: Content) -> int | None:
        """Return the id of the topic, created if that is wanted; None if there is none."""
        if not wanted.category:
            return wanted.topic_id or self.default_topic
        named = self.topics.find(wanted.category)
        if named is None and self.create_topics:
            named = self.topics.create(wanted.category)
        if named is None:
            self.topics.unmapped[wanted.category] += 1
        return named or wanted.topic_id


def _combined(old: Content, new: Content, brief: OldBrief, main: bool) -> Content:
    """Return the content of the page after the update."""
    return content.merged(old, new, main) if brief.is_excerpt else content.replaced(old, new)


def _related(pks: Sequence[int], existing: ExistingPage | None) -> tuple[int | None, ...]:
    """Return the related pages in the order of the old page, each once, without the brief itself."""
    others = [pk for pk in dict.fromkeys(pks) if existing is None or pk != existing.pk]
    return tuple(others[: settings.RELATED_MAX])
