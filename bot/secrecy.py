"""Keeps the bot's token out of the logs."""

import logging
import re

# A token is the bot's number, a colon and a secret; the number alone is public.
TOKEN = re.compile(r"(?<!\d)(\d{4,}):[A-Za-z0-9_-]{6,}")


class TokenFilter(logging.Filter):
    """Rewrites whatever looks like a token, also in a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = hide(record.exc_text)
        record.msg, record.args = hide(record.getMessage()), None
        return True


def hide(text: str) -> str:
    return TOKEN.sub(r"\1:•••", text)
