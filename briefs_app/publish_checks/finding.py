"""A finding: what a check says about a draft, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class Level(StrEnum):
    """A warning may be passed; with an error the brief is not published."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """A sentence for the editor, plain text, that says what to do.

    `code` names it for programs; `field` is the form field that it is about, empty for none.
    """

    code: str
    text: str | Promise
    level: Level = Level.WARNING
    field: str = ""

    @property
    def is_error(self) -> bool:
        return self.level == Level.ERROR
