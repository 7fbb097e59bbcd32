"""Incoming updates: stored first, answered chat by chat, and only then forgotten.

They come by polling, or by a webhook to the site's web processes; `run_bot` answers them either way.
"""
