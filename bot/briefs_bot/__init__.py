"""Announces briefs on Telegram, and answers there."""
