"""Weeks, months and years, and how days are written."""
