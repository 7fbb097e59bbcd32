"""Panels of the edit form, and what other apps add to it."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel, Panel, TitleFieldPanel

# Other apps say something at the fields for subscribers. A hook of this name gets the request, the brief and
# a list, to which it appends Wagtail components.
NOTICES_HOOK = "construct_brief_notices"


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


class NoticesPanel(Panel):
    """Shows what other apps have to say about the brief; nothing where they say nothing."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "briefs_app/admin/notices_panel.html"

        def is_shown(self) -> bool:
            return bool(self._notices)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return {**context, "notices": self._notices, "request": self.request}

        @property
        def media(self) -> forms.Media:
            return sum((notice.media for notice in self._notices), super().media)

        @cached_property
        def _notices(self) -> list[Any]:
            notices: list[Any] = []
            for append in hooks.get_hooks(NOTICES_HOOK):
                append(self.request, self.instance, notices)
            return notices
