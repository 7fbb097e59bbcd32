"""Languages as their speakers call them."""

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language_info


def own_name(code: str) -> str:
    """Return a language in its own words; one that Django does not know as the host's settings call it."""
    try:
        return capfirst(get_language_info(code)["name_local"])
    except KeyError:
        return str(dict(settings.LANGUAGES).get(code, code))
