"""Rules out pairs of similar briefs: by whom, and what the history of both pages says."""

from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter, log

BLOCK, ALLOW = "briefs.block_pair", "briefs.allow_pair"


def refusal(user: Any, brief: Any, other: Any | None) -> str:
    """Say why the user may not change the pair, or nothing. `other` is None where readers cannot see it.

    A draft takes the right to edit, which whoever sees its form has. Where both are public, readers see the
    change at once beside both, so it takes the right to publish both.
    """
    if brief.live and not brief.permissions_for_user(user).can_publish():
        return _not_publisher(brief)
    if brief.live and other and not other.permissions_for_user(user).can_publish():
        return _not_publisher(other)
    for page in [brief, other] if brief.live and other else [brief]:
        if page.permissions_for_user(user).page_locked():
            return _("“%(brief)s” is locked, so this cannot be changed now.") % {"brief": page.title}
    return ""


def note_down(action: str, user: Any, brief: Any, other: Any, public: set[int]) -> None:
    """Log the change on both pages; each names the other one only if readers may know it."""
    for page, beside in ((brief, other), (other, brief)):
        title = beside.title if beside.pk in public else ""
        # With a uuid of its own each, or Wagtail's history would show the second one alone.
        data = {"other": {"id": beside.pk, "title": title}}
        log(instance=page, action=action, user=user, uuid=uuid4(), data=data)


class PairFormatter(LogFormatter):
    named = unnamed = ""

    def format_message(self, log_entry: Any) -> str:
        title = log_entry.data.get("other", {}).get("title", "")
        return str(self.named) % {"brief": title} if title else str(self.unnamed)


def register_log_actions(actions: Any) -> None:
    @actions.register_action(BLOCK)
    class Blocked(PairFormatter):
        label = gettext_lazy("Rule out a similar brief")
        named = gettext_lazy("Never shown beside “%(brief)s”")
        unnamed = gettext_lazy("Never shown beside a brief that is not public")

    @actions.register_action(ALLOW)
    class Allowed(PairFormatter):
        label = gettext_lazy("Allow a similar brief again")
        named = gettext_lazy("May be shown beside “%(brief)s” again")
        unnamed = gettext_lazy("May be shown again beside a brief that is not public")


def _not_publisher(page: Any) -> str:
    text = _("Readers see this at once beside “%(brief)s”, so it takes the right to publish that brief.")
    return text % {"brief": page.title}
