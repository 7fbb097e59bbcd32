"""The edit form of briefs: the fields that it offers, and what it checks beyond the model."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminPageForm

from briefs_app.conf import settings
from briefs_app.models import language


class BriefForm(WagtailAdminPageForm):
    """Offers a field for subscribers only where it does something; what it leaves out keeps its value."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _pointless_fields(self.instance):
            self.fields.pop(name, None)

    def clean_brief_date(self) -> datetime | None:
        """Return the stored date where its minute was left as it is: the field shows no seconds."""
        given, stored = self.cleaned_data["brief_date"], self.instance.brief_date
        return stored if stored and given == stored.replace(second=0, microsecond=0) else given

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._check_slug(cleaned.get("slug", ""))
        self._check_topic(cleaned.get("topic"))
        formset = self.formsets.get("brief_related_articles")
        if formset is not None and formset.is_valid():
            self._check_related([form for form in formset.forms if form not in formset.deleted_forms])
        return cleaned

    def _check_slug(self, slug: str) -> None:
        index = self.parent_page.specific if self.parent_page else None
        # Of an index alone; other pages have no addresses of their own below them.
        has_route = getattr(index, "has_route", None)
        if has_route and has_route(slug):
            self.add_error("slug", _("The index has a page of its own there. Choose a different slug."))

    def _check_topic(self, topic: Any) -> None:
        """A draft may wait for the translation of its topic; its model checks what is public already."""
        brief = self.instance
        if (
            topic is None
            or brief.live
            or getattr(self, "is_deferred_validation", self.deferred_required_fields)
        ):
            return
        if topic.locale_id != brief.locale_id and not topic.has_translation(brief.locale):
            self.add_error("topic", language.foreign_topic(brief.locale, topic))

    def _check_related(self, forms: list[Any]) -> None:
        seen: set[Any] = set()
        for form in forms:
            page, url = form.cleaned_data.get("page"), form.cleaned_data.get("url")
            target = page.pk if page else url
            if page and page.pk == self.instance.pk:
                form.add_error("page", ValidationError(_("A brief cannot be related to itself.")))
            elif target in seen:
                form.add_error("page" if page else "url", ValidationError(_("This article is listed twice.")))
            seen.add(target)
        if len(forms) > settings.RELATED_MAX:
            most = settings.RELATED_MAX
            message = ngettext("At most one related article.", "At most %(count)d related articles.", most)
            self.add_error(None, ValidationError(message % {"count": most}))


def _pointless_fields(brief: Any) -> Iterator[str]:
    """Yield the names of fields without any effect at this point of the brief's life."""
    if brief.first_published_at is None:
        if not brief.correction_note:
            yield "correction_note"
        return
    # Only the first publication notifies.
    yield "notify_subscribers"
    if brief.notify_subscribers:
        # One that was published quietly may be sent by hand later, with or without a sound.
        yield "notify_silently"
