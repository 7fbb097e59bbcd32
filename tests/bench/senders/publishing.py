"""Publishes briefs one by one; prints the milliseconds from each commit to the first call at Telegram."""

import json
import os
import statistics
import sys
import time

import django
import requests
from django.db import transaction

from tests.bench.meter import metered
from tests.bench.seeding import publish

PAUSE = 1.0  # so that the worker is idle again, and no chat gets more than Telegram lets it
TELEGRAM = os.environ["TELEGRAM_API_URL"]


def first_call_after(slug: str) -> float:
    committed: list[float] = []
    requests.get(f"{TELEGRAM}/bench/reset", timeout=5)
    with transaction.atomic():
        transaction.on_commit(lambda: committed.append(time.time()))
        publish(slug)
    time.sleep(PAUSE)
    count = requests.get(f"{TELEGRAM}/bench", timeout=5).json()
    return (count["first"] - committed[0]) * 1000


if __name__ == "__main__":
    django.setup()
    with metered():
        first_call_after("warm-up")
        times = [first_call_after(f"brief-{number}") for number in range(int(sys.argv[1]))]
    print(json.dumps({"median": statistics.median(times), "worst": max(times)}))
