"""The site's own images, which know who took them."""

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class Picture(AbstractImage):
    photographer = models.CharField(max_length=120, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "photographer")


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]
