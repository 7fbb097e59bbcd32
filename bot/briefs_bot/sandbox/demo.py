"""The people and places of the demo."""

from .model import Sandbox


def populate(sandbox: Sandbox) -> None:
    """The same ids each time, so that a database which stays finds its chats again."""
    anna = sandbox.add_user("Anna", "en")
    ivan = sandbox.add_user("Ivan", "ru")
    layla = sandbox.add_user("Layla", "ar")
    sandbox.add_group("Newsroom", [anna, ivan, layla])
    sandbox.add_channel("Daily briefs", anna)
