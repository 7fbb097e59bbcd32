"""The host project with Wagtail's own listing of pages beside ours."""
