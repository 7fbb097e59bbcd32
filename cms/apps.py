"""The host project as a Django app: it carries commands and templates, and gives the site its address."""

from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
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


def name_site(using: str, **kwargs: Any) -> None:
    """The default site lies at BASE_URL, until an editor gives it another name."""
    from wagtail.models import Site

    from briefs_app.models import Change

    tables = {model._meta.db_table for model in (Site, Change)}  # saving a site is a change
    if using != DEFAULT_DB_ALIAS or not tables.issubset(connection.introspection.table_names()):
        return
    address = urlsplit(settings.BASE_URL)
    place = {"hostname": address.hostname, "port": address.port or PORTS.get(address.scheme)}
    site = Site.objects.filter(is_default_site=True, hostname__in=LOCAL).first()
    if site is None or not all(place.values()) or Site.objects.filter(**place).exists():
        return
    site.hostname, site.port = place.values()
    site.save()
