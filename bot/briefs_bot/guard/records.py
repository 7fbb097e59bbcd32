"""The records in Redis of which installation sends for a bot; a copied or restored database leaves them."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from redis.client import Pipeline

from briefs_bot.models import Installation
from briefs_bot.telegram import limiter
from briefs_bot.telegram.quick_redis import open_redis


@dataclass(frozen=True)
class Record:
    """The record in Redis of the installation that sent last: the same as the row in its database."""

    mark: str
    epoch: int
    address: str
    machine: str

    @classmethod
    def of(cls, row: Installation) -> "Record":
        return cls(str(row.mark), row.epoch, row.address, row.machine)


def read(bots: Iterable[int]) -> list[Record]:
    """Return the records of these bots that there are. Raise a RedisError."""
    with open_redis() as redis:
        found: list[Any] = [redis.get(_key(bot)) for bot in bots]
    return [record for value in found if (record := _unpacked(value))]


def write(bots: Iterable[int], record: Record, replace: bool = False) -> None:
    """Write newer records of the same installation; with `replace`, also over others. Raise a RedisError."""
    with open_redis() as redis:
        for bot in bots:
            redis.transaction(partial(_write, key=_key(bot), record=record, replace=replace), _key(bot))


def _write(pipe: Pipeline, key: str, record: Record, replace: bool) -> None:
    known = _unpacked(pipe.get(key))
    pipe.multi()
    if replace or known is None or (known.mark == record.mark and known.epoch < record.epoch):
        pipe.set(key, json.dumps(asdict(record)))


def _unpacked(value: Any) -> Record | None:
    return Record(**json.loads(value)) if value else None


def _key(bot: int) -> str:
    return limiter.key(bot, "installation")
