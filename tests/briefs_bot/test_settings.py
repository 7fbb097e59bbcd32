"""Wrong settings, which a check finds with a hint what to do."""

import pytest
from django.core.checks import run_checks
from django.test import override_settings


@pytest.mark.parametrize(
    ("setting", "value", "found"),
    [
        ("BRIEFS_TELEGRAM_BOT_TOKEN", "", "briefs_bot.W001"),
        ("BRIEFS_TELEGRAM_BOT_TOKEN", "12345", "briefs_bot.E001"),
        ("BRIEFS_TELEGRAM_BOT_TOKENS", ["2000:weather"], "briefs_bot.E001"),
        ("BRIEFS_TELEGRAM_BOT_QUEUES", {"weather.example.org": 7}, "briefs_bot.E015"),
        ("BRIEFS_TELEGRAM_TOKEN_KEYS", ["nonsense"], "briefs_bot.E013"),
        ("BRIEFS_TELEGRAM_BOT_TOKENS", {"weather.example.org": "2000"}, "briefs_bot.E001"),
        ("BRIEFS_TELEGRAM_BOT_TOKENS", {"weather.example.org": "1000:sandbox"}, "briefs_bot.E007"),
        ("BRIEFS_TELEGRAM_WEBHOOK_SECRET", "pass word", "briefs_bot.E009"),
        ("BRIEFS_TELEGRAM_WEBHOOK_SECRET", "x" * 257, "briefs_bot.E009"),
        ("BRIEFS_TELEGRAM_WEBHOOK_SECRET", None, "briefs_bot.E009"),
        ("BRIEFS_TELEGRAM_API_URL", "api.telegram.org", "briefs_bot.E002"),
        ("BRIEFS_TELEGRAM_API_URL", "https://api.telegram.org/bot", "briefs_bot.E002"),
        ("BRIEFS_TELEGRAM_API_URL", "https://api.telegram.org/", "briefs_bot.E002"),
        ("BRIEFS_TELEGRAM_PRIVACY_URL", "example.org/privacy", "briefs_bot.E010"),
        ("BRIEFS_TELEGRAM_REDIS_URL", "localhost", "briefs_bot.E003"),
        ("BRIEFS_TELEGRAM_RATE", 0, "briefs_bot.E004"),
        ("BRIEFS_TELEGRAM_LATEST", "5", "briefs_bot.E004"),
        ("BRIEFS_TELEGRAM_KEEP_DELIVERIES", 0, "briefs_bot.E004"),
        ("BRIEFS_TELEGRAM_KEEP_UPDATES", None, "briefs_bot.E004"),
        ("BRIEFS_TELEGRAM_DELAYS", (5, "30"), "briefs_bot.E004"),
        ("BRIEFS_TELEGRAM_TRANSPORT", "nowhere.Request", "briefs_bot.E005"),
        ("BRIEFS_PAGE_MODEL", "nowhere.Page", "briefs.E001"),
        ("BRIEFS_PAGE_MODEL", "briefs_pages", "briefs.E001"),
        ("BRIEFS_PAGE_MODEL", "wagtailcore.Page", "briefs.E002"),
        ("BRIEFS_PER_PAGE", 0, "briefs.E003"),
        ("BRIEFS_RELATED_MAX", True, "briefs.E003"),
        ("BRIEFS_KEEP_PAGES_MB", -1, "briefs.E003"),
    ],
)
def test_a_wrong_setting_is_found_and_the_hint_helps(setting, value, found):
    with override_settings(**{setting: value}):
        (message,) = run_checks(tags=["briefs_bot", "briefs"])

    assert message.id == found
    assert message.hint


def test_the_suites_own_settings_are_fine():
    assert run_checks(tags=["briefs_bot", "briefs"]) == []


@pytest.mark.parametrize(("secret", "found"), [("", ["briefs_bot.I001"]), ("s3cret_-", [])])
def test_before_a_deployment_it_is_said_that_the_webhooks_address_is_closed(secret, found):
    with override_settings(BRIEFS_TELEGRAM_WEBHOOK_SECRET=secret):
        messages = run_checks(tags=["briefs_bot"], include_deployment_checks=True)

    assert [message.id for message in messages] == found
