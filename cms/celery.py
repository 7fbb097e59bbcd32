"""The Celery application of the host project."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
app = Celery("cms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def spare_the_collector(**kwargs: Any) -> None:
    """Exempt what is loaded by now from garbage collection, which costs a tenth of sending."""
    gc.collect()
    gc.freeze()
