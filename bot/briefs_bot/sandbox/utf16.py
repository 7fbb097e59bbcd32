"""Lengths and offsets in UTF-16 units, in which Telegram counts entities."""


def length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, offset: int, size: int) -> str:
    """Return the part of a text that an entity covers."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * offset : 2 * (offset + size)].decode("utf-16-le", "surrogatepass")
