"""Makes a page that Wagtail has just added live a draft: it does so before it asks `before_publish_page`."""

from typing import Any


def return_to_draft(page: Any, user: Any) -> None:
    if page.brief_date == page.first_published_at:
        page.brief_date = None
    page.live, page.has_unpublished_changes = False, True
    page.first_published_at = page.last_published_at = None
    said_live, page.latest_revision = page.latest_revision, None
    page.save()
    said_live.delete()
    page.save_revision(user=user)
