"""The parameters of a call, which arrive as text, as JSON in text, or as JSON itself."""

import json
from collections.abc import Mapping
from typing import Any

from .files import Upload
from .refusals import bad

TRUE = {"true", "yes", "1"}


class Params:
    def __init__(self, values: Mapping[str, Any], uploads: Mapping[str, Upload] | None = None) -> None:
        self.values = values
        self.uploads = uploads or {}

    def has(self, name: str) -> bool:
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Return the number; anything unreadable counts as absent, as it does for Telegram."""
        try:
            return int(self.values.get(name) or default)
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in TRUE

    def json(self, name: str, what: str = "") -> Any:
        """Return the decoded value or None; `what` names the object in the refusal."""
        value = self.values.get(name)
        if value in (None, ""):
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad(f"can't parse {what or name} JSON object") from error

    def array(self, name: str, what: str = "") -> list[Any]:
        value = self.json(name, what)
        if value is None:
            return []
        if not isinstance(value, list):
            raise bad(f"expected an Array of {what or name}")
        return value

    def object(self, name: str, what: str = "") -> dict[str, Any]:
        value = self.json(name, what)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise bad(f"object expected as {what or name}")
        return value
