"""Strips the images that were uploaded before uploads were stripped, and their renditions."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail.images import get_image_model

from briefs_app.pictures.stripping import stored


class Command(BaseCommand):
    help = "Strips places, devices and other metadata from image files that are stored already."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = failed = 0
        for image in get_image_model().objects.order_by("pk").iterator(chunk_size=200):
            try:
                changed += stored.strip(image)
            except Exception as error:  # each storage and each format has errors of its own
                failed += 1
                self.stderr.write(f"image {image.pk}: {error}")
        self.stdout.write(f"Stripped {changed} images.")
        if failed:
            raise CommandError(f"{failed} images could not be read; run this again.")
