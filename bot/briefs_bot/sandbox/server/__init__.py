"""The sandbox over HTTP: the Bot API, the control endpoints and the chat page."""

from .app import create_app
from .serving import serve

__all__ = ["create_app", "serve"]
