"""The Wagtail admin: listings, suggestions, bulk actions, schedules, and what refuses mistakes."""
