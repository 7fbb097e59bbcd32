"""The queue that the bot works from."""

from celery import Celery

app = Celery("desk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
