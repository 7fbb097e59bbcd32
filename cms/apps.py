"""The host project as a Django app: it carries commands and templates, and gives the site its address."""

from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate

# What Wagtail's own migration and the demo say, and nobody on another machine can follow.
LOCAL = ("localhost", "127.0.0.1")
PORTS = {"http": 80, "https": 443}


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        post_migrate.connect(
            name_site, sender=apps.get_app_config("wagtailcore"), dispatch_uid="cms.name_site"
        )


def name_site(**kwargs: Any) -> None:
    """The default site lies at BASE_URL, until an editor gives it another name."""
    from wagtail.models import Site

    address = urlsplit(settings.BASE_URL)
    site = Site.objects.filter(is_default_site=True, hostname__in=LOCAL).first()
    if site and address.hostname:
        site.hostname, site.port = address.hostname, address.port or PORTS[address.scheme]
        site.save()
