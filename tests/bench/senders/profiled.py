"""Our sender under a sampler: prints which package every moment of CPU time went to."""

import json
import sys
import sysconfig
import threading
import time
from collections import Counter
from types import FrameType

import django

from tests.bench.meter import metered
from tests.bench.senders.ours import deliver

INTERVAL = 0.002
# Else a thread would be met mostly where it lets go of the lock by itself: at a system call.
SWITCH = 0.00001
PACKAGES = f"{sysconfig.get_path('purelib')}/"
STANDARD = f"{sysconfig.get_path('stdlib')}/"


class Sampler(threading.Thread):
    """Each thread's CPU clock tells what passed since the last look; its frame tells where."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.by_package: Counter[str] = Counter()
        self.by_function: Counter[str] = Counter()
        self._clocks: dict[int, float] = {}

    def run(self) -> None:
        while True:
            time.sleep(INTERVAL)
            for thread, frame in sys._current_frames().items():
                if thread != self.ident:
                    self._add(frame, self._passed(thread))

    def _passed(self, thread: int) -> float:
        now = time.clock_gettime(time.pthread_getcpuclockid(thread))
        before = self._clocks.get(thread, now)
        self._clocks[thread] = now
        return now - before

    def _add(self, frame: FrameType, seconds: float) -> None:
        if not seconds:
            return
        self.by_package[_package(frame)] += seconds
        self.by_function[_ours(frame)] += seconds


def _ours(frame: FrameType | None) -> str:
    """The innermost function of ours that is at work."""
    while frame and not _is_ours(frame):
        frame = frame.f_back
    return f"{frame.f_globals['__name__']}.{frame.f_code.co_qualname}" if frame else "(no function of ours)"


def _is_ours(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__", "").partition(".")[0] in ("briefs_bot", "briefs_app")


def _package(frame: FrameType) -> str:
    """The package whose code runs; what C code does counts for the Python that called it."""
    path = frame.f_code.co_filename
    for root in (PACKAGES, STANDARD):
        if path.startswith(root):
            return path.removeprefix(root).partition("/")[0].removesuffix(".py")
    return frame.f_globals.get("__name__", "?").partition(".")[0]


if __name__ == "__main__":
    django.setup()
    sampler = Sampler()
    with metered():
        sys.setswitchinterval(SWITCH)
        sampler.start()
        deliver()
    print(json.dumps({"packages": sampler.by_package, "functions": sampler.by_function}))
