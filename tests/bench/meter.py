"""What a stretch of work costs the process that does it; printed as JSON for the one who started it."""

import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def metered(**more: Any) -> Iterator[None]:
    """Waits for the starting signal, so that starting up is not part of it."""
    print("ready", flush=True)
    input()
    began, cpu = time.monotonic(), time.process_time()
    yield
    cost = {
        "seconds": time.monotonic() - began,
        "cpu": time.process_time() - cpu,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(cost | more), flush=True)
