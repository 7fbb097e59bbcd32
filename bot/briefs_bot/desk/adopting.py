"""The screen on which somebody lets a silent installation send."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator

from briefs_bot import guard
from briefs_bot.desk import actions, rights
from briefs_bot.desk.views import AskView
from briefs_bot.models import Installation
from briefs_bot.operations import takeover


# Redis may only be told of what is committed.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class AdoptView(AskView):
    """Takes over, so that this installation sends."""

    action = actions.ADOPT

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not rights.may_adopt(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def perform(self) -> Installation:
        takeover.take_over()
        return Installation.objects.get()

    def get_page_subtitle(self) -> str:
        return str(guard.silence() or "")


def urls() -> list[URLPattern]:
    return [path("briefs_bot/adopt/", AdoptView.as_view(), name="briefs_bot_adopt")]
