"""Takes the pictures of the guide from a demo of its own: `python -m tests.screenshots`."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests
from PIL import Image
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.briefs_bot.sandbox.test_page import CHROMIUM, DRIVER, OPTIONS
from tests.browser.person import Person
from tests.browser.test_editing import choose_status, fill_in, publish_it

PORT, SANDBOX_PORT = 8767, 8768
SITE, SANDBOX = f"http://127.0.0.1:{PORT}", f"http://127.0.0.1:{SANDBOX_PORT}/sandbox"
DEMO = "import sys, pathlib; from cms import demo; demo.VAR_DIR = pathlib.Path(sys.argv[1]); demo.main()"
FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
TITLE = "Patrols resume in the strait"
FOLLOWERS = 12
COLORS = 64
LARGEST = 60_000
SECONDS_TO_START = 300


def main() -> None:
    with demo(), browser() as driver:
        take_all(Person(driver, SITE), add_followers())


@contextmanager
def demo() -> Iterator[None]:
    """Run the demo on a new database, in a process group of its own."""
    with TemporaryDirectory(prefix="briefs-demo-", ignore_cleanup_errors=True) as folder:
        ports = {"PORT": str(PORT), "SANDBOX_PORT": str(SANDBOX_PORT)}
        command = [sys.executable, "-c", DEMO, folder]
        running = subprocess.Popen(command, env={**os.environ, **ports}, start_new_session=True)
        try:
            wait_until(lambda: requests.get(f"{SITE}/health/", timeout=5).ok)
            wait_until(lambda: bool(chat("Newsroom")["from_bot"]))
            yield
        finally:
            os.killpg(running.pid, signal.SIGINT)
            running.wait(30)


@contextmanager
def browser() -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for option in (*OPTIONS, "--hide-scrollbars"):
        options.add_argument(option)
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()


def add_followers() -> list[int]:
    """People who start the bot and press the topic, as anybody does."""
    people = []
    for number in range(FOLLOWERS):
        person = ask("users", name=f"Reader {number + 1}", language_code="en")["id"]
        ask(f"chats/{person}/write", user_id=person, text="/start")
        wait_until(lambda person=person: bool(messages(person)))
        message = messages(person)[-1]["id"]
        ask(f"chats/{person}/press", user_id=person, message_id=message, button="Security")
        wait_until(lambda person=person: "✓ Security" in str(messages(person)))
        people.append(person)
    return people


def take_all(editor: Person, followers: list[int]) -> None:
    editor.open("/admin/login/")
    editor.write("username", "demo")
    editor.write("password", "demo\n")
    editor.see("h1")
    editor.open(f"/admin/pages/add/briefs_pages/briefpage/{english_index()}/")
    fill_in(editor, TITLE)
    choose_status(editor, "Improved")
    editor.click("footer button", "Save draft")
    editor.see(".messages .success")
    edit = editor.driver.current_url.removeprefix(SITE)

    resize(editor, 480, 900)
    editor.open(f"{edit.removesuffix('edit/')}view_draft/?mode=telegram")
    save(editor.see("main"), "telegram-preview")
    resize(editor, 1000, 400)
    editor.open(edit)
    publish_it(editor)
    editor.see("form.briefs-publish")
    save(editor.see("#main"), "question-at-publish")
    resize(editor, 1000, 700)
    editor.click("form.briefs-publish button", "Publish and notify")
    editor.see(".messages .success")
    wait_until(lambda: all(TITLE in messages(person)[-1]["text"] for person in followers))
    editor.open(edit)
    editor.click("[role=tab]", "Subscribers")
    editor.see(".briefs-outcome", "Reached all")
    save(editor.see(".briefs-outcome"), "outcome")
    editor.click(".briefs-outcome a", "Report")
    editor.see(".briefs-report__events")
    save(editor.see("#main"), "report")


def english_index() -> int:
    wanted = {"type": "briefs_pages.BriefIndexPage", "locale": "en"}
    return int(requests.get(f"{SITE}/api/v2/pages/", wanted, timeout=30).json()["items"][0]["id"])


def resize(editor: Person, width: int, height: int) -> None:
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    editor.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def save(element: Any, name: str) -> None:
    """Save what the element shows, in few colours."""
    path = FOLDER / f"{name}.png"
    picture = Image.open(BytesIO(element.screenshot_as_png)).convert("RGB")
    picture.quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.name}: {picture.width} × {picture.height}, {size} bytes")
    if size > LARGEST:
        sys.exit(f"{path.name} is larger than {LARGEST} bytes.")


def ask(path: str, **values: Any) -> Any:
    answer = requests.post(f"{SANDBOX}/{path}", json=values, timeout=10)
    answer.raise_for_status()
    return answer.json()


def chat(title: str) -> Any:
    found = requests.get(f"{SANDBOX}/chats", timeout=10).json()["chats"]
    return next(chat for chat in found if chat["title"] == title)


def messages(person: int) -> list[dict[str, Any]]:
    found = requests.get(f"{SANDBOX}/chats/{person}/messages", timeout=10).json()["messages"]
    return [message for message in found if message["from_bot"]]


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        try:
            if true():
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.2)
    sys.exit("The demo does not answer.")


if __name__ == "__main__":
    main()
