"""Optional: lets addresses that end like a file through to the index, `trends.svg` beside `trends/svg/`.

Include it before `wagtail.urls`, whose own pattern knows no dots.
"""

from django.urls import re_path
from wagtail.views import serve

FILES = r"trends\.(?:svg|png)|trends/data\.(?:json|csv)"

urlpatterns = [re_path(rf"^((?:[\w\-]+/)*(?:{FILES}))$", serve, name="briefs_files")]
