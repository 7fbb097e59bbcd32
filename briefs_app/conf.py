"""Every BRIEFS_… setting of the host site, with its type and default."""

from django.conf import settings as django_settings


class Settings:
    """`settings.PER_PAGE` is Django's BRIEFS_PER_PAGE, else the default here."""

    # The host's brief page, "app_label.ModelName"; any page model built on BriefMixin.
    PAGE_MODEL: str = "briefs_pages.BriefPage"
    # How many briefs one page of the index shows: a lead, and full rows of two, three or four.
    PER_PAGE: int = 13
    # How many related articles an editor may pick, and up to how many similar briefs fill the panel.
    RELATED_MAX: int = 6
    RELATED_FILL: int = 3
    # How many periods of a topic's trend stand below a brief.
    TREND_LENGTH: int = 12

    def __getattribute__(self, name: str) -> object:
        return getattr(django_settings, f"BRIEFS_{name}", super().__getattribute__(name))


settings = Settings()
