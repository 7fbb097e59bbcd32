"""The fields of a chat's form that it chooses by /settings, too: how and when its briefs come."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from briefs_bot.conversation import time_zones
from briefs_bot.models import Chat

DIGEST, QUIET = ("digest_weekday", "digest_hour"), ("quiet_from", "quiet_until")
NAMES = ("layout", "only_changes", "frequency", *DIGEST, *QUIET, "time_zone")


class HourField(forms.TypedChoiceField):
    """A full hour of the chat's own clock."""

    def __init__(self, **kwargs: Any) -> None:
        hours = [(hour, f"{hour:02}:00") for hour in range(24)]
        empty = [] if kwargs.get("required", True) else [("", "–")]
        super().__init__(choices=[*empty, *hours], coerce=int, empty_value=None, **kwargs)


class PreferencesForm(forms.ModelForm):
    layout = forms.ChoiceField(choices=Chat.Layout.choices, widget=forms.RadioSelect)
    only_changes = forms.BooleanField(
        required=False, help_text=_("Only briefs whose status differs from the one before.")
    )
    frequency = forms.ChoiceField(
        choices=Chat.Frequency.choices,
        widget=forms.RadioSelect,
        help_text=_("A digest has all new briefs in one message."),
    )
    digest_weekday = forms.TypedChoiceField(choices=list(WEEKDAYS.items()), coerce=int)
    digest_hour = HourField()
    quiet_from = HourField(required=False)
    quiet_until = HourField(
        required=False, help_text=_("What is published in quiet hours comes in one message when they end.")
    )
    time_zone = forms.ChoiceField(required=False)

    class Meta:
        model = Chat
        fields = NAMES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NAMES:
            self.fields[name].label = capfirst(str(Chat._meta.get_field(name).verbose_name))
        self.fields["time_zone"].choices = list(_zones(self.instance.time_zone))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        start, end = (given.get(name) for name in QUIET)
        if (start is None) != (end is None):
            missing = "quiet_from" if start is None else "quiet_until"
            self.add_error(
                missing, ValidationError(_("Quiet hours have a beginning and an end, or neither."))
            )
        elif start is not None and start == end:
            self.add_error(
                "quiet_until", ValidationError(_("Quiet hours end at another hour than they begin."))
            )
        return given

    def save_preferences(self) -> None:
        """Store what was changed as /settings does, with all that follows for what is held."""
        if changed := {name: self.cleaned_data[name] for name in NAMES if name in self.changed_data}:
            self.instance.prefer(**changed)


def _zones(chosen: str) -> Iterator[tuple[str, Any]]:
    yield "", _("That of the site: %(zone)s") % {"zone": settings.TIME_ZONE}
    known = {region: time_zones.cities(region) for region in time_zones.REGIONS}
    if chosen and not any(chosen in zones for zones in known.values()):
        yield chosen, chosen
    for region, zones in known.items():
        yield region, [(zone, time_zones.city(zone)) for zone in zones]
