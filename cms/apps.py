"""The host project as a Django app: it carries commands and templates."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
