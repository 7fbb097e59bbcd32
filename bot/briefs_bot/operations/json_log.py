"""A logging formatter that writes each line as JSON; "event key=value" becomes fields of its own."""

import json
import logging
import re
from ast import literal_eval
from datetime import UTC, datetime
from typing import Any

PAIR = r"""\w+=(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\S*)"""
EVENT = re.compile(rf"(\w+)((?: {PAIR})*)")


class JsonFormatter(logging.Formatter):
    """Writes `time`, `level`, `logger`, and either `event` with its values or `message`."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {**_said(record.getMessage()), "time": moment}
        line |= {"level": record.levelname, "logger": record.name}
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            line["traceback"] = record.exc_text
        return json.dumps(line, ensure_ascii=False, default=str)


def _said(message: str) -> dict[str, Any]:
    found = EVENT.fullmatch(message)
    if not found:
        return {"message": message}
    pairs = (pair.partition("=") for pair in re.findall(PAIR, found[2]))
    return {**{name: _value(text) for name, _equals, text in pairs}, "event": found[1]}


def _value(text: str) -> Any:
    """Return numbers, quoted texts, True, False and None as such; everything else is a text."""
    try:
        value = literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return value if isinstance(value, str | int | float | bool | None) else text
