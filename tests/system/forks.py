"""A process in which Django is ready, and which forks into any command of the project.

So each costs milliseconds, where a start of its own takes two seconds of a processor. It reads lines of JSON:
`["start", log, program, argument…]`, answered by the number of the new process, at the head of its own group,
and `["wait", number]`, answered by its exit code.
"""

import gc
import json
import os
import sys
from importlib import import_module
from typing import NoReturn

import django
from celery.__main__ import main as celery
from django.core.management import execute_from_command_line

SOON_NEEDED = (
    "briefs_bot.management.commands.run_bot",
    "briefs_bot.management.commands.telegram_sandbox",
    "briefs_bot.tasks",
    "celery.apps.beat",
    "celery.apps.worker",
    "celery.concurrency.solo",
    "cms.celery",
    "kombu.transport.redis",
    "uvicorn",
)


def start(log: str, *command: str) -> int:
    number = os.fork()
    if not number:
        become(log, *command)
    return number


def become(log: str, *command: str) -> NoReturn:
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(said, 1)
    os.dup2(said, 2)
    sys.argv = list(command)
    if command[0] == "celery":
        sys.exit(celery())
    if command[0] == "manage.py":
        sys.exit(execute_from_command_line(sys.argv))
    os.execv(command[0], command)


def wait(number: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


ACTIONS = {"start": start, "wait": wait}


def main() -> None:
    django.setup()
    for name in SOON_NEEDED:
        import_module(name)
    gc.freeze()
    for line in sys.stdin:
        action, *given = json.loads(line)
        print(ACTIONS[action](*given), flush=True)


if __name__ == "__main__":
    main()
