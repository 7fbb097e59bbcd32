"""A strict local stand-in for Telegram's Bot API: one model, called in-process or served over HTTP."""

from .chats import Button, Chat, Message, User
from .faults import Fault
from .limits import Limits
from .model import Sandbox
from .request import SandboxRequest

__all__ = ["Button", "Chat", "Fault", "Limits", "Message", "Sandbox", "SandboxRequest", "User"]
