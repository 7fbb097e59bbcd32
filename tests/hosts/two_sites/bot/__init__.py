"""A package of the host's own, which has nothing to do with Telegram."""
