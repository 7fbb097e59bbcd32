"""A machine's clock is wrong, or jumps: nobody gets anything twice, and nothing is lost."""

import sys
from glob import glob

import pytest

from tests.system.conftest import COMMANDS, Stage
from tests.system.counting import count, finish, start

CHATS = 300
LIBRARY = glob("/usr/lib/*/faketime/libfaketime.so.1")
SAYS = "faketime"

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(not LIBRARY, reason="Debian's libfaketime is not installed"),
]


@pytest.fixture
def clock(stage: Stage, monkeypatch):
    """Return a function that sets the clock of the second worker and of beat by so many seconds."""
    file = stage.folder / SAYS

    def set_by(seconds):
        # In one step, as both read it all the time.
        new = file.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n")
        new.replace(file)

    faked = {
        "LD_PRELOAD": "".join(LIBRARY[:1]),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        # Nor does a clock that is set anew change what monotonic clocks say.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    env = ["/usr/bin/env", *(f"{name}={value}" for name, value in faked.items()), sys.executable, "-m"]
    for name in ("worker2", "beat"):
        monkeypatch.setitem(COMMANDS, name, [*env, *COMMANDS[name]])
    set_by(0)
    return set_by


def test_a_worker_is_an_hour_ahead_of_the_others(stage: Stage, clock):
    clock(3600)
    start(stage, CHATS)

    finish(stage, 120)

    print(f"{count(stage, CHATS)} uncertain")


def test_a_clock_jumps_ahead_and_back_in_the_middle(stage: Stage, clock):
    start(stage, CHATS)

    clock(3600)
    clock(-3600)
    finish(stage, 120)

    print(f"{count(stage, CHATS)} uncertain")
