"""The editor's side, in the Wagtail admin."""
