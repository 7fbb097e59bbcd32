"""A host may have its log as JSON, in which each value has a field."""

import json
import logging
import logging.config
from io import StringIO

import pytest


@pytest.fixture
def written():
    """Return a function that logs as the docs say, and returns the lines."""
    stream = StringIO()
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": {"()": "briefs_bot.operations.json_log.JsonFormatter"}},
            "filters": {"no_token": {"()": "briefs_bot.telegram.token.TokenFilter"}},
            "handlers": {
                "json": {
                    "class": "logging.StreamHandler",
                    "stream": stream,
                    "formatter": "json",
                    "filters": ["no_token"],
                }
            },
            "loggers": {"json_log_test": {"handlers": ["json"], "level": "INFO", "propagate": False}},
        }
    )

    def written(*said, **options):
        logging.getLogger("json_log_test").info(*said, **options)
        return json.loads(stream.getvalue().splitlines()[-1])

    return written


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        (
            ("broadcast_run broadcast=%s sent=%s seconds=%.1f", 17, 398, 14.2),
            {"event": "broadcast_run", "broadcast": 17, "sent": 398, "seconds": 14.2},
        ),
        (
            ("broadcast_paused broadcast=%s reason=%r", 17, 'It\'s "odd", a=b'),
            {"event": "broadcast_paused", "broadcast": 17, "reason": 'It\'s "odd", a=b'},
        ),
        (
            ("lease_taken bot=%s holder=%s", 1000, "vm-7-a1"),
            {"event": "lease_taken", "bot": 1000, "holder": "vm-7-a1"},
        ),
        (("bot_stopped bot=%s by=%s", 1000, ""), {"event": "bot_stopped", "bot": 1000, "by": ""}),
        (("installation_speaks",), {"event": "installation_speaks"}),
        (("Not Found: %s", "/favicon.ico"), {"message": "Not Found: /favicon.ico"}),
        (("two\nlines",), {"message": "two\nlines"}),
    ],
)
def test_each_value_has_a_field(written, said, fields):
    line = written(*said)

    assert {line.pop("level"), line.pop("logger")} == {"INFO", "json_log_test"}
    assert line.pop("time").endswith("+00:00")
    assert line == fields


def test_a_traceback_is_part_of_its_line_and_has_no_token(written):
    try:
        raise ValueError("https://api.telegram.org/bot123456:abcdefgh/getMe")
    except ValueError:
        line = written("It failed: %s", "123456:abcdefgh", exc_info=True)

    assert "ValueError" in line["traceback"]
    assert "abcdefgh" not in json.dumps(line)
