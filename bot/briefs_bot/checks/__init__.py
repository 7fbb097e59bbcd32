"""System checks of the BRIEFS_TELEGRAM_… settings and of what the bot needs to be installed."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core import checks

from briefs_bot.checks import queues, tokens, values
from briefs_bot.checks.sites import check_sites


def register() -> None:
    checks.register(check_settings, "briefs_bot")
    checks.register(check_sites, checks.Tags.database)
    checks.register(tokens.check_deployment, "briefs_bot", deploy=True)


def check_settings(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    return [
        *tokens.check_token(),
        *tokens.check_token_keys(),
        *tokens.check_webhook(),
        *tokens.check_metrics(),
        *values.check_addresses(),
        *values.check_numbers(),
        *values.check_transport(),
        *queues.check_queue(),
        *queues.check_bot_queues(),
        *values.check_names(),
        *_check_admin(),
    ]


def _check_admin() -> Iterator[checks.CheckMessage]:
    if not apps.is_installed("wagtail_modeladmin"):
        hint = "Add 'wagtail_modeladmin' to INSTALLED_APPS."
        yield checks.Error("Chats and broadcasts cannot be shown in the admin.", hint, id="briefs_bot.E006")
