"""Mistakes in the settings are caught by a check that says what to do."""

import pytest
from django.core.checks import run_checks
from django.test import override_settings


@pytest.mark.parametrize(
    ("setting", "value", "found"),
    [
        ("TELEGRAM_BOT_TOKEN", "", "bot.W001"),
        ("TELEGRAM_BOT_TOKEN", "12345", "bot.E001"),
        ("TELEGRAM_BOT_TOKENS", ["2000:weather"], "bot.E001"),
        ("TELEGRAM_BOT_TOKENS", {"weather.example.org": "2000"}, "bot.E001"),
        ("TELEGRAM_BOT_TOKENS", {"weather.example.org": "1000:sandbox"}, "bot.E007"),
        ("TELEGRAM_API_URL", "api.telegram.org", "bot.E002"),
        ("TELEGRAM_API_URL", "https://api.telegram.org/bot", "bot.E002"),
        ("TELEGRAM_API_URL", "https://api.telegram.org/", "bot.E002"),
        ("TELEGRAM_REDIS_URL", "localhost", "bot.E003"),
        ("TELEGRAM_RATE", 0, "bot.E004"),
        ("TELEGRAM_LATEST", "5", "bot.E004"),
        ("TELEGRAM_TRANSPORT", "nowhere.Request", "bot.E005"),
        ("BRIEFS_PAGE_MODEL", "nowhere.Page", "briefs.E001"),
        ("BRIEFS_PAGE_MODEL", "briefs_pages", "briefs.E001"),
        ("BRIEFS_PAGE_MODEL", "wagtailcore.Page", "briefs.E002"),
        ("BRIEFS_PER_PAGE", 0, "briefs.E003"),
        ("BRIEFS_RELATED_MAX", True, "briefs.E003"),
    ],
)
def test_a_wrong_setting_is_found_and_the_hint_helps(setting, value, found):
    with override_settings(**{setting: value}):
        (message,) = run_checks(tags=["bot", "briefs"])

    assert message.id == found
    assert message.hint


def test_the_suites_own_settings_are_fine():
    assert run_checks(tags=["bot", "briefs"]) == []
