"""Starts `make demo`, publishes a brief in the admin, reads it in the sandbox's chats, and stops it all."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import requests

PORT, SANDBOX_PORT = 8765, 8766
SITE, SANDBOX = f"http://127.0.0.1:{PORT}", f"http://127.0.0.1:{SANDBOX_PORT}/sandbox"
HEADLINE = f"Patrols resume & the strait <reopens> {int(time.time())}"
# The environment of a real site, whose people and data are none of the demo's.
REAL = {
    "DEBUG": "0",
    "DATABASE_URL": "sqlite:////nowhere/real.sqlite3",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
    "BASE_URL": "https://real.example.org",
    "ALLOWED_HOSTS": "real.example.org",
    "TELEGRAM_BOT_TOKEN": "1:real",
    "TELEGRAM_BOT_TOKENS": "real.example.org=1:real",
}
SECONDS_TO_START = 120
SECONDS_TO_ARRIVE = 2.0


def main() -> None:
    demo = start()
    try:
        wait_until(lambda: requests.get(f"{SITE}/health/", timeout=5).ok, SECONDS_TO_START, "the site")
        wait_until(lambda: bool(chats("Newsroom")["from_bot"]), SECONDS_TO_START, "the bot")
        expect(not reachable_from_elsewhere(), "only this machine reaches it")
        followers, other = people()
        commands(followers[0])
        publish()
        arrived = time.monotonic()
        for chat in followers:
            wait_until(lambda chat=chat: received(chat) == 1, 10, f"the brief in chat {chat}")
        took = time.monotonic() - arrived
        follow_the_button(followers[0])
        time.sleep(3)
        counts = [received(chat) for chat in followers], received(other)
        expect(counts == ([1, 1, 1], 0), f"three chats have the brief once, the fourth not at all: {counts}")
        expect(took < SECONDS_TO_ARRIVE, f"it arrived within {SECONDS_TO_ARRIVE} seconds: {took:.2f}")
    finally:
        stop(demo)
    expect(not listening(), "every process ended")
    second_start()
    print("The demo works.")


def start() -> subprocess.Popen[str]:
    environment = {**os.environ, **REAL, "PORT": str(PORT), "SANDBOX_PORT": str(SANDBOX_PORT)}
    return subprocess.Popen(["make", "demo"], env=environment, text=True, start_new_session=True)


def stop(demo: subprocess.Popen[str]) -> None:
    """As Ctrl-C does: the signal reaches the whole foreground group."""
    os.killpg(demo.pid, signal.SIGINT)
    try:
        demo.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(demo.pid, signal.SIGKILL)
        expect(False, "Ctrl-C ended the demo")


def second_start() -> None:
    demo = start()
    try:
        wait_until(lambda: requests.get(f"{SITE}/health/", timeout=5).ok, SECONDS_TO_START, "the site again")
        found = requests.get(f"{SITE}/api/v2/briefs/", {"limit": 1}, timeout=10).json()["items"][0]["title"]
        expect(found == HEADLINE, "a second start keeps the data")
        taken = subprocess.run(["make", "demo", f"PORT={PORT}"], capture_output=True, text=True, check=False)
        expect(f"Port {PORT} is taken" in taken.stderr, "a taken port is told clearly")
    finally:
        stop(demo)


def people() -> tuple[list[int], int]:
    """Three chats follow security (two people and a group); a fourth follows energy."""
    anna = chats("Anna")["id"]
    boris = sandbox("users", name="Boris", language_code="en")["id"]
    chloe = sandbox("users", name="Chloe", language_code="en")["id"]
    group = chats("Newsroom")["id"]
    for chat in (anna, boris, chloe):
        write(chat, chat, "/start", "Welcome")
    for chat in (anna, boris):
        press(chat, chat, "Security")
    press(chloe, chloe, "Energy")
    press(group, chats("Newsroom")["owner"], "Security")
    return [anna, boris, group], chloe


def commands(chat: int) -> None:
    write(chat, chat, "/latest", "Latest briefs")
    write(chat, chat, "/topic security", "Security")


def follow_the_button(chat: int) -> None:
    told = next(message for message in messages(chat) if HEADLINE in message["text"])
    page = requests.get(told["buttons"][0][0]["url"], timeout=30)
    expect(
        page.ok and "<reopens>" not in page.text and "&lt;reopens&gt;" in page.text, "its button leads to it"
    )


def publish() -> None:
    browser = requests.Session()
    login(browser)
    parent = requests.get(
        f"{SITE}/api/v2/pages/", {"type": "briefs_pages.BriefIndexPage", "locale": "en"}, timeout=10
    )
    topic = requests.get(f"{SITE}/api/v2/topics/", {"slug": "security", "locale": "en"}, timeout=10)
    address = f"{SITE}/admin/pages/add/briefs_pages/briefpage/{parent.json()['items'][0]['id']}/"
    form = {
        "title": HEADLINE,
        "slug": f"patrols-resume-{int(time.time())}",
        "topic": topic.json()["items"][0]["id"],
        "summary": "Two patrol boats are back in the strait; the situation is better than a week ago.",
        "status": "improved",
        "notify_subscribers": "on",
        "body-count": 0,
        **no_rows("brief_related_articles"),
        **no_rows("comments"),
        "action-publish": "publish",
        "csrfmiddlewaretoken": token(browser.get(address, timeout=30)),
    }
    answer = browser.post(address, form, headers={"Referer": address}, timeout=30)
    asked = re.search(r'action="(\S+)" class="briefs-publish">', answer.text)
    expect(bool(asked) and "Goes to" in answer.text, "the admin says who gets the brief, and asks")
    form = {"choice": "notify", "csrfmiddlewaretoken": token(answer)}
    answer = browser.post(f"{SITE}{asked[1]}", form, headers={"Referer": address}, timeout=30)
    expect("has been published" in answer.text and answer.ok, "the admin published the brief")


def no_rows(formset: str) -> dict[str, int]:
    return {f"{formset}-{n}_FORMS": 0 for n in ("TOTAL", "INITIAL")}


def login(browser: requests.Session) -> None:
    address = f"{SITE}/admin/login/"
    form = {
        "username": "demo",
        "password": "demo",
        "csrfmiddlewaretoken": token(browser.get(address, timeout=30)),
    }
    browser.post(address, form, headers={"Referer": address}, timeout=30)


def token(page: requests.Response) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]


def chats(title: str) -> Any:
    return next(
        chat
        for chat in requests.get(f"{SANDBOX}/chats", timeout=10).json()["chats"]
        if chat["title"] == title
    )


def sandbox(path: str, **values: Any) -> Any:
    answer = requests.post(f"{SANDBOX}/{path}", json=values, timeout=10)
    expect(answer.ok, f"the sandbox takes {path} {values}: {answer.text[:200]}")
    return answer.json()


def messages(chat: int) -> list[dict[str, Any]]:
    answer = requests.get(f"{SANDBOX}/chats/{chat}/messages", timeout=10).json()
    return [m for m in answer["messages"] if m["from_bot"]]


def write(chat: int, user: int, text: str, answer: str) -> None:
    before = len(messages(chat))
    sandbox(f"chats/{chat}/write", user_id=user, text=text)
    wait_until(lambda: any(answer in m["text"] for m in messages(chat)[before:]), 10, f"an answer to {text}")


def press(chat: int, user: int, label: str) -> None:
    welcome = next(m for m in messages(chat) if "Welcome" in m["text"])
    sandbox(f"chats/{chat}/press", user_id=user, message_id=welcome["id"], button=label)
    wait_until(lambda: f"✓ {label}" in str(messages(chat)), 10, f"a tick at {label}")


def received(chat: int) -> int:
    return sum(HEADLINE in message["text"] for message in messages(chat))


def reachable_from_elsewhere() -> bool:
    """Whether an address of this machine that others can reach answers."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing, but chooses the address
        except OSError:  # without a network there is none
            return False
        address = probe.getsockname()[0]
    return any(answers(address, port) for port in (PORT, SANDBOX_PORT))


def answers(address: str, port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.settimeout(2)
        return probe.connect_ex((address, port)) == 0


def listening() -> bool:
    try:
        return requests.get(f"{SITE}/health/", timeout=2).ok
    except requests.ConnectionError:
        return False


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if true():
                return
        except (requests.ConnectionError, StopIteration):
            pass
        time.sleep(0.05)
    expect(False, f"{what} within {seconds} seconds")


def expect(true: bool, what: str) -> None:
    print("ok  " if true else "FAIL", what, flush=True)
    if not true:
        sys.exit(1)


if __name__ == "__main__":
    main()
