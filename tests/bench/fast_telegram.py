"""A stand-in for Telegram that is never the bottleneck: counts messages, answers each with a valid Message.

`python -m tests.bench.fast_telegram PORT`. GET /bench shows the count; GET /bench/reset starts a new one,
with `?overall=30` under Telegram's limits, and with `&latency=0.05` that many seconds away.
GET /bench/ask?text=/latest&first=5000001&people=100&at_once=1 lets people write; /bench/asked tells how long
they waited.
"""

import asyncio
import json
import re
import sys
import time
from array import array
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from briefs_bot.sandbox.limits import FloodControl, Limits
from briefs_bot.sandbox.refusals import Refused, bad
from tests.bench import message
from tests.bench.crowd import Crowd

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHAT = re.compile(rb'\bchat_id(?:=|": ?"?|"\s+)(-?\d+)')
TEXT = re.compile(rb'\b(?:text|caption)(?:=|": ?"|"\s+)[^&"\s]')
HEAD = b"HTTP/1.1 %d .\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
ME = {"id": 1000, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
# What a bot asks when it starts.
ANSWERS: dict[str, Any] = {
    "getme": ME,
    "getmycommands": [],
    "getmyname": {"name": ""},
    "getmydescription": {"description": ""},
    "getmyshortdescription": {"short_description": ""},
    "getchatmenubutton": {"type": "default"},
}
SENT = (
    b'{"ok":true,"result":{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private","first_name":"Reader"},'
    b'"from":' + json.dumps(ME).encode() + b"," + json.dumps(message.SHOWN).encode()[1:-1] + b"}}"
)


@dataclass
class Reader:
    id: int
    kind: str = "private"


class Telegram:
    def __init__(self) -> None:
        self.crowd = Crowd()
        self.reset()

    def reset(self, overall: str = "", latency: str = "0") -> None:
        self.flood_control = FloodControl(Limits(overall=int(overall))) if overall else None
        self.latency = float(latency)
        self.times = array("d")
        self.chats: Counter[int] = Counter()
        self.refused = 0

    async def updates(self, body: bytes) -> bytes:
        asked = _read(body)
        found = await self.crowd.get(int(asked.get("offset", 0)), float(asked.get("timeout", 0)))
        return _result(found)

    def answer(self, path: str, body: bytes) -> tuple[int, bytes]:
        try:
            return 200, self._perform(path, body)
        except Refused as refused:
            self.refused += refused.code == 429
            return refused.code, json.dumps(refused.as_dict()).encode()

    def _perform(self, path: str, body: bytes) -> bytes:
        method = path.rpartition("/")[2].lower()
        if method in ("sendmessage", "sendphoto"):
            return self._send(body)
        if path.startswith("/bench"):
            return json.dumps(self._direct(path)).encode()
        if method in ("setwebhook", "deletewebhook"):
            self.crowd.set_webhook(_read(body) if method == "setwebhook" else {})
            return _result(True)
        if method == "getwebhookinfo":
            state = {"has_custom_certificate": False, "pending_update_count": 0}
            return _result({"url": self.crowd.webhook.get("url", ""), **state})
        if method.startswith(("set", "editmessage", "answer")):
            return _result(True)
        if method in ANSWERS:
            return _result(ANSWERS[method])
        raise Refused(404, "method not found")

    def _direct(self, path: str) -> Any:
        parts = urlsplit(path)
        options = dict(parse_qsl(parts.query))
        match parts.path:
            case "/bench/reset":
                self.reset(**options)
            case "/bench/ask":
                self.crowd.ask(options.pop("text"), **{name: int(value) for name, value in options.items()})
            case "/bench/asked":
                return self.crowd.report()
        return self._count()

    def _send(self, body: bytes) -> bytes:
        if not (found := CHAT.search(body)):
            raise bad("chat_id is empty")
        if not TEXT.search(body):
            raise bad("message text is empty")
        chat, now = int(found[1]), time.time()
        if self.flood_control:
            self.flood_control.check(Reader(chat), now)
        self.times.append(now)
        self.chats[chat] += 1
        self.crowd.answered(chat)
        return SENT % (len(self.times), now, chat)

    def _count(self) -> dict[str, Any]:
        return {
            "sent": len(self.times),
            "chats": len(self.chats),
            "refused": self.refused,
            "first": self.times[0] if self.times else 0,
            "last": self.times[-1] if self.times else 0,
            "busiest": max(
                (bisect_right(self.times, t + 1) - place for place, t in enumerate(self.times)), default=0
            ),
        }


class Connection(asyncio.Protocol):
    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.received = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, complete, rest = self.received.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        size = int(length[1]) if length else 0
        if not complete or len(rest) < size:
            return
        self.received = b""  # nobody sends a second request before the first is answered
        path = head.split(b" ", 2)[1].decode()
        if path.lower().endswith("/getupdates"):
            self.waiting = asyncio.create_task(self._give_updates(rest))
            return
        status, body = self.telegram.answer(path, rest)
        answer = HEAD % (status, len(body)) + body
        if self.telegram.latency:
            asyncio.get_running_loop().call_later(self.telegram.latency, self.transport.write, answer)
        else:
            self.transport.write(answer)

    async def _give_updates(self, body: bytes) -> None:
        answer = await self.telegram.updates(body)
        self.transport.write(HEAD % (200, len(answer)) + answer)


def _read(body: bytes) -> dict[str, Any]:
    text = body.decode()
    return json.loads(text) if text.startswith("{") else dict(parse_qsl(text))


def _result(value: Any) -> bytes:
    return json.dumps({"ok": True, "result": value}).encode()


async def serve(port: int) -> None:
    telegram = Telegram()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(telegram), "127.0.0.1", port, backlog=1000)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
