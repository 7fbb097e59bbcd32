"""A strict local stand-in for Telegram's Bot API: one model, called in-process or served over HTTP."""

from .chats import Chat, User
from .faults import Fault
from .limits import Limits
from .message import Button, Message
from .model import Sandbox
from .request import SandboxRequest

__all__ = ["Button", "Chat", "Fault", "Limits", "Message", "Sandbox", "SandboxRequest", "User"]
