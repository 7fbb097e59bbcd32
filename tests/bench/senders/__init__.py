"""One program per way of sending; each runs as a process of its own, `python -m tests.bench.senders.NAME`."""
