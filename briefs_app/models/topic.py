"""The topic: what a brief is about, and what a subscriber follows."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.models import TranslatableMixin
from wagtail.search import index

from briefs_app.models.api import api_fields
from briefs_app.models.panels import NamePanel


class Topic(TranslatableMixin, index.Indexed, models.Model):
    """Translations of a topic share its translation key; whoever follows one follows them all."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(
        _("slug"), max_length=60, help_text=_("Part of addresses. Use the same in every language.")
    )
    description = models.CharField(_("description"), max_length=280, blank=True)
    aliases = models.CharField(
        _("aliases"),
        max_length=280,
        blank=True,
        help_text=_("Other words that readers may type, divided by commas."),
    )
    sort_order = models.IntegerField(_("order"), default=0, editable=False)

    panels = [
        NamePanel("name", classname="", placeholder=False),
        FieldPanel("slug", widget=SlugInput),
        FieldPanel("description"),
        FieldPanel("aliases"),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("aliases"),
        index.FilterField("locale_id"),
    ]
    api_fields = api_fields("name", "slug", "description", "aliases")

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["sort_order", "name"]
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="briefs_topic_slug")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        # Django leaves a constraint alone of which the form has only one field.
        locale = self.locale_id or self.get_default_locale().pk
        if Topic.objects.filter(slug=self.slug, locale=locale).exclude(pk=self.pk).exists():
            raise ValidationError({"slug": _("Another topic has this slug. Choose a different one.")})

    @property
    def key(self) -> UUID:
        """The key that cards and trends have of it, the same in every language."""
        return self.translation_key

    @property
    def words(self) -> list[str]:
        """Everything a reader may call this topic, lower-cased."""
        return [
            word.strip().casefold()
            for word in (self.name, self.slug, *self.aliases.split(","))
            if word.strip()
        ]
