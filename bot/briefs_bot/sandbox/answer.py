"""Answers to the bot: a status and a body, and how their transport fails."""

import json
from dataclasses import dataclass
from typing import Any

from .refusals import Refused


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    delay: float = 0.0  # seconds before it is sent
    broken: str = (
        ""  # "": arrives whole; "closed": not at all; "cut": half of it; "unreachable": no connection
    )

    @property
    def half(self) -> bytes:
        return self.body[: len(self.body) // 2]


def success(result: Any) -> Answer:
    return Answer(200, json.dumps({"ok": True, "result": result}).encode())


def refusal(refused: Refused) -> Answer:
    return Answer(refused.code, json.dumps(refused.as_dict()).encode())
