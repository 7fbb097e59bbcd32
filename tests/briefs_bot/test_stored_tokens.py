"""A token may lie in the database, encrypted: it works as one of the settings does, and never shows."""

import io
import json
import sys

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import Permission
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from wagtail.models import ModelLogEntry, Site

from briefs_bot import bots, tasks
from briefs_bot.doctor import tokens
from briefs_bot.models import Broadcast, StoredToken

TOKEN = "1000:sandbox"
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.BRIEFS_TELEGRAM_TOKEN_KEYS = [OLD]


@pytest.fixture
def unset(settings, subscriber):
    """The settings lose the token of a bot that somebody follows."""
    settings.BRIEFS_TELEGRAM_BOT_TOKEN = ""


@pytest.fixture
def store(monkeypatch, capsys, django_capture_on_commit_callbacks):
    """Give the command a token as a person does, and return its output."""

    def store(token=TOKEN, *options):
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{token}\n"))
        with django_capture_on_commit_callbacks(execute=True):
            call_command("telegram_token", "set", *options)
        return capsys.readouterr().out

    return store


def found_by_checks():
    return [each.id for each in run_checks(databases=["default"], tags=["database"])]


@pytest.mark.skipif(not connection.features.can_rollback_ddl, reason="The table would be gone for good.")
def test_migrate_runs_its_checks_before_the_table_is_there(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE briefs_bot_storedtoken RENAME TO not_made_yet")

    assert found_by_checks() == []


def test_a_brief_waits_for_the_token_that_is_stored(unset, make_brief, publish, subscriber, telegram, store):
    publish(make_brief("Tea"))
    assert "Tea" not in str(telegram.messages(subscriber.id))

    assert store() == "Stored for bot 1000.\n"
    tasks.tick()

    assert "Tea" in telegram.messages(subscriber.id)[-1].text


def test_neither_the_database_nor_a_dump_of_it_has_the_token(unset, store, capsys, caplog):
    store()

    call_command("dumpdata", "briefs_bot.storedtoken")

    [row] = json.loads(capsys.readouterr().out)
    assert row["fields"]["bot"] == 1000
    assert "sandbox" not in str(row)
    assert "sandbox" not in caplog.text


def test_the_settings_win_and_the_doctor_says_where_each_token_is(index, store):
    assert "The settings have one, too" in store("1000:other")

    assert bots.tokens() == {"": TOKEN}
    [found] = tokens.sources()
    assert found.level == "warning"
    assert "in the settings, and another one in the database" in found.found


def test_the_doctor_knows_a_token_of_the_database(unset, store):
    store()

    [found] = tokens.sources()

    assert found.found.endswith("is in the database, encrypted.")


def test_keys_are_replaced_while_everything_runs(unset, store, settings, capsys):
    store()
    settings.BRIEFS_TELEGRAM_TOKEN_KEYS = [NEW, OLD]
    assert bots.tokens() == {"": TOKEN}

    call_command("telegram_token", "rotate")

    assert capsys.readouterr().out.startswith("1 encrypted with the first key.")
    settings.BRIEFS_TELEGRAM_TOKEN_KEYS = [NEW]
    bots.stored_tokens.memory.forget()
    assert bots.tokens() == {"": TOKEN}
    assert "briefs_bot.E014" not in found_by_checks()


@pytest.mark.parametrize("keys", [[NEW], []])
def test_a_token_that_no_key_decrypts_is_told(unset, store, settings, keys):
    store()
    settings.BRIEFS_TELEGRAM_TOKEN_KEYS = keys
    bots.stored_tokens.memory.forget()

    assert bots.tokens() == {}
    assert "briefs_bot.E014" in found_by_checks()
    with pytest.raises(CommandError):
        call_command("telegram_token", "rotate")


@pytest.mark.parametrize(
    ("token", "options", "said"),
    [("nonsense", [], "That is no token"), (TOKEN, ["--site", "x.example.org"], "No site has the host name")],
)
def test_what_is_no_token_or_has_no_site_is_not_stored(index, store, token, options, said):
    with pytest.raises(CommandError, match=said):
        store(token, *options)

    assert not StoredToken.objects.exists()


def test_a_removed_token_is_used_no_longer(unset, store, django_capture_on_commit_callbacks):
    store()
    assert bots.tokens()

    with django_capture_on_commit_callbacks(execute=True):
        call_command("telegram_token", "remove")

    assert bots.tokens() == {}


def test_an_administrator_stores_a_token_that_is_not_shown_again(
    unset, admin_client, django_capture_on_commit_callbacks
):
    address, site = reverse("briefs_bot_tokens"), Site.objects.get()

    refused = admin_client.post(address, {"site": site.pk, "token": "999:x y"}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        shown = admin_client.post(address, {"site": site.pk, "token": TOKEN}, follow=True).content.decode()

    assert "This is no token" in refused
    assert "999:x" not in refused
    assert "Bot 1000; its token was stored on" in shown
    assert "sandbox" not in shown
    assert bots.tokens() == {"": TOKEN}
    entry = ModelLogEntry.objects.get(action="briefs_bot.store_token")
    assert "sandbox" not in f"{entry.label}{entry.data}"


def test_only_who_may_change_tokens_stores_one(unset, client, django_user_model, boss_of_broadcasts):
    client.force_login(boss_of_broadcasts)
    address = reverse("briefs_bot_tokens")

    refused = client.post(address, {"site": Site.objects.get().pk, "token": TOKEN})
    assert refused.status_code == 302
    assert not StoredToken.objects.exists()

    boss_of_broadcasts.user_permissions.add(Permission.objects.get(codename="change_storedtoken"))
    assert client.get(address).status_code == 200


@pytest.fixture
def boss_of_broadcasts(django_user_model):
    user = django_user_model.objects.create_user("boss")
    allowed = Permission.objects.filter(codename__in=["access_admin", "change_broadcast"])
    user.user_permissions.set(allowed)
    return user


def test_where_the_database_is_away_the_last_answer_holds(unset, store, monkeypatch):
    store()
    assert bots.tokens()
    bots.stored_tokens.memory.forget()

    def away():
        raise bots.stored_tokens.DatabaseError

    monkeypatch.setattr(bots.stored_tokens, "rows", away)

    assert bots.tokens() == {"": TOKEN}
    assert Broadcast.objects.count() == 0
