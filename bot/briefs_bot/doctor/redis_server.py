"""Examines Redis: its version, what it forgets, whether it can save, and its clock."""

from collections.abc import Iterator
from time import time
from typing import Any

from django.utils.translation import gettext as _

from briefs_bot.operations import health
from briefs_bot.operations.diagnosis import Diagnosis, error, ok, warning

OLDEST = 6
# Seconds that the clocks of two machines may differ.
SKEW = 5


def examine() -> Iterator[Diagnosis]:
    about = health.about_redis()
    yield from _version(about.info)
    yield from _eviction(about.info)
    yield from _persistence(about.info)
    yield from _clock(about.seconds - time())


def _version(info: dict[str, Any]) -> Iterator[Diagnosis]:
    version = str(info.get("redis_version", "0"))
    if int(version.partition(".")[0]) < OLDEST:
        found = _("Redis %(version)s is old.") % {"version": version}
        yield warning("redis", found, _("Use Redis %(n)d or newer, or Valkey.") % {"n": OLDEST})
    else:
        yield ok("redis", _("Redis %(version)s answers.") % {"version": version})


def _eviction(info: dict[str, Any]) -> Iterator[Diagnosis]:
    policy = info.get("maxmemory_policy", "noeviction")
    if policy == "noeviction":
        yield ok("redis_eviction", _("Redis forgets nothing by itself."))
    else:
        found = _("Redis forgets keys when its memory is full: maxmemory-policy is %(policy)s.")
        advice = _("Set it to noeviction: queued tasks and Telegram's limits would be lost.")
        yield warning("redis_eviction", found % {"policy": policy}, advice)


def _persistence(info: dict[str, Any]) -> Iterator[Diagnosis]:
    saves = (info.get("rdb_last_bgsave_status", "ok"), info.get("aof_last_write_status", "ok"))
    if set(saves) != {"ok"}:
        found = _("Redis cannot save to its disk, and may refuse all writing.")
        yield error("redis_persistence", found, _("Look at its log and at the space on its disk."))
    else:
        yield ok("redis_persistence", _("Redis has no trouble with saving."))


def _clock(ahead: float) -> Iterator[Diagnosis]:
    if abs(ahead) > SKEW:
        found = _("The clock of Redis differs from this machine's by %(n)d seconds.") % {"n": ahead}
        yield warning("clock", found, _("Let both machines set their clocks by NTP."))
    else:
        yield ok("clock", _("The clocks of Redis and this machine agree."))
