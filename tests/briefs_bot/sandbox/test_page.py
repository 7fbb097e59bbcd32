"""The chat page in a real browser."""

import asyncio
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from queue import Queue
from typing import Any

import pytest
from aiohttp import web
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from briefs_bot.sandbox import Sandbox
from briefs_bot.sandbox.demo import populate
from briefs_bot.sandbox.server import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")

OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--window-size=1280,800",
)


@pytest.fixture
def address(sandbox: Sandbox) -> Iterator[str]:
    """Serve the sandbox from a thread of its own; return its URL."""
    sandbox.populate = populate
    sandbox.reset()
    served: Queue[tuple[int, Callable[[], None]]] = Queue()

    async def serve() -> None:
        stop = asyncio.Event()
        runner = web.AppRunner(create_app(sandbox), shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        end = partial(asyncio.get_running_loop().call_soon_threadsafe, stop.set)
        served.put((runner.addresses[0][1], end))
        await stop.wait()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    port, end = served.get(timeout=10)
    yield f"http://127.0.0.1:{port}/"
    end()
    thread.join(10)


@pytest.fixture
def browser() -> Iterator[Any]:
    if not (CHROMIUM and DRIVER):
        missing = "The page is tested in a browser: install chromium and chromedriver."
        pytest.fail(missing) if os.environ.get("REQUIRE_CHROMIUM") == "1" else pytest.skip(missing)
    options = Options()
    options.binary_location = CHROMIUM
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for option in OPTIONS:
        options.add_argument(option)
    browser = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield browser
    browser.quit()


@pytest.fixture
def see(browser: Any) -> Callable[..., Any]:
    """Return a function that waits until an element with a text is shown, and returns it."""

    def see(css: str, text: str = "") -> Any:
        def look(driver: Any) -> Any:
            found = driver.find_elements(By.CSS_SELECTOR, css)
            return next((each for each in found if each.is_displayed() and text in each.text), None)

        return WebDriverWait(browser, 10, ignored_exceptions=[Exception]).until(look, f"{css} {text}")

    return see


def test_a_person_starts_the_bot_reads_and_answers(
    sandbox: Sandbox, address: str, browser: Any, see: Any
) -> None:
    anna = next(user for user in sandbox.users.values() if user.name == "Anna")
    sandbox.updates()

    def send(method: str, **values: Any) -> None:
        assert sandbox.answer(method, {"chat_id": anna.id, **values}).status == 200

    def heard() -> list[dict[str, Any]]:
        return WebDriverWait(browser, 10).until(lambda driver: sandbox.updates())

    browser.get(address)
    see("#notice-button", "Start").click()
    started = heard()[0]["message"]
    assert (started["text"], started["from"]["id"]) == ("/start", anna.id)

    markup = {"inline_keyboard": [[{"text": "Mute", "callback_data": "mute"}]]}
    evil = "<b>Tea</b> &lt;img src=x onerror=alert(1)&gt; <tg-spoiler>milk</tg-spoiler>"
    send("sendMessage", text=evil, parse_mode="HTML", reply_markup=markup)
    see(".text strong", "Tea")
    assert "<img src=x onerror=alert(1)>" in see(".theirs .text").text
    see(".spoiler").send_keys(Keys.ENTER)
    see(".spoiler.shown", "milk")

    see(".keyboard button", "Mute").click()
    query = heard()[0]["callback_query"]
    sandbox.answer("answerCallbackQuery", {"callback_query_id": query["id"], "text": "Muted"})
    see("#toast", "Muted")
    send("editMessageText", message_id=sandbox.sent[-1].id, text="Coffee")
    see(".theirs", "Coffee")
    see(".theirs .marks", "edited")
    browser.refresh()
    see(".theirs", "Coffee")
    assert "Muted" not in browser.find_element(By.ID, "toast").text

    sandbox.answer("setMyCommands", {"commands": [{"command": "latest", "description": "The latest briefs"}]})
    browser.execute_script("document.activeElement.blur()")
    see("#text").click()
    see("#text").send_keys("/la")
    see("#completions li", "/latest")
    see("#text").send_keys(Keys.ENTER)
    assert heard()[0]["message"]["text"] == "/latest"

    see("#standing", "Block the bot").click()
    see("#notice-button", "Unblock the bot")
    assert heard()[0]["my_chat_member"]["new_chat_member"]["status"] == "kicked"

    browser.set_window_size(420, 800)
    see("#back").click()
    see("#chats strong", "Newsroom").click()
    see("#author select")
    severe = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert severe == []


def test_a_person_shares_what_the_bot_offers_inline(
    sandbox: Sandbox, address: str, browser: Any, see: Any
) -> None:
    group = next(chat for chat in sandbox.chats.values() if chat.title == "Newsroom")
    sandbox.updates()

    def answer(**values: Any) -> str:
        query = WebDriverWait(browser, 10).until(lambda driver: sandbox.updates())[-1]["inline_query"]
        given = {"inline_query_id": query["id"], "results": [], **values}
        assert sandbox.answer("answerInlineQuery", given).status == 200
        return query["query"]

    def article(name: str) -> dict[str, Any]:
        content = {"message_text": f"<b>{name}</b> is ready", "parse_mode": "HTML"}
        return {"type": "article", "id": name, "title": name, "input_message_content": content}

    browser.get(f"{address}#{group.id}")
    see("#text").send_keys(f"@{sandbox.bot.username} te")
    assert answer(results=[article("Tea")], next_offset="1") == "te"
    see(".switch", "More").click()
    answer(results=[article("Milk")])
    see(".offer", "Tea")
    see(".offer", "Milk").click()
    see(".message.mine strong", "Milk")
    see(".message.mine .author", f"via @{sandbox.bot.username}")
    assert not browser.find_elements(By.CSS_SELECTOR, ".offer")
    assert [list(update)[1] for update in sandbox.updates()] == ["message"]

    see("#text").send_keys(f"@{sandbox.bot.username} rum")
    answer(button={"text": "No rum", "start_parameter": "rum"})
    see(".switch", "No rum").click()
    see("#notice-button", "Start (rum)")
