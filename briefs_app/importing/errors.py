"""Errors of an import, whose messages are written for an editor."""


class NotABrief(Exception):
    """A text that can be read but is not a brief; the message tells an editor why."""


class Unreadable(Exception):
    """A file or an entry that cannot be read; the message tells an editor what to do about it."""


class Unwritable(Exception):
    """A report file that cannot be written; the message tells what to do about it."""
