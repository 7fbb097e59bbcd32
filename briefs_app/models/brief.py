"""The mixin that makes a page a brief."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.search import index

from briefs_app import links
from briefs_app.blocks.body import BriefBodyBlock
from briefs_app.models import dating, drafting, language, previews
from briefs_app.models.api import api_fields
from briefs_app.models.correction import Correction
from briefs_app.models.edit_form import BriefForm
from briefs_app.models.panels import NoticesPanel, RelatedPanel, TopicPanel
from briefs_app.models.status import status_choices
from briefs_app.models.topic import Topic
from briefs_app.periods import days


class BriefMixin(models.Model):
    """Mix into a Page model: `class MemoPage(BriefMixin, Page)`."""

    topic = models.ForeignKey(
        Topic,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("topic"),
        error_messages={"blank": _("A brief needs a topic.")},
    )
    brief_date = models.DateTimeField(
        _("date"), null=True, blank=True, help_text=_("Shown to readers. Empty means the first publication.")
    )
    period_start = models.DateField(_("first day of the period"), null=True, blank=True)
    period_end = models.DateField(_("last day of the period"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, blank=True, choices=status_choices)
    status_reason = models.CharField(_("reason for the status"), max_length=280, blank=True)
    outlook_risk = models.BooleanField(_("risk ahead"), default=False)
    outlook_opportunity = models.BooleanField(_("opportunity ahead"), default=False)
    summary = models.TextField(
        _("summary"),
        max_length=1200,
        help_text=_("The judgement in a few sentences; sent to subscribers."),
        error_messages={"blank": _("A brief needs a summary.")},
    )
    body = StreamField(BriefBodyBlock(), blank=True, verbose_name=_("body"))
    photo = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("photo"),
    )
    photo_alt = models.CharField(
        _("alternative text of the photo"),
        max_length=255,
        blank=True,
        help_text=_(
            "Describes the photo for readers who cannot see it. Empty means the description of the image."
        ),
    )
    photo_credit = models.CharField(_("photo credit"), max_length=160, blank=True)
    photo_caption = models.CharField(_("photo caption"), max_length=280, blank=True)
    byline = models.CharField(_("byline"), max_length=160, blank=True)
    source_name = models.CharField(_("source"), max_length=160, blank=True)
    source_url = models.URLField(
        _("canonical address"),
        max_length=500,
        blank=True,
        help_text=_("Where the brief appeared first, if not here."),
    )
    notify_subscribers = models.BooleanField(
        _("notify subscribers"), default=True, help_text=_("Once, when the brief first becomes public.")
    )
    notification_text = models.CharField(
        _("notification text"),
        max_length=600,
        blank=True,
        help_text=_("Sent instead of the summary; empty means the summary."),
    )
    notify_silently = models.BooleanField(_("notify without a sound"), default=False)

    correction_note = models.CharField(
        _("correction"),
        max_length=600,
        blank=True,
        help_text=_(
            "What was wrong, where readers must know of it. Subscribers who received the brief are notified. "
            "Earlier corrections stay on the page."
        ),
    )

    # Of Page, which every brief is as well.
    alias_of_id: int | None
    first_published_at: datetime | None
    last_published_at: datetime | None
    brief_corrections: Any

    # The date that was given and lay ahead when this object was saved.
    date_ahead: datetime | None = None

    base_form_class = BriefForm
    # They belong to one publication and its announcement, so a copy starts without them.
    exclude_fields_in_copy = [
        "correction_note",
        "first_published_at",
        "last_published_at",
        "notification_text",
        "notify_silently",
    ]

    brief_panels = [
        TopicPanel("topic"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("status"), FieldPanel("status_reason")]),
                FieldRowPanel([FieldPanel("period_start"), FieldPanel("period_end")]),
                FieldRowPanel([FieldPanel("outlook_risk"), FieldPanel("outlook_opportunity")]),
            ],
            heading=_("Judgement"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("photo", heading=_("Image")),
                FieldPanel("photo_alt", heading=_("Alternative text")),
                FieldRowPanel([FieldPanel("photo_credit"), FieldPanel("photo_caption")]),
            ],
            heading=_("Photo"),
        ),
        FieldPanel("body"),
        RelatedPanel(
            "brief_related_articles",
            chooser_field_name="page",
            heading=_("Related articles"),
            label=_("Related article"),
            help_text=_("In this order beside the brief. Similar briefs fill the rest."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("byline"),
                FieldPanel("brief_date"),
                FieldRowPanel([FieldPanel("source_name"), FieldPanel("source_url")]),
            ],
            heading=_("Origin"),
        ),
    ]
    notification_panels = [
        NoticesPanel(),
        FieldPanel("notify_subscribers"),
        FieldPanel("notification_text", widget=forms.Textarea(attrs={"rows": 3})),
        FieldPanel("notify_silently"),
        FieldPanel("correction_note", widget=forms.Textarea(attrs={"rows": 3})),
    ]

    brief_search_fields = [
        index.SearchField("summary"),
        index.SearchField("body"),
        index.AutocompleteField("summary"),
        index.FilterField("expire_at"),
        index.FilterField("topic_id"),
        index.FilterField("status"),
        index.FilterField("brief_date"),
        index.FilterField("period_start"),
        index.FilterField("period_end"),
    ]
    brief_api_fields = api_fields(
        "topic",
        "brief_date",
        "period_start",
        "period_end",
        "status",
        "status_reason",
        "outlook_risk",
        "outlook_opportunity",
        "summary",
        "body",
        "photo",
        "photo_alt",
        "photo_credit",
        "photo_caption",
        "byline",
        "source_name",
        "source_url",
        "correction_note",
    )

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        # Not in `clean`, which does not know which fields a form has, and whose errors may name no others.
        errors: dict[str, Any] = {}
        language.use_own_topic(self)
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for name, text in (*self._wrong_dates(), *self._wrong_topic()):
            errors.setdefault(NON_FIELD_ERRORS if name in (exclude or ()) else name, [text])
        if errors:
            raise ValidationError(errors)

    def _wrong_dates(self) -> Iterator[tuple[str, Any]]:
        for field in self._meta.fields:
            moment = getattr(self, field.attname)
            if isinstance(moment, datetime) and not days.is_in_every_time_zone(moment):
                yield field.name, _("Choose a year from 2 to 9998.")
        if self.period_start and self.period_end and self.period_end < self.period_start:
            yield "period_end", _("The period ends before it begins.")

    def _wrong_topic(self) -> Iterator[tuple[str, Any]]:
        # An alias takes everything from its original.
        if self.live and not self.alias_of_id and language.is_topic_foreign(self):
            yield "topic", language.foreign_topic(self.locale, self.topic)

    @classmethod
    def from_serializable_data(cls, data: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        # An old version outlives its topic, and asks for another one.
        if not Topic.objects.filter(pk=data.get("topic")).exists():
            data = {**data, "topic": None}
        return super().from_serializable_data(data, *args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding or self.alias_of_id:
            language.use_own_topic(self)
            if self._is_translation():
                language.use_own_articles(self)
        # Whoever adds a live page publishes it, which Wagtail does not note down.
        if self._state.adding and self.live and not self.first_published_at and not self.go_live_at:
            self.first_published_at = timezone.now()
        if self.live:
            self._set_date()
        if self.alias_of_id is None and set(kwargs.get("update_fields") or ()) == {"alias_of_id"}:
            # An alias becomes a page of its own; the date of publication was that of its original.
            self.first_published_at = None
            kwargs["update_fields"] = ["alias_of_id", "first_published_at"]
        super().save(*args, **kwargs)

    def _set_date(self) -> None:
        """Store the date, as briefs are ordered by it; one that is given stays unless it lies ahead."""
        given = self._meta.get_field("brief_date").to_python(self.brief_date)
        if given is None:
            self.brief_date = self.first_published_at
        elif dating.lies_ahead(given):
            self.date_ahead = given
            self.brief_date = dating.of_publication(self.first_published_at)

    def _is_translation(self) -> bool:
        return (
            type(self)
            ._default_manager.filter(translation_key=self.translation_key)
            .exclude(pk=self.pk)
            .exists()
        )

    def return_to_draft(self, user: Any) -> None:
        """Leave a page that was just added as if it had been saved as a draft."""
        drafting.return_to_draft(self, user)

    @property
    def corrections(self) -> list[Correction]:
        """All that readers must know of, the newest first; an alias has those of its original."""
        if self.alias_of_id:
            found = list(Correction.objects.filter(brief=self.alias_of_id))
        else:
            found = list(self.brief_corrections.all()) if self.pk else []
        # Not stored yet in a preview, nor in a brief that was added live.
        if self.correction_note and (not found or found[0].note != self.correction_note):
            found.insert(0, Correction(note=self.correction_note, made_at=self.last_published_at))
        return found

    @property
    def shown_date(self) -> datetime | None:
        return self.brief_date or self.first_published_at

    @property
    def period(self) -> tuple[date, date] | None:
        return (self.period_start, self.period_end) if self.period_start and self.period_end else None

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [*super().preview_modes, *((preview.name, preview.label) for preview in previews.registered())]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        for preview in previews.registered():
            if preview.name == mode_name:
                return preview.serve(self, request)
        return super().serve_preview(request, mode_name)

    def suggestions_url(self, parent: Any) -> str:
        """Return where the edit form asks for similar briefs; `parent` is that of a brief not yet saved."""
        if self.pk:
            return reverse("briefs_suggest", args=[self.pk])
        return reverse("briefs_suggest_new", args=[self._meta.label_lower, parent.pk]) if parent else ""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the topics of the brief's language; links to what the visitor may not read are left out."""
        topics = list(Topic.objects.filter(locale=self.locale_id).select_related("locale"))
        # Its topic is among them, unless it was translated before its topic was.
        for topic in topics:
            self.locale = topic.locale
            if topic.pk == self.topic_id:
                self.topic = topic
        context = {**super().get_context(request, *args, **kwargs), "topics": topics}
        return links.in_context(context, self, request)
