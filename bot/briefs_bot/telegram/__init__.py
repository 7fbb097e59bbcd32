"""Everything about Telegram itself; nothing here knows briefs, models or the database."""
