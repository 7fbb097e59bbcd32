"""Examines the templates of messages: renders them in each language, and reads them as Telegram does."""

from collections.abc import Callable, Iterator

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from briefs_app import reader
from briefs_bot import bots, messages
from briefs_bot.operations.diagnosis import Diagnosis, error, ok
from briefs_bot.sandbox.html import Parser
from briefs_bot.values import Message

Wording = Callable[[], Message]


def examine() -> Iterator[Diagnosis]:
    for bot in bots.configured():
        for language in reader.languages(bot.site):
            wordings = _of_site(str(bot.site))
            for brief in reader.latest(1, language, bot.site):
                wordings |= _of_brief(brief)
            yield from _examined(language, wordings)


def _of_site(site: str) -> dict[str, Wording]:
    """Return messages by the names of their templates."""
    return {
        "help": lambda: messages.help_text([("start", site)]),
        "privacy": lambda: messages.privacy(site),
        "retraction": lambda: messages.retraction(site),
    }


def _of_brief(brief: reader.BriefCard) -> dict[str, Wording]:
    return {
        "announcement": lambda: messages.announcement(brief),
        "correction": lambda: messages.correction(brief, brief.title, timezone.now()),
        "listing": lambda: messages.listing([brief]),
    }


def _examined(language: str, wordings: dict[str, Wording]) -> Iterator[Diagnosis]:
    failures = {name: said for name, wording in wordings.items() if (said := _failure(language, wording))}
    for name, said in failures.items():
        found = _("The message “%(name)s” fails in the language %(language)s: %(error)s")
        advice = _("Mend the template briefs_bot/%(name)s.html of your site, or what it uses.")
        told = {"name": name, "language": language, "error": said}
        yield error("wording", found % told, advice % {"name": name})
    if not failures:
        found = _("%(n)d messages can be written in the language %(language)s.")
        yield ok("wording", found % {"n": len(wordings), "language": language})


def _failure(language: str, wording: Wording) -> str:
    """Return why the message cannot be made or read; templates are the host's, and may raise anything."""
    try:
        with translation.override(language):
            Parser(wording().html, lambda url: None).read()
    except Exception as failure:
        return f"{type(failure).__name__}: {failure}"
    return ""
