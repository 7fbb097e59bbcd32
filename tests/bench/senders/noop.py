"""The bare Celery round trip: a task that does nothing but say so in Redis. `noop TRIPS`."""

import json
import os
import statistics
import sys
import time

from celery import Celery
from redis import Redis

from tests.bench.meter import metered

PAUSE = 0.05

app = Celery("noop", broker=os.environ["REDIS_URL"])
app.conf.task_ignore_result = True
redis = Redis.from_url(os.environ["REDIS_URL"])


@app.task(name="noop")
def noop(key: str) -> None:
    redis.rpush(key, 1)


def round_trip(key: str) -> float:
    began = time.perf_counter()
    noop.delay(key)
    redis.blpop([key])
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    times = []
    with metered():
        round_trip("warm-up")
        for number in range(int(sys.argv[1])):
            time.sleep(PAUSE)
            times.append(round_trip(f"trip-{number}"))
    print(json.dumps({"median": statistics.median(times), "worst": max(times)}))
