"""Puts a question before views of Wagtail's that have no hook, whatever class a host lets do their work."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from briefs_bot.desk import disabling, restricting

Ask = Callable[..., HttpResponse | None]
# By the module and name of an address: returns the question, or None where the view may go on.
ASKED: dict[tuple[str, str], Ask] = {
    ("wagtail.admin.urls.pages", "set_privacy"): restricting.ask,
    ("wagtail.admin.urls.workflows", "disable_task"): disabling.ask,
}


def watch() -> None:
    """Change the views before Wagtail protects its addresses, which it does after asking for ours."""
    for (module, name), ask in ASKED.items():
        # By its path, as these modules ask for our hooks when they are imported.
        for pattern in import_string(f"{module}.urlpatterns"):
            if pattern.name == name:
                pattern.callback = _asking_first(pattern.callback, ask)


def _asking_first(view: Callable[..., HttpResponse], ask: Ask) -> Callable[..., HttpResponse]:
    @wraps(view)
    def asking_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return ask(request, *args, **kwargs) or view(request, *args, **kwargs)

    return asking_first
