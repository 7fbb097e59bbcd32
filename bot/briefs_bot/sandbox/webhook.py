"""The webhook that the bot set, and its last error."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Webhook:
    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_at: int = 0
    allowed: list[str] = field(default_factory=list)

    def as_dict(self, pending: int) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": pending,
        }
        if self.url:
            shown["max_connections"] = self.max_connections
        if self.allowed:
            shown["allowed_updates"] = self.allowed
        if self.last_error:
            shown |= {"last_error_date": self.last_error_at, "last_error_message": self.last_error}
        return shown
