"""Decides for each old brief what becomes of it: a page, a draft, an update or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import DatabaseError

from briefs_app.conf import settings
from briefs_app.importing import blockers, content
from briefs_app.importing.content import Content
from briefs_app.importing.fields import fitted
from briefs_app.importing.images import Album
from briefs_app.importing.old_brief import OldBrief
from briefs_app.importing.redirects import NoRedirects, Redirects
from briefs_app.importing.report import Kind, Outcome
from briefs_app.importing.topics import Topics
from briefs_app.importing.writer import Found, Shelf


@dataclass(frozen=True)
class Importer:
    shelf: Shelf
    topics: Topics
    album: Album
    redirects: Redirects | NoRedirects
    create_topics: bool
    skip_unmapped: bool
    # Whether what the public did not see there comes in as a draft, or not at all.
    drafts: bool
    # The topic of briefs that name none.
    default_topic: int | None
    now: datetime
    # Whose page has been given its content in this run.
    _settled: dict[int, str] = field(default_factory=dict, init=False)

    def bring_in(self, brief: OldBrief) -> list[Outcome]:
        """The similar articles come first, for the main one to point at."""
        similar = [self._one(article, main=False) for article in brief.similar]
        related = [outcome.pk for outcome in similar if outcome.pk]
        return [self._one(brief, main=True, related=related), *similar]

    def _one(self, brief: OldBrief, main: bool, related: Sequence[int] = ()) -> Outcome:
        return replace(self._outcome(brief, main, related), place=brief.place)

    def _outcome(self, brief: OldBrief, main: bool, related: Sequence[int]) -> Outcome:
        if not brief.headline or not (brief.paragraphs or brief.body or brief.summary):
            missing = "no text" if brief.headline else "no headline"
            return Outcome(Kind.SKIPPED, brief.headline or "(untitled)", (missing,))
        brief = self._with_topic(brief)
        try:
            # Before its turn: an image once kept is found again, whatever becomes of the brief.
            pictures = self.album.pictures(brief)
            brief = replace(brief, body=pictures.body, notes=(*brief.notes, *pictures.notes))
            with self.shelf.turn():
                return self._place(brief, pictures.photo_id, main, related)
        except (ValidationError, DatabaseError, OSError) as error:
            return Outcome(Kind.BROKEN, brief.headline, (" ".join(str(error).split()),))
        except Exception as error:
            # As for a file: one article must not keep the others out.
            return Outcome(Kind.BROKEN, brief.headline, (f"{type(error).__name__}: {error}",))

    def _with_topic(self, brief: OldBrief) -> OldBrief:
        names = (brief.category, *brief.more_categories)
        wanted = self.topics.wanted(names)
        others = [name for name in names if name and name != wanted and self.topics.find(name)]
        notes = (f"its other topics are left out: {', '.join(others)}",) if others else ()
        return replace(brief, category=wanted, more_categories=(), notes=(*brief.notes, *notes))

    def _place(self, brief: OldBrief, photo: int | None, main: bool, related: Sequence[int]) -> Outcome:
        moved = not isinstance(self.redirects, NoRedirects)
        new, notes = fitted(brief, self.shelf.kinds, moved)
        new = replace(new, photo_id=photo)
        found = self.shelf.find(new)
        if refusal := blockers.to_writing(brief, found, self.drafts):
            return self._redirected(refusal, brief, found.content.live if found else False)
        new = replace(new, related=_related(related, found))
        if len(new.related) < len(set(related) - {found and found.pk}):
            notes.append(f"only the first {len(new.related)} similar articles are related")
        wanted = _combined(found.content, new, brief, main) if found else new
        wanted = replace(wanted, topic_id=self._topic(wanted))
        missing = [brief.withheld] if brief.withheld else blockers.to_publishing(wanted, self.now)
        wanted = replace(wanted, live=not missing)
        outcome = self._hindrance(brief, found, wanted, missing) or self._settle(
            found, wanted, [*missing, *notes]
        )
        if outcome.pk and not brief.is_excerpt:
            self._settled.setdefault(outcome.pk, wanted.title)
        return self._redirected(outcome, brief, wanted.live)

    def _hindrance(
        self, brief: OldBrief, found: Found | None, wanted: Content, missing: list[str]
    ) -> Outcome | None:
        if self.skip_unmapped and not wanted.topic_id:
            return Outcome(Kind.SKIPPED, brief.headline, tuple(missing))
        return self._settled_before(brief, found, wanted) or blockers.to_hiding(found, wanted, missing)

    def _settled_before(self, brief: OldBrief, found: Found | None, wanted: Content) -> Outcome | None:
        """Else two articles would take each other's place, at every run again."""
        title = self._settled.get(found.pk) if found else None
        if found is None or title is None or brief.is_excerpt or found.content == wanted:
            return None
        same = "has the same id, address, or day and headline: give each its own"
        return Outcome(Kind.BROKEN, brief.headline, (f"“{title}”, read before, {same}",))

    def _settle(self, found: Found | None, wanted: Content, notes: list[str]) -> Outcome:
        if found and found.content == wanted:
            still = [] if wanted.live else ["still a draft"]
            return Outcome(Kind.UNCHANGED, wanted.title, (*still, *notes), found.pk)
        pk = self.shelf.put(found, wanted)
        kind = (Kind.UPDATED if found else Kind.CREATED) if wanted.live else Kind.DRAFT
        return Outcome(kind, wanted.title, tuple(notes), pk)

    def _redirected(self, outcome: Outcome, brief: OldBrief, live: bool) -> Outcome:
        """Only to what is public: the address of a draft tells its headline."""
        if not (live and brief.address and outcome.pk and not brief.withheld):
            return outcome
        note = self.redirects.lead(brief.address, outcome.pk)
        return replace(outcome, notes=(*outcome.notes, note)) if note else outcome

    def _topic(self, wanted: Content) -> int | None:
        if not wanted.category:
            return wanted.topic_id or self.default_topic
        named = self.topics.find(wanted.category)
        if named is None and self.create_topics:
            named = self.topics.create(wanted.category)
        if named is None:
            self.topics.unmapped[wanted.category] += 1
        return named or wanted.topic_id


def _combined(old: Content, new: Content, brief: OldBrief, main: bool) -> Content:
    return content.merged(old, new, main) if brief.is_excerpt else content.replaced(old, new)


def _related(pks: Sequence[int], found: Found | None) -> tuple[int | None, ...]:
    """In the order of the old page, each once, and never the brief itself."""
    others = [pk for pk in dict.fromkeys(pks) if found is None or pk != found.pk]
    return tuple(others[: settings.RELATED_MAX])
