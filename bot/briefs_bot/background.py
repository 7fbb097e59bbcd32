"""Has a broadcast sent in the background: by Celery, or by django-tasks, as BRIEFS_TELEGRAM_QUEUE says."""

from functools import partial

from django_tasks import task

from briefs_bot import tasks
from briefs_bot.conf import settings
from briefs_bot.delivery import broker
from briefs_bot.operations import due, routing


@task
def broadcast(broadcast_id: int) -> None:
    """Do what `briefs_bot.tasks.broadcast` does, as a task of the host's TASKS."""
    if following := due.send(broadcast_id):
        enqueue(following.pk)


def enqueue(broadcast_id: int) -> bool:
    """Return whether it was queued; where not, the tick or `send_due` finds what is due."""
    if settings.QUEUE == "django_tasks":
        task_of_bot = broadcast.using(queue_name=routing.queue_of(broadcast_id))
        return broker.try_to_queue(broadcast.name, partial(task_of_bot.enqueue, broadcast_id))
    return tasks.enqueue(broadcast_id)
