"""Parts of the bot's texts: templates, signatures and short buttons."""

import re
from html import unescape
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from briefs_app.reader import BriefCard
from briefs_bot.telegram import html
from briefs_bot.values import CAPTION_LIMIT, TEXT_LIMIT, Button

# Phones cut the text of a button in half a row at about this many characters.
BUTTON_LENGTH = 28


def signed(text: str, signature: str, photo: bytes | str | None = None) -> str:
    """Return the text with the signature below it; where it is too long, the text is cut."""
    if not signature:
        return text
    limit = CAPTION_LIMIT if photo else TEXT_LIMIT
    return html.cut(text, limit - html.length(below(signature))) + below(signature)


def below(signature: str) -> str:
    """Return the line below a message, with the space above it."""
    return f"\n\n{escape(signature)}" if signature else ""


def rendered(template: str, **context: Any) -> str:
    """Return the Telegram HTML of a template, without the lines and spaces that template tags leave."""
    text = render_to_string(f"briefs_bot/{template}.html", context)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]*\n[ \t]*", "\n", text)).strip()


def plain(template: str, **context: Any) -> str:
    """Return a template as plain text, for places where Telegram takes no HTML."""
    return unescape(rendered(template, **context))


def shortened(text: str) -> str:
    """Return the text of a button, cut where phones would cut it."""
    return Truncator(text).chars(BUTTON_LENGTH)


def read_button(brief: BriefCard) -> tuple[Button, ...]:
    """Return the row that opens the brief on the site; empty where it has no address."""
    return (Button(_("Read the brief"), url=brief.url),) if brief.url else ()


def turning(data: str, page: int, has_more: bool) -> tuple[tuple[Button, ...], ...]:
    """Return the row that turns to newer and older briefs; `data` has a place for the number of the page."""
    row = [Button(_("‹ Newer"), data=data.format(page=page - 1))] if page > 1 else []
    row += [Button(_("Older ›"), data=data.format(page=page + 1))] if has_more else []
    return (tuple(row),) if row else ()
