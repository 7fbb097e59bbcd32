"""Growing pauses between retries while something is away; the log says when it goes and when it is back."""

import asyncio
import logging
import time

from briefs_bot.telegram.token import hide

logger = logging.getLogger(__name__)

FIRST, LONGEST = 0.5, 30.0


class Backoff:
    """Pauses between retries of `what`, which is its name in the log."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._since: float | None = None
        self._said: type[BaseException] | None = None
        self._pause = FIRST

    @property
    def seconds(self) -> float:
        """The seconds since it went away."""
        return 0.0 if self._since is None else time.monotonic() - self._since

    async def wait(self, error: BaseException, at_least: float = 0.0) -> None:
        if self._since is None:
            self._since, self._pause = time.monotonic(), FIRST
        if type(error) is not self._said:
            self._said = type(error)
            logger.warning("%s_unavailable error=%r", self._what, hide(str(error)))
        await asyncio.sleep(max(self._pause, at_least))
        self._pause = min(self._pause * 2, LONGEST)

    def over(self) -> None:
        if self._since is not None:
            logger.warning("%s_available seconds=%.0f", self._what, self.seconds)
        self._since = self._said = None
