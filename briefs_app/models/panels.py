"""Panels of the edit form."""

from typing import Any

from django import forms
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel, TitleFieldPanel


class NamePanel(TitleFieldPanel):
    """Fills in the slug, but never changes that of what has addresses already."""

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_should_apply(self) -> bool:
            return self.instance.pk is None


class TopicPanel(FieldPanel):
    """Offers the topics in the language of the brief."""

    class BoundPanel(FieldPanel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.bound_field and self.instance.locale_id:
                self.bound_field.field.widget.language = self.instance.locale.language_code


class RelatedPanel(MultipleChooserPanel):
    """Chooses several pages at once, adds an outside link, or suggests what is similar."""

    class BoundPanel(MultipleChooserPanel.BoundPanel):
        template_name = "briefs_app/admin/related_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return {**context, "suggest_at": self._suggest_at()}

        def _suggest_at(self) -> str:
            # Any page may have related articles; only a brief is like others.
            address = getattr(self.instance, "suggestions_url", None)
            return address(getattr(self.form, "parent_page", None)) if address else ""

        @property
        def media(self) -> forms.Media:
            return super().media + forms.Media(
                css={"all": ["briefs_app/admin/related_panel.css"]}, js=["briefs_app/admin/related_panel.js"]
            )
