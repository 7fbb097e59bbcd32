"""The bot's token, and a logging filter that hides it, and passwords in URLs."""

import logging
import re

# A token is the bot's number, a colon and a secret; the number alone is public.
TOKEN = re.compile(r"(?<!\d)(\d{4,}):[A-Za-z0-9_-]{6,}")
# In the address of a broker or a proxy.
PASSWORD = re.compile(r"(://[^\s/:@]*):[^\s/]+@")


class Token(str):
    """A bot's token that shows its number only where a crash report prints variables."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{self.partition(':')[0]}:•••"


class TokenFilter(logging.Filter):
    """Hides whatever looks like a token or a password, also in a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = hide(record.exc_text)
        record.msg, record.args = hide(_message(record)), None
        return True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # format and values do not match; logging must not fail for that
        return f"{record.msg} {record.args}"


def hide(text: str) -> str:
    return PASSWORD.sub(r"\1:•••@", TOKEN.sub(r"\1:•••", text))
