"""The form of a channel or group: what it gets, in which languages, how, and where."""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from briefs_app import reader
from briefs_bot.desk.preference_fields import PreferencesForm
from briefs_bot.models import Chat, ContentLanguage
from briefs_bot.telegram import reasons

# The number of a forum topic, or a link to it or to a message in it.
THREAD = re.compile(r"(?:(?:https?://)?t\.me/(?:c/)?\w+/)?(\d{1,10})(?:/\d+)?/?(?:\?.*)?", re.ASCII)
# The general topic has no number when a message is sent.
GENERAL = 1
LARGEST = 2**31 - 1


class ThreadField(forms.CharField):
    """A forum topic by its number or its link; nothing is the general one."""

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else value

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        found = THREAD.fullmatch(text)
        if not found or not 0 < int(found[1]) <= LARGEST:
            raise ValidationError(_("Copy the link of the topic in Telegram, or give its number."))
        number = int(found[1])
        return None if number == GENERAL else number


class ChatForm(PreferencesForm):
    everything = forms.BooleanField(
        required=False,
        label=_("Everything"),
        help_text=_("Also topics that are added later. Topics without a tick below are left out."),
    )
    topics = forms.MultipleChoiceField(required=False, label=_("Topics"), widget=forms.CheckboxSelectMultiple)
    languages = forms.MultipleChoiceField(
        required=False, label=_("Languages of briefs"), widget=forms.CheckboxSelectMultiple
    )
    thread_id = ThreadField(
        required=False,
        label=_("Forum topic"),
        help_text=_(
            "Where briefs appear in a group with topics: the link of the topic (in Telegram: Copy link), or "
            "its number. Nothing means the general one."
        ),
    )

    class Meta:
        model = Chat
        fields = ["is_active", "is_silent", "signature", *PreferencesForm.Meta.fields]
        labels = {
            "is_active": _("Active"),
            "is_silent": _("Without sound"),
            "signature": _("Signature"),
        }
        help_texts = {
            "is_active": _("Without the tick nothing is sent, and what waits for it is cancelled."),
            "is_silent": _("Briefs arrive without a sound, whatever a brief says."),
            "signature": _("A line below each message. Long briefs are cut, the signature never is."),
        }

    field_order = [
        "is_active", "everything", "topics", "languages", *PreferencesForm.Meta.fields,
        "is_silent", "signature", "thread_id",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        following, languages = self.instance.following, reader.languages(self.instance.site)
        self.fields["topics"].choices = [(topic.key.hex, topic.name) for topic in self._topics]
        self.fields["languages"].choices = [(code, reader.language_name(code)) for code in languages]
        own = self.instance.language if self.instance.language in languages else languages[0]
        self.fields["languages"].help_text = _("Without a tick: %(language)s.") % {
            "language": reader.language_name(own)
        }
        self.initial |= {
            "everything": following.everything,
            "topics": [topic.key.hex for topic in self._topics if topic.key in following],
            "languages": list(self.instance.content_languages.values_list("language", flat=True)),
            "thread_id": self.instance.thread_id,
        }
        self._add_threads()

    @cached_property
    def _topics(self) -> list[reader.TopicCard]:
        return reader.topics(get_language())

    def _add_threads(self) -> None:
        """Add a field for the forum topic of each topic; channels and their followers have none."""
        if self.instance.kind != Chat.Kind.GROUP:
            del self.fields["thread_id"]
            return
        threads = dict(self.instance.subscriptions.values_list("topic", "thread_id"))
        for topic in self._topics:
            self.fields[_thread_name(topic.key)] = ThreadField(required=False, label=topic.name)
            self.initial[_thread_name(topic.key)] = threads.get(topic.key)

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.field_order if name in self.fields]

    @property
    def thread_fields(self) -> list[forms.BoundField]:
        return [self[_thread_name(topic.key)] for topic in self._topics if "thread_id" in self.fields]

    @property
    def has_threads(self) -> bool:
        """Whether a topic has a forum topic of its own, or a wrong one was given."""
        return any(field.value() or field.errors for field in self.thread_fields)

    def clean_signature(self) -> str:
        return " ".join(self.cleaned_data["signature"].split())

    @transaction.atomic
    def save(self, commit: bool = True) -> Chat:
        """Write only what the form shows: the bot may have written the other columns meanwhile."""
        chat, given = self.instance, self.cleaned_data
        chat.save(update_fields=["is_silent", "signature"])
        self.save_preferences()
        self._save_topics(given["everything"], {UUID(key) for key in given["topics"]})
        self._save_languages(given["languages"])
        if "thread_id" in self.fields:
            self._save_threads(given)
        # Last, as following a topic makes a chat active.
        self._save_active(given["is_active"])
        return chat

    def _save_topics(self, everything: bool, chosen: set[UUID]) -> None:
        chat, before = self.instance, self.instance.following
        if everything != before.everything:
            (chat.follow if everything else chat.unfollow)(None)
        now = chat.following
        for topic in self._topics:
            if topic.key in chosen and topic.key not in now:
                chat.follow(topic.key)
            elif topic.key not in chosen and topic.key in now:
                chat.unfollow(topic.key)

    def _save_languages(self, chosen: Sequence[str]) -> None:
        known = [code for code, _name in self.fields["languages"].choices]
        rows = self.instance.content_languages
        rows.filter(language__in=known).exclude(language__in=chosen).delete()
        new = [ContentLanguage(chat=self.instance, language=code) for code in chosen]
        ContentLanguage.objects.bulk_create(new, ignore_conflicts=True)

    def _save_threads(self, given: dict[str, Any]) -> None:
        chat = self.instance
        chat.thread_id = given["thread_id"]
        chat.save(update_fields=["thread_id"])
        following = chat.following
        for topic in self._topics:
            thread = given[_thread_name(topic.key)]
            if thread and topic.key in following:
                chat.subscriptions.update_or_create(topic=topic.key, defaults={"thread_id": thread})
            else:
                chat.subscriptions.filter(topic=topic.key).update(thread_id=thread)
        if chat.broken_reason == reasons.THREAD_LOST and set(self.changed_data) & set(self._thread_names):
            chat.mark_broken("")

    @property
    def _thread_names(self) -> list[str]:
        return ["thread_id", *(_thread_name(topic.key) for topic in self._topics)]

    def _save_active(self, is_active: bool) -> None:
        chat = self.instance
        chat.refresh_from_db(fields=["is_active", "inactive_reason"])
        if is_active:
            chat.come_back()
        elif chat.is_active:
            chat.retire(reasons.PAUSED)


def _thread_name(topic: UUID) -> str:
    return f"thread_{topic.hex}"
