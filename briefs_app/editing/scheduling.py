"""Publishes and takes down what is due, object by object: one that fails holds up no other."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import swapper
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.mail import send_mail
from wagtail.log_actions import LogFormatter, log, registry
from wagtail.models import DraftStateMixin, Revision

logger = logging.getLogger(__name__)

# In Wagtail's log, and so in the history of the page.
FAILED = "briefs_app.schedule_failed"


class FailedScheduleFormatter(LogFormatter):
    label = gettext_lazy("Publish or take down at the time that was set")

    def format_message(self, log_entry: Any) -> str:
        return _("Failed at the time that was set: %(reason)s") % {"reason": log_entry.data["reason"]}


def register_log_actions(actions: Any) -> None:
    actions.register_action(FAILED)(FailedScheduleFormatter)


def run_schedule() -> list[str]:
    """Return a line for each object that could not be published or taken down; everything else is done.

    Raises OperationalError or InterfaceError when the database goes away meanwhile.
    """
    return list(filter(None, [*map(_take_down, _expired()), *map(_publish, _due())]))


def _expired() -> list[Any]:
    pages = swapper.load_model("wagtailcore", "Page")
    others = [m for m in apps.get_models() if issubclass(m, DraftStateMixin) and not issubclass(m, pages)]
    now = timezone.now()
    return [
        found
        for model in (pages, *others)
        for found in model.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")
    ]


def _due() -> list[Revision]:
    return list(
        Revision.objects.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at")
    )


def _take_down(instance: Any) -> str | None:
    act = partial(instance.unpublish, set_expired=True, log_action="wagtail.unpublish.scheduled")
    return _attempt(act, instance)


def _publish(revision: Revision) -> str | None:
    act = partial(revision.publish, log_action="wagtail.publish.scheduled")
    return _attempt(act, revision.content_object, revision)


def _attempt(act: Callable[[], Any], instance: Any, revision: Revision | None = None) -> str | None:
    try:
        with transaction.atomic():
            act()
    except (InterfaceError, OperationalError):  # no other object would fare better
        raise
    except Exception as error:
        reason = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        _report(instance, revision, reason or type(error).__name__)
        return f"{instance._meta.label} {instance.pk} “{instance}”: {reason or type(error).__name__}"
    return None


def _report(instance: Any, revision: Revision | None, reason: str) -> None:
    """Once per schedule: in the log, in the history of the object, and by mail to who scheduled it."""
    since = {} if revision else {"timestamp__gte": instance.expire_at}
    known = registry.get_logs_for_instance(instance).filter(action=FAILED, revision=revision, **since)
    if known.exists():
        return
    logger.exception("Schedule failed: object=%s pk=%s", instance._meta.label, instance.pk)
    log(instance, FAILED, revision=revision, data={"reason": reason})
    editor = (revision.user if revision else None) or getattr(instance, "owner", None)
    if editor and editor.email:
        _mail(editor, str(instance), reason)


def _mail(editor: Any, title: str, reason: str) -> None:
    profile = getattr(editor, "wagtail_userprofile", None)
    language = profile.get_preferred_language() if profile else translation.get_language()
    with translation.override(language):
        subject = _("Not published: %(title)s") % {"title": title}
        text = _("“%(title)s” could not be published or taken down at the time that was set: %(reason)s")
        advice = _("It is tried again each minute. Mend it, or change its schedule.")
        message = f"{text % {'title': title, 'reason': reason}}\n\n{advice}"
    try:
        send_mail(subject, message, [editor.email])
    except OSError:  # smtplib's errors, too; the history tells all the same
        logger.exception("Nobody was told by mail: %s", subject)
