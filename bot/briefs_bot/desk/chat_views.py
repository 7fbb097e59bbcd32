"""The admin's screens of a channel or group: what it gets, and a test post."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views import generic
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from briefs_bot import bots, messages
from briefs_bot.desk import actions, draft_message, draft_sending, rights
from briefs_bot.desk.chat_form import ChatForm
from briefs_bot.desk.views import AskView
from briefs_bot.models import Chat
from briefs_bot.telegram import reasons, refusals
from briefs_bot.values import Place


def _known() -> QuerySet[Chat]:
    """Return channels and groups of bots that we have; the chats of persons are theirs."""
    numbers = [bot.number for bot in bots.configured()]
    return Chat.objects.exclude(kind=Chat.Kind.PRIVATE).filter(bot__in=numbers)


class ChatEditView(generic.EditView):
    """Changes what a channel or group gets, and how."""

    model = Chat
    form_class = ChatForm
    permission_policy = ModelPermissionPolicy(Chat)
    template_name = "briefs_bot/desk/chat.html"
    index_url_name = "briefs_bot_chat_modeladmin_index"
    edit_url_name = "briefs_bot_chat"
    header_icon = "group"
    success_message = gettext_lazy("“%(object)s” was saved.")
    error_message = gettext_lazy("It could not be saved due to errors.")
    _show_breadcrumbs = True  # Wagtail 7 leaves them out otherwise

    def get_queryset(self) -> QuerySet[Chat]:
        return _known()

    def get_object(self, queryset: Any = None) -> Chat:
        chat: Chat = super().get_object(queryset)
        if not rights.may_set_up(self.request.user, chat):
            raise PermissionDenied
        return chat

    def get_success_url(self) -> str:
        return self.get_edit_url()

    def get_success_buttons(self) -> list[Any]:
        return []

    def save_instance(self) -> Chat:
        chat: Chat = self.form.save()
        log(chat, "wagtail.edit", user=self.request.user, data={"changed": sorted(self.form.changed_data)})
        return chat

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chat = self.object
        return {
            **super().get_context_data(**kwargs),
            "trouble": reasons.shown(chat.broken_reason),
            "inactive": "" if chat.is_active else reasons.shown(chat.inactive_reason),
            "test": reverse("briefs_bot_test_post", args=[chat.pk]),
            "inspect": reverse("briefs_bot_chat_modeladmin_inspect", args=[chat.pk])
            if rights.may_name_chats(self.request.user, chat.bot)
            else "",
        }


# Telegram may let the manager wait for seconds, in which no transaction may hold up others.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class TestPostView(AskView):
    """Posts a test into a channel or group."""

    action = actions.TEST_POST
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not rights.may_set_up(request.user, self.chat):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def chat(self) -> Chat:
        return get_object_or_404(_known(), pk=self.kwargs["pk"])

    def perform(self) -> Chat:
        chat = self.chat
        if wait := chat.take_test_turn():
            raise LookupError(draft_sending.too_early(wait))
        place = Place(chat.telegram_id, thread=chat.thread_id)
        with translation.override(chat.language):
            message = messages.test_post(chat.signature, chat.is_silent)
        try:
            receipt = draft_message.send(bots.get(chat.bot), place, message, chat.kind)
        except refusals.Uncertain as refusal:
            log(chat, self.action.log_action, user=self.request.user)
            said = _("Not certain: %s Look there before you try again.")
            raise LookupError(said % draft_sending.refusal_words(refusal)) from refusal
        except refusals.Refusal as refusal:
            raise LookupError(_refused(chat, refusal)) from refusal
        chat.note_posting(reasons.THREAD_LOST if receipt.thread_lost else "")
        return chat

    def get_default_url(self) -> str:
        return reverse("briefs_bot_chat", args=[self.kwargs["pk"]])

    def get_page_subtitle(self) -> str:
        return str(self.chat)


def _refused(chat: Chat, refusal: refusals.Refusal) -> str:
    if isinstance(refusal, refusals.Flood):
        return draft_sending.refused(refusal)
    if isinstance(refusal, refusals.Barred):
        chat.note_posting(refusal.reason)
    return _("Not sent: %s") % draft_sending.refusal_words(refusal)


def urls() -> list[URLPattern]:
    return [
        path("briefs_bot/chats/<int:pk>/", ChatEditView.as_view(), name="briefs_bot_chat"),
        path("briefs_bot/chats/<int:pk>/test/", TestPostView.as_view(), name="briefs_bot_test_post"),
    ]
