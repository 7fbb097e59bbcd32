"""(public) What other apps may listen to. Each signal is sent inside the publishing transaction: a receiver
that raises undoes the publication, so leave slow or shaky work to `transaction.on_commit`."""

from django.dispatch import Signal

# Sent once per brief and language, when it is first published for everybody: never for drafts, scheduled or
# restricted briefs (nor when the restriction goes later), aliases, copies, imports or later edits.
# Provides: brief (reader.BriefCard).
brief_published = Signal()

# Sent when a public brief is published and that is no news: again, or with the dates of an older site.
# Provides: brief (reader.BriefCard).
brief_changed = Signal()

# Sent when a public brief is unpublished, expires, is deleted, restricted, or moved to where not everybody
# may read it. Provides: brief_id (int).
brief_withdrawn = Signal()
