"""Telegram's refusals: an error code and a text, put together as the Bot API server does it."""

from typing import Any

PREFIXES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
}


class Refused(Exception):
    """The error that a Bot API method answers instead of a result."""

    def __init__(self, code: int, text: str = "", **parameters: Any) -> None:
        self.code = code
        self.parameters = parameters
        prefix = PREFIXES.get(code, "Internal Server Error")
        self.description = f"{prefix}: {_lowered(text)}" if text else prefix
        super().__init__(self.description)

    def as_dict(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


def bad(text: str, **parameters: Any) -> Refused:
    return Refused(400, text, **parameters)


def _lowered(text: str) -> str:
    # Texts of Telegram's inner servers (MESSAGE_TOO_LONG) pass through raw; sentences lose their capital.
    if len(text) > 1 and (text[1] == "_" or text[1].isupper()):
        return text
    return text[:1].lower() + text[1:]
