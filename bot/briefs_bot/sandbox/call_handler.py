"""Turns a call of the bot into an answer: token, faults, flood limits, method."""

from dataclasses import dataclass, replace
from typing import Any

from . import polling
from .answer import Answer, refusal, success
from .faults import Faults
from .files import Upload
from .limits import FloodControl, Limits, Waits
from .methods import METHODS
from .params import Params
from .refusals import Refused
from .world import World


@dataclass(eq=False, slots=True)
class Call:
    """A call of the bot. Its outcome is "ok", a refusal, or the kind of fault that it met."""

    method: str
    params: dict[str, Any]
    at: float  # monotonic
    outcome: str = ""


class CallHandler:
    """Handles the calls of the bot in a world.

    `keep` bounds how many calls are remembered; `latency` delays every answer by so many seconds.
    """

    def __init__(self, world: World, keep: int | None, latency: float) -> None:
        self.world, self.keep, self.latency = world, keep, latency
        self.calls: list[Call] = []
        self.faults = Faults()
        self.flood_control: FloodControl | None = None
        self.waits = Waits()

    def empty(self) -> None:
        """Forget the calls, the faults and the waits; the flood limits stay."""
        self.calls.clear()
        self.faults.clear()
        self.waits.clear()

    def set_limits(self, limits: bool | Limits) -> None:
        chosen = Limits() if limits is True else limits
        self.flood_control = FloodControl(chosen) if chosen else None

    async def handle(
        self, token: str, method: str, values: dict[str, Any], uploads: dict[str, Upload] | None = None
    ) -> Answer:
        """Return the answer to a call, after waiting as long as getUpdates asks for."""
        if token != self.world.token:
            return refusal(Refused(401 if ":" in token else 404))
        if method.lower() == "getupdates":
            try:
                await polling.wait_for_updates(self.world, Params(values))
            except Refused as refused:
                return refusal(refused)
        return self.answer(method, values, uploads)

    def answer(self, method: str, values: dict[str, Any], uploads: dict[str, Upload] | None = None) -> Answer:
        call = Call(method, values, self.world.clock.monotonic())
        self._record(call)
        fault = self.faults.take(method, values.get("chat_id")) if len(self.faults) else None
        if fault is None:
            return self._perform(call, Params(values, uploads))
        performed = self._perform(call, Params(values, uploads)) if fault.shown else None
        call.outcome = fault.kind
        return fault.spoil(performed)

    def _perform(self, call: Call, params: Params) -> Answer:
        try:
            method = METHODS.get(call.method.lower())
            if method is None:
                raise Refused(404, "method not found")
            if method.is_message and (chat := self.world.find_chat(params.values.get("chat_id"))):
                self.waits.check(chat, call.at)
                if self.flood_control:
                    self.flood_control.check(chat, call.at)
            answer = success(method.perform(self.world, params))
            call.outcome = "ok"
        except Refused as refused:
            answer = refusal(refused)
            call.outcome = refused.description
        return replace(answer, delay=self.latency) if self.latency else answer

    def _record(self, call: Call) -> None:
        self.calls.append(call)
        if self.keep and len(self.calls) >= 2 * self.keep:
            del self.calls[: self.keep]
