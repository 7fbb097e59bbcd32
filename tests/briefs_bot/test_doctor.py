"""The doctor examines the whole installation, and says what to do."""

import json
from datetime import timedelta
from io import StringIO
from shutil import rmtree

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from redis import Redis

from briefs_bot import doctor, tasks
from briefs_bot.doctor import answering, asking
from briefs_bot.models import BotLease, Chat
from briefs_bot.sandbox import Fault
from briefs_bot.updates import lease


@pytest.fixture
def diagnosed(index, telegram):
    """Return a function that examines everything: the diagnoses by name."""

    def diagnosed():
        return {each.name: each for each in doctor.diagnose()}

    return diagnosed


@pytest.fixture
def answering_bot(index, monkeypatch):
    """Another process answers, and counts while the doctor waits."""
    BotLease.objects.create(bot=1000, holder="alive", beats=7)
    monkeypatch.setattr(answering, "sleep", lambda seconds: BotLease.objects.renew(1000, "alive"))


@pytest.fixture
def channel(telegram, bot_reads, index):
    telegram.add_channel("Daily briefs", owner=telegram.add_user("Anna"))
    bot_reads()
    return Chat.objects.get(kind="channel")


@pytest.fixture
def says():
    """Return a function that runs the command: its exit code and what it writes."""

    def says(**options):
        out = StringIO()
        try:
            call_command("telegram_doctor", stdout=out, **options)
        except CommandError as error:
            return error.returncode, out.getvalue()
        return 0, out.getvalue()

    return says


def test_a_healthy_installation_has_nothing_to_do(
    diagnosed, make_brief, publish, photo, channel, answering_bot
):
    publish(make_brief("Tea", photo=photo))
    tasks.tick()

    found = diagnosed()

    assert [each for each in found.values() if each.level != "ok"] == []
    assert found["token"].found == "The bot of Briefs [default] is @briefs_sandbox_bot."
    assert found["rights"].found == "The bot may post in all channels and groups that were asked about: 1."
    assert found["photos"].found == "The photo of “Tea” can be read."
    assert found["wording"].found == "6 messages can be written in the language en."
    assert {"broker", "redis", "clock", "migrations", "schedule", "queue", "run_bot"} <= set(found)


def test_the_command_says_what_to_do_and_fails(index, telegram, says):
    code, said = says()

    assert code == 1
    assert "error    tick" in said
    assert "→ Start Celery's beat, and a worker" in said
    assert "→ Start “manage.py run_bot”" in said


def test_other_programs_read_json(index, telegram, says):
    code, said = says(json=True)

    told = json.loads(said)
    assert code == 1
    assert told["healthy"] is False
    assert {"name": "redis", "level": "ok"}.items() <= told["checks"][1].items()


def test_warnings_alone_are_no_failure(index, telegram, says, monkeypatch):
    monkeypatch.setattr(doctor.examinations, "OTHERS", ())
    tasks.tick()

    assert says()[0] == 0


def test_a_token_that_telegram_does_not_know_is_an_error(diagnosed, telegram):
    telegram.faults.add(
        Fault("refuse", method="getMe", error_code=401, description="Unauthorized", times=None)
    )

    found = diagnosed()["token"]

    assert found.level == "error"
    assert "@BotFather" in found.advice


def test_a_telegram_that_hangs_is_given_up(diagnosed, telegram, monkeypatch):
    monkeypatch.setattr(asking, "PATIENCE", 0.1)
    telegram.faults.add(Fault("hang", method="getWebhookInfo", seconds=60, times=None))

    found = diagnosed()

    assert found["token"].level == "ok"
    assert found["telegram"].level == "error"
    assert "Look at the network" in found["telegram"].advice


@pytest.mark.parametrize(
    ("url", "secret", "level", "said"),
    [
        ("", "", "ok", "run_bot polls"),
        ("https://briefs.example.org/telegram/webhook/", "s3cret_-", "ok", "Telegram sends updates to https"),
        ("https://briefs.example.org/telegram/webhook/", "", "error", "takes none without a secret"),
        ("https://elsewhere.example.org/hook/", "s3cret_-", "error", "Telegram sends updates elsewhere"),
    ],
)
def test_the_webhook_has_to_be_ours(diagnosed, telegram, settings, url, secret, level, said):
    settings.BRIEFS_TELEGRAM_WEBHOOK_SECRET = "s3cret_-"
    if url:
        call_command("set_webhook", url=url)
    settings.BRIEFS_TELEGRAM_WEBHOOK_SECRET = secret

    found = diagnosed()["webhook"]

    assert (found.level, said in found.found) == (level, True)


def test_a_channel_that_the_bot_left_is_an_error(diagnosed, telegram, channel):
    telegram.faults.add(
        Fault(
            "refuse",
            method="getChatMember",
            error_code=403,
            description="Forbidden: bot was kicked",
            times=None,
        )
    )

    found = diagnosed()["rights"]

    assert found.level == "error"
    assert found.found == "The bot is not in “Daily briefs”."


def test_a_process_that_died_does_not_answer(diagnosed, monkeypatch):
    monkeypatch.setattr(answering, "PATIENCE", 0)
    BotLease.objects.create(bot=1000, holder="dead", beats=7)

    assert diagnosed()["run_bot"].level == "error"
    assert lease.RENEW_EVERY < answering.RENEW_EVERY + 1


def test_a_container_knows_whether_somebody_answers(index, telegram, answering_bot, capsys):
    call_command("telegram_health", answers=True)
    assert capsys.readouterr().out == "Each bot answers.\n"

    BotLease.objects.update(holder="")
    with pytest.raises(CommandError, match="No process answers people for the bot of Briefs"):
        call_command("telegram_health", answers=True)


def test_a_template_that_fails_is_named(diagnosed, settings, tmp_path):
    folder = tmp_path / "briefs_bot"
    folder.mkdir()
    (folder / "privacy.html").write_text("<b>{{ site }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    found = diagnosed()["wording"]

    assert found.level == "error"
    assert "“privacy” fails in the language en" in found.found
    assert "briefs_bot/privacy.html" in found.advice


def test_a_photo_whose_file_is_gone_is_a_warning(diagnosed, make_brief, publish, photo, settings):
    publish(make_brief("Tea", photo=photo))
    rmtree(settings.MEDIA_ROOT)

    assert diagnosed()["photos"].level == "warning"


def test_a_page_that_should_be_public_is_an_error(diagnosed, make_brief):
    brief = make_brief("Tea")
    brief.go_live_at = timezone.now() + timedelta(hours=1)
    brief.save_revision().publish()
    brief.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=10))

    found = diagnosed()["schedule"]

    assert found.level == "error"
    assert "Pages that should be public by now: 1" in found.found


def test_a_local_address_is_a_warning(diagnosed, settings):
    settings.WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"

    assert diagnosed()["links"].level == "warning"


def test_a_missing_migration_is_an_error(diagnosed):
    newest = MigrationRecorder.Migration.objects.filter(app="briefs_bot").order_by("name").last()
    newest.delete()

    assert f"briefs_bot.{newest.name}" in diagnosed()["migrations"].found


def test_what_the_system_checks_say_is_told(diagnosed, settings):
    settings.BRIEFS_TELEGRAM_RATE = 0

    assert diagnosed()["briefs_bot.E004"].level == "error"


def test_a_redis_that_forgets_is_a_warning(diagnosed, settings):
    with Redis.from_url(settings.REDIS_URL) as redis:
        redis.config_set("maxmemory-policy", "allkeys-lru")
        found = diagnosed()["redis_eviction"]
        redis.config_set("maxmemory-policy", "noeviction")

    assert found.level == "warning"


def test_a_broker_that_is_away_is_an_error(diagnosed, settings, monkeypatch):
    monkeypatch.setattr(doctor.broker.current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")

    assert diagnosed()["broker"].found == "Celery's broker does not pass on a message: OperationalError."


def test_the_broker_keeps_nothing_of_the_examination(diagnosed, settings):
    diagnosed()

    with Redis.from_url(settings.REDIS_URL) as redis:
        assert not redis.keys("*briefs-doctor*")


def test_while_redis_is_away_everything_else_is_told(diagnosed, settings):
    settings.BRIEFS_TELEGRAM_REDIS_URL = "redis://127.0.0.1:1/0"

    found = diagnosed()

    assert found["redis"].level == "error"
    assert found["token"].level == "ok"


def test_while_the_database_is_away_it_is_asked_once(diagnosed):
    asked = []

    def away(*args):
        asked.append(args)
        raise OperationalError("server closed the connection")

    with connection.execute_wrapper(away):
        found = diagnosed()

    assert len(asked) == 1
    assert found["database"].level == "error"
    assert found["redis"].level == "ok"
