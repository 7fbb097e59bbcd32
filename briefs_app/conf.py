"""Every BRIEFS_… setting of the host site, with its type and default."""

from typing import Any

from django.conf import settings as django_settings


class Settings:
    """`settings.PER_PAGE` is Django's BRIEFS_PER_PAGE, else the default here."""

    # The host's brief page, "app_label.ModelName"; any page model built on BriefMixin.
    PAGE_MODEL: str = "briefs_pages.BriefPage"
    # Other words and signs (one character) for "improved", "unchanged", "worsened" and "" (not assessed).
    STATUS_LABELS: dict[str, Any] = {}
    STATUS_SIGNS: dict[str, str] = {}
    # How many briefs one page of the index shows: a lead, and full rows of two, three or four.
    PER_PAGE: int = 13
    # How many related articles an editor may pick, and up to how many similar briefs fill the panel.
    RELATED_MAX: int = 6
    RELATED_FILL: int = 3
    # How many periods of a topic's trend stand below a brief.
    TREND_LENGTH: int = 12
    # How many briefs one page of a feed has, and whether in full where the address does not say.
    FEED_LENGTH: int = 20
    FEED_FULL: bool = False
    # The largest page and the largest export (WordPress, CSV) that `import_briefs` reads, in megabytes.
    IMPORT_PAGE_MB: int = 5
    IMPORT_EXPORT_MB: int = 1024
    # For how many seconds saving a brief waits for the provider of an embed.
    EMBED_TIMEOUT: int = 2
    # Strip metadata (places, devices, names) from every uploaded image file; renditions never carry any.
    STRIP_ORIGINALS: bool = True
    # How many megabytes of answers for everybody each process keeps, to give them once more; 0 keeps none.
    KEEP_PAGES_MB: int = 0
    # Names the deployment, so that answers made by other code or templates are asked for again.
    BUILD: str = ""

    def __getattribute__(self, name: str) -> object:
        return getattr(django_settings, f"BRIEFS_{name}", super().__getattribute__(name))


settings = Settings()
