"""Faults on demand, which a test or a demo orders for the next calls."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from .answer import Answer, refusal
from .limits import flood

BAD_GATEWAY = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"


@dataclass(eq=False)
class Fault:
    """A fault of the next calls that match. KINDS below says what each kind does with which fields.

    `shown` says whether the call takes effect all the same; each kind has its own default. `description` is
    the whole text, with its prefix.
    """

    kind: str
    method: str | None = None  # any
    chat_id: int | str | None = None  # any
    times: int | None = 1  # None: until removed
    error_code: int = 400
    description: str = "Bad Request: refused by the sandbox"
    parameters: dict[str, Any] = field(default_factory=dict)
    retry_after: int = 1
    seconds: float = 60.0
    shown: bool | None = None
    result: Any = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Unknown kind of fault {self.kind!r}; choose from {', '.join(KINDS)}.")
        if self.shown is None:
            self.shown = KINDS[self.kind].shown

    def fits(self, method: str, chat_id: Any) -> bool:
        if self.method and self.method.lower() != method.lower():
            return False
        return self.chat_id is None or str(self.chat_id) == str(chat_id)

    def spoil(self, answer: Answer | None) -> Answer:
        """Return the answer that the bot gets; `answer` is None when the call took no effect."""
        return KINDS[self.kind].spoil(self, answer or Answer(500, b""))


class Faults:
    """The ordered faults, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._waiting)

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, fault: Fault) -> Fault:
        self._waiting.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        self._waiting.remove(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, method: str, chat_id: Any) -> Fault | None:
        """Return the first fault that matches, and count it as used once."""
        for fault in self._waiting:
            if fault.fits(method, chat_id):
                self._use(fault)
                return fault
        return None

    def _use(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times <= 0:
            self._waiting.remove(fault)


@dataclass(frozen=True)
class Kind:
    shown: bool
    spoil: Callable[[Fault, Answer], Answer]


def _refuse(fault: Fault, answer: Answer) -> Answer:
    body = {"ok": False, "error_code": fault.error_code, "description": fault.description}
    body |= {"parameters": fault.parameters} if fault.parameters else {}
    return Answer(fault.error_code, json.dumps(body).encode())


def _flood(fault: Fault, answer: Answer) -> Answer:
    return refusal(flood(fault.retry_after))


def _hang(fault: Fault, answer: Answer) -> Answer:
    return replace(answer, delay=fault.seconds)


def _broken(how: str) -> Callable[[Fault, Answer], Answer]:
    return lambda fault, answer: replace(answer, broken=how)


def _bad_gateway(fault: Fault, answer: Answer) -> Answer:
    return Answer(502, BAD_GATEWAY)


def _garbage(fault: Fault, answer: Answer) -> Answer:
    return Answer(200, b"\x00\xff not JSON {")


def _result(fault: Fault, answer: Answer) -> Answer:
    return Answer(200, json.dumps({"ok": True, "result": fault.result}).encode())


KINDS: dict[str, Kind] = {
    "refuse": Kind(False, _refuse),  # error_code, description, parameters
    "flood": Kind(False, _flood),  # 429 with retry_after
    "hang": Kind(True, _hang),  # the answer comes after `seconds`
    "unreachable": Kind(False, _broken("unreachable")),  # in-process only; over HTTP it is close_before
    "close_before": Kind(False, _broken("closed")),  # dropped, nothing shown
    "close_after": Kind(True, _broken("closed")),  # shown, then dropped
    "cut_off": Kind(True, _broken("cut")),  # shown, half an answer
    "bad_gateway": Kind(False, _bad_gateway),  # 502 with HTML; shown=True: after showing
    "garbage": Kind(True, _garbage),  # shown, and 200 with unreadable JSON
    "result": Kind(True, _result),  # shown, and 200 with another `result`
}
