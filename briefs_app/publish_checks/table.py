"""The table of checks, with those that other apps add."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from briefs_app.publish_checks import judgement, linked, pictures
from briefs_app.publish_checks.finding import Finding

Check = Callable[[Any, HttpRequest], Iterable[Finding]]

# Other apps check briefs, too. A hook of this name gets the draft and the request, and returns findings.
CHECK_HOOK = "register_brief_check"

CHECKS: tuple[Check, ...] = (
    judgement.topic,
    judgement.status,
    judgement.period,
    judgement.overlap,
    judgement.date,
    pictures.credit,
    pictures.photo_alt,
    pictures.body_alts,
    linked.text,
    linked.related,
)


def findings(brief: Any, request: HttpRequest) -> list[Finding]:
    """Return what the checks find in a draft, errors first; as many queries for many links as for one.

    `brief` is a page built on BriefMixin, which may lack anything; an alias has nothing of its own.
    """
    if brief.alias_of_id:
        return []
    checks = (*CHECKS, *hooks.get_hooks(CHECK_HOOK))
    found = [finding for check in checks for finding in check(brief, request) or ()]
    return sorted(found, key=lambda finding: not finding.is_error)
