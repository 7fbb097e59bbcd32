"""The host project's settings, in a hurry: dead workers are noticed sooner, and the tick comes more often."""

import os
import sys

from cms.settings import *  # noqa: F403
from cms.settings import CELERY_BEAT_SCHEDULE, DATABASES

# Still longer than Telegram may take to answer.
BRIEFS_TELEGRAM_LEASE = 30
CELERY_BEAT_SCHEDULE = {
    name: {**entry, "schedule": 2.0}
    for name, entry in CELERY_BEAT_SCHEDULE.items()
    if name == "send what is due"
}
BRIEFS_TELEGRAM_RATE = float(os.environ.get("TELEGRAM_RATE", "28"))
# As a host may have set it for its own tasks; a broadcast is not broken off by it.
CELERY_TASK_TIME_LIMIT = 5
# As a host may have set it, against a broker that hangs.
if "SOCKET_TIMEOUT" in os.environ:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": float(os.environ["SOCKET_TIMEOUT"])}
if "BEHIND_PGBOUNCER" in os.environ:
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
# RabbitMQ instead of Redis; the limits stay there.
if "BROKER_URL" in os.environ:
    CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = os.environ["BROKER_URL"], {}
# Seconds, far below Python's own: threads that read what another one changes fail soon.
if "SWITCH_INTERVAL" in os.environ:
    sys.setswitchinterval(float(os.environ["SWITCH_INTERVAL"]))
