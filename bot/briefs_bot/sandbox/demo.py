"""The users, the group and the channel of the demo."""

from .model import Sandbox


def populate(sandbox: Sandbox) -> None:
    """Add the same ids each time, so that a database that outlives the sandbox finds its chats again."""
    anna = sandbox.add_user("Anna", "en")
    ivan = sandbox.add_user("Ivan", "ru")
    layla = sandbox.add_user("Layla", "ar")
    sandbox.add_group("Newsroom", [anna, ivan, layla])
    sandbox.add_channel("Daily briefs", anna)
