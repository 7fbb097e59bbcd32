"""One Celery task per message, over a kept connection: the worker's app; `celery_each CHATS` queues."""

import json
import os
import sys

import requests
from celery import Celery, Task

from tests.bench import message
from tests.bench.meter import metered

app = Celery("celery_each", broker=os.environ["REDIS_URL"])
app.conf.task_ignore_result = True

ADDRESS = f"{os.environ['TELEGRAM_API_URL']}/bot{os.environ['TELEGRAM_BOT_TOKEN']}/sendMessage"
BUTTONS = json.dumps(message.SHOWN["reply_markup"])
session = requests.Session()


@app.task(name="send", bind=True, max_retries=None)
def send(self: Task, chat_id: int) -> None:
    values = {"chat_id": chat_id, "text": message.HTML, "parse_mode": "HTML", "reply_markup": BUTTONS}
    answer = session.post(ADDRESS, data=values, timeout=30).json()
    if not answer["ok"]:
        raise self.retry(countdown=answer["parameters"]["retry_after"])


if __name__ == "__main__":
    with metered():
        for chat_id in message.chats(int(sys.argv[1])):
            send.delay(chat_id)
