"""One process at a time answers for a bot; another takes over when it is gone."""

import pytest
from django.db.models import F

from briefs_bot.models import BotLease
from briefs_bot.updates import lease


@pytest.fixture(autouse=True)
def _quick_leases(monkeypatch):
    monkeypatch.setattr(lease, "RENEW_EVERY", 0.02)
    monkeypatch.setattr(lease, "LEASE", 0.3)


@pytest.fixture
def elsewhere(db):
    """Another process that answers for the bot; the function gives its sign of life, and returns how many."""
    BotLease.objects.create(bot=1000, holder="elsewhere-1-a", beats=0)

    def lives():
        BotLease.objects.filter(holder="elsewhere-1-a").update(beats=F("beats") + 1)
        return BotLease.objects.get().beats

    return lives


def test_a_second_bot_waits_says_so_and_takes_over_when_the_first_is_gone(
    index, telegram, elsewhere, while_the_bot_runs, answers, caplog
):
    anna = telegram.add_user("Anna")
    telegram.write(anna.id, "/help", user=anna)
    caplog.set_level("INFO")

    while_the_bot_runs(
        lambda: elsewhere() >= 30,
        lambda: not answers(anna.id) and "bot_waits bot=1000 holder=elsewhere-1-a" in caplog.text,
        lambda: answers(anna.id),
    )

    assert len(answers(anna.id)) == 1
    assert "lease_taken bot=1000" in caplog.text


def test_a_bot_that_ends_leaves_its_place_at_once(index, telegram, while_the_bot_runs, answers):
    anna = telegram.add_user("Anna")
    telegram.write(anna.id, "/help", user=anna)

    while_the_bot_runs(lambda: answers(anna.id))

    assert BotLease.objects.get().holder == ""


def test_a_bot_that_is_ended_while_it_waits_takes_nothing(index, elsewhere, while_the_bot_runs):
    while_the_bot_runs(lambda: elsewhere() >= 5)

    assert BotLease.objects.get().holder == "elsewhere-1-a"


def test_a_bot_whose_place_was_taken_stops_answering_until_that_one_ends(
    index, telegram, while_the_bot_runs, answers, caplog
):
    anna = telegram.add_user("Anna")

    def is_taken():
        BotLease.objects.update(holder="elsewhere-1-a", beats=F("beats") + 1)
        return "lease_lost bot=1000 reason=taken_by_another" in caplog.text

    def lives():
        BotLease.objects.update(beats=F("beats") + 1)
        return BotLease.objects.get().beats % 30 == 0

    while_the_bot_runs(
        lambda: BotLease.objects.exclude(holder="").exists(),
        is_taken,
        lambda: telegram.write(anna.id, "/help", user=anna),
        lives,
        lambda: not answers(anna.id) and BotLease.objects.update(holder=""),
        lambda: answers(anna.id),
    )

    assert len(answers(anna.id)) == 1


def test_a_bot_that_could_not_renew_its_lease_goes_on_where_nobody_took_it(
    index, telegram, while_the_bot_runs, answers, caplog, monkeypatch
):
    monkeypatch.setattr(lease, "GIVE_UP", 0.0)
    anna = telegram.add_user("Anna")
    telegram.write(anna.id, "/help", user=anna)

    while_the_bot_runs(
        lambda: "lease_lost bot=1000 reason=not_renewed" in caplog.text,
        lambda: monkeypatch.setattr(lease, "GIVE_UP", 5.0) is None,
        lambda: answers(anna.id),
    )

    assert len(answers(anna.id)) == 1
