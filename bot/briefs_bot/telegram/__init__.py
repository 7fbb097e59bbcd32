"""Everything about Telegram itself; nothing here knows briefs, chats or the database."""
