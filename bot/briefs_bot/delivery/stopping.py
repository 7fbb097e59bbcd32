"""Lets a run of sending finish cleanly when its process is told to end, as systemd tells a whole group."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from billiard.process import current_process

# Signals that end a process and may be put off; a cold shutdown (SIGQUIT) may not.
SIGNALS = [signal.Signals[name] for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)]
# Seconds after a run in which a process of the pool tells its worker how the task ended.
REPORT_SECONDS = 1.0

_requested = threading.Event()


def is_requested() -> bool:
    """Return whether the process was told to end, so that nothing more may be begun."""
    return _requested.is_set()


@contextmanager
def deferred() -> Iterator[None]:
    """Put off the end of the process until the block is left; `is_requested` tells the block of it.

    Outside the main thread no signal arrives, and Celery waits for the task anyway.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received: list[int] = []
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def on_signal(number: int, frame: FrameType | None) -> None:
        _requested.set()
        original = before[signal.Signals(number)]
        # The handler of a worker that runs tasks itself lets the task end; it counts its calls.
        if callable(original) and original is not signal.default_int_handler and not _is_in_pool():
            original(number, frame)
        else:
            received.append(number)

    replaced = {number for number, handler in before.items() if handler not in (signal.SIG_IGN, None)}
    for number in replaced:
        signal.signal(number, on_signal)
    try:
        yield
    finally:
        for number in replaced:
            # Celery's own handler replaces itself when it is called, for the second signal.
            if signal.getsignal(number) is on_signal:
                signal.signal(number, before[number])
        _requested.clear()
        if received:
            _end(received[0])


def _end(number: int) -> None:
    if not _is_in_pool():
        os.kill(os.getpid(), number)
        return
    timer = threading.Timer(REPORT_SECONDS, os.kill, (os.getpid(), number))
    timer.daemon = True
    timer.start()


def _is_in_pool() -> bool:
    return current_process().name != "MainProcess"
