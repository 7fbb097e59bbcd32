"""`manage.py broadcast` shows broadcasts to people and to programs, and says what is wrong with an id."""

import json

import pytest
from django.core.management import CommandError, call_command

from briefs_bot.models import Broadcast, Delivery


@pytest.fixture
def broadcast(make_brief, publish, crowd):
    """Two broadcasts to forty people; one delivery of the second is uncertain."""
    publish(make_brief("Tea"))
    publish(make_brief("A much longer headline"))
    row = Broadcast.objects.first()
    first = row.deliveries.order_by("pk").first()
    Delivery.objects.filter(pk=first.pk).update(status="uncertain", reason="Telegram did not answer.")
    row.recount()
    return row


@pytest.fixture
def output(capsys):
    """Return what a call of the command writes."""

    def output(*arguments):
        capsys.readouterr()
        call_command("broadcast", *map(str, arguments))
        return capsys.readouterr().out

    return output


def test_the_list_is_aligned(broadcast, output):
    heading, newest, uncertain, oldest = output("list").splitlines()

    assert heading.split() == ["ID", "OPENED", "KIND", "LANGUAGE", "DELIVERIES", "BRIEF"]
    assert newest[heading.index("DELIVERIES") :].startswith("sent 39, uncertain 1  ")
    assert newest[heading.index("BRIEF") :] == "A much longer headline"
    assert oldest[heading.index("DELIVERIES") :].startswith("sent 40 ")
    assert oldest[heading.index("BRIEF") :] == "Tea"
    assert uncertain.startswith("    delivery ")
    assert uncertain.endswith(": Telegram did not answer.")


def test_the_list_is_read_by_programs(broadcast, output):
    newest, oldest = json.loads(output("list", "--json"))

    assert (newest["title"], newest["state"], newest["deliveries"]) == (
        "A much longer headline",
        "done",
        {"sent": 39, "uncertain": 1},
    )
    assert newest["uncertain"][0]["reason"] == "Telegram did not answer."
    assert newest["created_at"].endswith("+00:00")
    assert oldest["uncertain"] == []


def test_one_is_shown_with_what_became_of_it(broadcast, output):
    shown = output("show", broadcast.pk)

    assert "title         A much longer headline\n" in shown
    assert "state         done\n" in shown
    assert "    sent       39\n" in shown
    assert "paused_at" not in shown
    assert json.loads(output("show", broadcast.pk, "--json"))["id"] == broadcast.pk


@pytest.mark.parametrize(
    ("action", "state"), [("pause", "paused"), ("resume", "done"), ("cancel", "cancelled")]
)
def test_programs_read_what_an_action_changed(broadcast, output, action, state):
    assert json.loads(output(action, broadcast.pk, "--json"))["state"] == state


def test_programs_read_what_became_of_a_delivery(broadcast, output):
    uncertain = Delivery.objects.get(status="uncertain")

    assert json.loads(output("mark-sent", uncertain.pk, "--json"))["status"] == "sent"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show",), "Say which one: broadcast show ID."),
        (("pause", "99999"), "There is no broadcast 99999."),
        (("resend", "99999"), "There is no delivery 99999."),
        (("announce", "99999"), "No site that has a bot shows a brief 99999 to everybody."),
        (("stop", "1"), "invalid choice: 'stop'"),
        (("show", "tea"), "invalid int value: 'tea'"),
    ],
)
def test_a_wrong_id_is_said_so(db, arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("broadcast", *arguments)
