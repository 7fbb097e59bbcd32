"""Incoming updates: stored first, answered chat by chat, and only then forgotten."""

from briefs_bot.updates.running import run

__all__ = ["run"]
