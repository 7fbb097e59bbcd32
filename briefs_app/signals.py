"""(public) What other apps may listen to. Each signal is sent inside the publishing transaction: a receiver
that raises undoes the publication, so leave slow or shaky work to `transaction.on_commit`."""

from enum import Enum

from django.dispatch import Signal


class Appearance(Enum):
    """The way in which a brief became public without being news."""

    COPIED = "copied"
    MOVED = "moved"
    UNRESTRICTED = "unrestricted"


# Sent once per brief and language, when it is first published for everybody: never for drafts, scheduled or
# restricted briefs (nor when the restriction goes later), aliases, copies, imports or later edits.
# Provides: brief (reader.BriefCard).
brief_published = Signal()

# Sent when a public brief is published and that is no news: again, or with the dates of an older site; and
# when the file of its photo is replaced.
# Provides: brief (reader.BriefCard).
brief_changed = Signal()

# Sent when a brief becomes public by another way than a publication: copied while live, moved out of a
# restricted section or into a site, or its restriction was lifted (after the commit).
# Provides: brief (reader.BriefCard), how (Appearance).
brief_appeared = Signal()

# Sent when a public brief is unpublished, expires, is deleted, restricted, or moved to where not everybody
# may read it. Provides: brief_id (int).
brief_withdrawn = Signal()

# Sent when a topic is saved: its name stands in what was said of its briefs.
# Provides: topic (reader.TopicCard).
topic_changed = Signal()

# Sent when a topic is deleted, and none of its translations is left.
# Provides: key (UUID).
topic_deleted = Signal()
