"""Digests: one message about several briefs, for chats that want them daily or weekly or had to wait."""
