"""The sandbox over real HTTP: the Bot API, webhooks, broken connections, and who may control it."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import HTTPXRequest

from briefs_bot.sandbox import Sandbox
from briefs_bot.sandbox.demo import populate
from briefs_bot.sandbox.server import create_app
from briefs_bot.telegram.refusals import TryLater, translated

Client = TestClient[web.Request, web.Application]
Work = Callable[[Client], Awaitable[Any]]


@pytest.fixture
def serve(sandbox: Sandbox) -> Callable[[Work], Any]:
    """Return a function that gives a coroutine function an HTTP client of the served sandbox."""

    async def go(work: Work) -> Any:
        async with TestClient(TestServer(create_app(sandbox))) as client:
            return await work(client)

    return lambda work: asyncio.run(go(work))


def bot_of(client: Client, **timeouts: float) -> Bot:
    request = HTTPXRequest(**timeouts)
    return Bot("1000:sandbox", base_url=str(client.make_url("/bot")), request=request)


async def call(client: Client, method: str, **parameters: Any) -> tuple[int, dict[str, Any]]:
    async with client.post(f"/bot1000:sandbox/{method}", **parameters) as response:
        return response.status, await response.json()


async def control(client: Client, path: str, **body: Any) -> Any:
    async with client.post(f"/sandbox/{path}", json=body) as response:
        return await response.json()


def test_a_real_bot_talks_to_it(serve: Any, sandbox: Sandbox, anna: Any) -> None:
    async def talk(client: Client) -> None:
        async with bot_of(client) as bot:
            sent = await bot.send_message(anna.id, "<b>Tea</b>", parse_mode="HTML")
            await bot.edit_message_text("Coffee", anna.id, sent.message_id)
            await bot.send_document(anna.id, b"everything", filename="export.json")
            with pytest.raises(BadRequest):
                await bot.send_message(anna.id, "<p>Tea</p>", parse_mode="HTML")

    serve(talk)

    assert [(message.text, message.document) for message in sandbox.sent] == [
        ("Coffee", None),
        ("", b"everything"),
    ]


@pytest.mark.parametrize("how", ["json", "data", "params"])
def test_parameters_come_as_json_as_a_form_or_in_the_address(serve: Any, anna: Any, how: str) -> None:
    values = {"chat_id": str(anna.id), "text": "Чай", "reply_markup": '{"inline_keyboard": []}'}

    status, answer = serve(lambda client: call(client, "SENDmessage", **{how: values}))

    assert (status, answer["result"]["text"]) == (200, "Чай")


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot1000:sandbox/sendRichMessage", 404, "Not Found: method not found"),
        ("/bot1000:wrong/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 404, "Not Found"),
    ],
)
def test_a_wrong_address_is_answered_as_telegram_does(
    serve: Any, path: str, status: int, description: str
) -> None:
    async def get(client: Client) -> tuple[int, Any]:
        response = await client.get(path)
        return response.status, await response.json()

    answer = {"ok": False, "error_code": status, "description": description}
    assert serve(get) == (status, answer)


@pytest.mark.parametrize(
    ("kind", "error", "shown"),
    [
        ("close_before", NetworkError, 0),
        ("close_after", NetworkError, 1),
        ("cut_off", NetworkError, 1),
        ("hang", TimedOut, 1),
        ("bad_gateway", NetworkError, 0),
    ],
)
def test_faults_are_real_on_the_wire(
    serve: Any, sandbox: Sandbox, anna: Any, kind: str, error: type[Exception], shown: int
) -> None:
    async def send(client: Client) -> None:
        async with bot_of(client, read_timeout=0.2) as bot:
            await control(client, "faults", kind=kind, seconds=0.5)
            with pytest.raises(error):
                await bot.send_message(anna.id, "Tea")

    serve(send)

    assert len(sandbox.sent) == shown


def test_the_chat_page_can_do_everything_that_a_test_can(serve: Any, sandbox: Sandbox) -> None:
    async def play(client: Client) -> Any:
        user = await control(client, "users", name="Ivan", language_code="ru")
        group = await control(client, "groups", title="Newsroom", members=[user["id"]])
        await control(client, "channels", title="Daily briefs", owner=user["id"])
        await control(client, f"chats/{user['id']}/write", text="/start")
        markup = json.dumps({"inline_keyboard": [[{"text": "Mute", "callback_data": "mute"}]]})
        values = {"chat_id": user["id"], "text": "Tea", "reply_markup": markup}
        _, answer = await call(client, "sendMessage", json=values)
        message_id = answer["result"]["message_id"]
        await control(client, f"chats/{user['id']}/press", message_id=message_id, button="Mute")
        moved = await control(client, f"chats/{group['id']}/migrate")
        assert moved["kind"] == "supergroup"
        await control(client, f"users/{user['id']}/block")
        chats = await (await client.get("/sandbox/chats")).json()
        assert {chat["standing"] for chat in chats["chats"]} == {"open", "blocked", "migrated"}
        return await (await client.get("/sandbox/sent")).json()

    sent = serve(play)

    assert sent["count"] == len(sent["sent"]) == 1
    kinds = [next(kind for kind in update if kind != "update_id") for update in sandbox.updates()]
    assert kinds == ["my_chat_member"] * 2 + ["message", "callback_query"] + ["message"] * 2 + [
        "my_chat_member"
    ]


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("users", {}, "Give 'name' as a text."),
        ("chats/42/write", {"text": "x"}, "There is no chat 42"),
        ("chats/5000001/write", {"text": 5}, "Give 'text' as a text."),
        ("chats/5000001/press", {"message_id": 1, "button": "x"}, "No button 'x' below message 1"),
        ("faults", {"kind": "earthquake"}, "choose from refuse"),
        ("faults", {"kind": "flood", "often": 3}, "Unknown: often. A fault has"),
    ],
)
def test_wrong_input_is_answered_with_what_to_do(
    serve: Any, anna: Any, path: str, body: dict[str, Any], error: str
) -> None:
    answer = serve(lambda client: control(client, path, **body))

    assert error in answer["error"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
        {"Host": "evil.example"},
        {"Host": "localhost.evil.example"},
        {"Host": "["},
    ],
)
def test_a_page_of_another_site_may_use_no_route(
    serve: Any, sandbox: Sandbox, headers: dict[str, str]
) -> None:
    async def walk(client: Client) -> list[str]:
        answered = []
        for method, path in routes(client.app):
            async with client.request(method, path, headers=headers) as answer:
                if answer.status not in (403, 421):
                    answered.append(f"{method} {path}: {answer.status}")
        return answered

    assert serve(walk) == []
    assert not sandbox.calls


def routes(app: web.Application) -> list[tuple[str, str]]:
    """Return every route of the app, and one that does not exist."""
    named = {"token": "1000:sandbox", "method": "setWebhook", "path": "photos/1.jpg"}
    paths = [(route.method, route.resource.canonical) for route in app.router.routes() if route.resource]
    filled = [(method, re.sub(r"{(\w+)}", lambda m: named.get(m[1], "1"), path)) for method, path in paths]
    assert len(filled) > 20
    return [*filled, ("GET", "/nothing-here")]


def test_a_link_on_another_site_may_open_the_chat_page_and_nothing_else(serve: Any) -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}

    async def walk(client: Client) -> list[str]:
        opened = []
        for method, path in routes(client.app):
            async with client.request(method, path, headers=followed) as answer:
                if answer.ok:
                    opened.append(f"{method} {path}")
        return opened

    assert serve(walk) == ["HEAD /", "GET /"]


def test_a_bot_that_calls_by_a_name_which_is_not_allowed_loses_nothing(serve: Any) -> None:
    async def ask(client: Client) -> None:
        headers = {"Host": "telegram:8081"}
        async with Bot(
            "1000:sandbox",
            base_url=str(client.make_url("/bot")),
            request=HTTPXRequest(httpx_kwargs={"headers": headers}),
        ) as bot:
            await bot.get_me()

    with pytest.raises(NetworkError, match="--allow-host telegram") as refused:
        serve(ask)

    assert isinstance(translated(refused.value), TryLater)


def test_another_container_calls_by_a_name_that_is_allowed(sandbox: Sandbox) -> None:
    async def ask() -> int:
        app = create_app(sandbox, hosts=["telegram"])
        async with TestClient(TestServer(app)) as client:
            answer = await client.get("/bot1000:sandbox/getMe", headers={"Host": "telegram:8081"})
            return answer.status

    assert asyncio.run(ask()) == 200


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("http://127.0.0.1:8000/telegram/webhook/", True),
        ("http://localhost:8000/telegram/webhook/", True),
        ("http://[::1]:8000/telegram/webhook/", True),
        ("http://web:8000/telegram/webhook/", True),
        ("https://169.254.169.254/latest/meta-data/", False),
        ("https://10.0.0.1/", False),
        ("https://[::ffff:10.0.0.1]/", False),
        ("https://intranet.example.org/", False),
        ("https://127.0.0.1.evil.example/", False),
    ],
)
def test_a_webhook_reaches_this_machine_and_what_was_allowed(sandbox: Sandbox, url: str, taken: bool) -> None:
    async def set_webhook() -> tuple[int, dict[str, Any]]:
        async with TestClient(TestServer(create_app(sandbox, hosts=["web"]))) as client:
            return await call(client, "setWebhook", json={"url": url})

    status, answer = asyncio.run(set_webhook())

    assert (status, sandbox.world.webhook.url) == ((200, url) if taken else (400, ""))
    assert taken or "--allow-host" in answer["description"]


def test_a_document_is_saved_and_never_shown(serve: Any, sandbox: Sandbox, anna: Any) -> None:
    async def save(client: Client) -> tuple[str, bytes]:
        async with bot_of(client) as bot:
            await bot.send_document(anna.id, b"<script>alert(1)</script>", filename="export.html")
        shown = await (await client.get(f"/sandbox/chats/{anna.id}/messages")).json()
        response = await client.get(shown["messages"][-1]["document"]["url"])
        return response.headers["Content-Disposition"], await response.read()

    assert serve(save) == ("attachment", b"<script>alert(1)</script>")


def test_a_reset_brings_back_the_people_of_the_demo(serve: Any, sandbox: Sandbox, anna: Any) -> None:
    sandbox.populate = populate

    assert serve(lambda client: control(client, "reset")) == {"chats": 5}
    assert [user.name for user in sandbox.users.values()] == ["Anna", "Ivan", "Layla"]


def test_a_webhook_gets_each_chat_in_order_until_it_is_content(
    serve: Any, sandbox: Sandbox, anna: Any
) -> None:
    heard: list[tuple[str, str]] = []
    refusals = iter([500, 500])

    async def hook(request: web.Request) -> web.Response:
        if status := next(refusals, None):
            return web.Response(status=status)
        update = await request.json()
        heard.append((update["message"]["text"], request.headers["X-Telegram-Bot-Api-Secret-Token"]))
        return web.json_response({"method": "sendMessage", "chat_id": anna.id, "text": "Heard"})

    async def listen(client: Client) -> None:
        app = web.Application()
        app.router.add_post("/hook", hook)
        async with TestServer(app) as server:
            await call(
                client, "setWebhook", json={"url": str(server.make_url("/hook")), "secret_token": "s3"}
            )
            for text in ("one", "two", "three"):
                sandbox.write(anna.id, text)
            await _until(lambda: len(sandbox.sent) == 3)
            _, info = await call(client, "getWebhookInfo")
            assert "500" in info["result"]["last_error_message"]
            assert info["result"]["pending_update_count"] == 0

    serve(listen)

    assert heard == [("one", "s3"), ("two", "s3"), ("three", "s3")]


def test_a_webhook_that_asks_for_patience_is_not_called_again_before(
    serve: Any, sandbox: Sandbox, anna: Any
) -> None:
    heard: list[str] = []

    async def hook(request: web.Request) -> web.Response:
        text = (await request.json())["message"]["text"]
        heard.append(text)
        return web.Response() if text == "two" else web.Response(status=503, headers={"Retry-After": "3600"})

    async def listen(client: Client) -> None:
        app = web.Application()
        app.router.add_post("/hook", hook)
        async with TestServer(app) as server:
            await call(client, "setWebhook", json={"url": str(server.make_url("/hook"))})
            sandbox.write(anna.id, "one")
            await _until(lambda: heard == ["one"])
            sandbox.write(sandbox.add_user("Boris").id, "two")
            await _until(lambda: "two" in heard)

    serve(listen)

    assert heard == ["one", "two"]


def test_open_pages_are_told_what_changes(serve: Any, sandbox: Sandbox, anna: Any) -> None:
    async def listen(client: Client) -> Any:
        response = await client.get("/sandbox/events")
        await asyncio.sleep(0.05)
        sandbox.write(anna.id, "Hello")
        async for line in response.content:
            if line.startswith(b"data: "):
                response.close()
                return json.loads(line.removeprefix(b"data: "))

    assert serve(listen) == [{"what": "message", "chat_id": anna.id}]


def test_the_page_loads_nothing_from_elsewhere(serve: Any) -> None:
    async def get(client: Client) -> tuple[str, str]:
        response = await client.get("/")
        return response.headers["Content-Security-Policy"], await response.text()

    policy, page = serve(get)

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "//" not in page.replace("<!--", "")


async def _until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not happened():
            await asyncio.sleep(0.02)
