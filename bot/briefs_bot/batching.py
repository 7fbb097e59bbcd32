"""Hands work to the database's thread in batches: what comes while it works is the next batch."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from asgiref.sync import sync_to_async

Item = TypeVar("Item")


@dataclass(frozen=True, eq=False)
class Waiting(Generic[Item]):
    """Something to do, and who waits for its result."""

    item: Item
    _result: asyncio.Future[Any]

    def settle(self, result: Any) -> None:
        """Give the result, or an exception to raise; from any thread."""
        self._result.get_loop().call_soon_threadsafe(self._settle, result)

    def _settle(self, result: Any) -> None:
        if self._result.done():  # nobody waits any more
            return
        if isinstance(result, Exception):
            self._result.set_exception(result)
        else:
            self._result.set_result(result)


class Batcher(Generic[Item]):
    """`work` is a sync function that settles each of the items that it is given."""

    def __init__(self, work: Callable[[Sequence[Waiting[Item]]], None]) -> None:
        self._work = work
        self._waiting: list[Waiting[Item]] = []
        self._task: asyncio.Task[None] | None = None

    async def do(self, item: Item) -> Any:
        """Return the item's result, as soon as it is there. Raise what `work` raises, or gave for it."""
        result = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(item, result))
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return await result

    async def _run(self) -> None:
        try:
            while batch := self._waiting:
                self._waiting = []
                await self._do_all(batch)
        finally:
            self._task = None

    async def _do_all(self, batch: Sequence[Waiting[Item]]) -> None:
        try:
            await sync_to_async(self._work)(batch)
        except Exception as error:
            for each in batch:
                each.settle(error)
