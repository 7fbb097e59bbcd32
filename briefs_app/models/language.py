"""Languages by their own names; keeps the topic and related articles of a brief in its language."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _


def own_name(code: str) -> str:
    """Return a language in its own words; one that Django does not know as the host's settings call it."""
    try:
        return capfirst(get_language_info(code)["name_local"])
    except KeyError:
        return str(dict(settings.LANGUAGES).get(code, code))


def use_own_topic(brief: Any) -> None:
    """Replace a topic of another language by its translation, where there is one."""
    if is_topic_foreign(brief):
        brief.topic = brief.topic.get_translation_or_none(brief.locale) or brief.topic


def use_own_articles(brief: Any) -> None:
    """Replace related pages of other languages by their translations, where there are any."""
    for article in brief.brief_related_articles.all():
        if article.page_id and article.page.locale_id != brief.locale_id:
            article.page = article.page.get_translation_or_none(brief.locale) or article.page


def is_topic_foreign(brief: Any) -> bool:
    return bool(brief.topic_id and brief.locale_id and brief.topic.locale_id != brief.locale_id)


def foreign_topic(locale: Any, topic: Any) -> ValidationError:
    """Return the error that tells an editor what to do about a topic of another language."""
    message = _("Translate the topic “%(topic)s” first (%(language)s), or choose a topic in this language.")
    params = {"topic": topic, "language": locale.get_display_name()}
    return ValidationError(message, code="foreign_topic", params=params)
