"""`make demo`: prepares the database and the demo content, then hands every process over to honcho."""

import os
import socket
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR_DIR = ROOT / "var" / "demo"
LOGIN = "demo"
SANDBOX_TOKEN = "1000:sandbox"  # noqa: S105  what the sandbox takes
# The one way to let it talk to real people: a variable that no real site has.
OWN_TOKEN = "DEMO_TELEGRAM_BOT_TOKEN"  # noqa: S105  its name
# What the environment of a real site says; none of it is the demo's.
NAMES = {
    *("ALLOWED_HOSTS", "BASE_URL", "BUILD", "DATABASE_URL", "DEBUG", "DJANGO_SETTINGS_MODULE"),
    *("ENV_FILE", "KEEP_PAGES_MB", "LOG_FORMAT", "REDIS_URL", "SECRET_KEY", "VAR_DIR"),
}
PREFIXES = ("BRIEFS_", "CELERY_", "DEMO_", "TELEGRAM_")


def main() -> None:
    port = wanted_port("PORT", 8000)
    real = bool(os.environ.get(OWN_TOKEN))
    sandbox_port = 0 if real else wanted_port("SANDBOX_PORT", 8081)
    if port == sandbox_port:
        sys.exit(f"PORT and SANDBOX_PORT are both {port}; they have to differ.")
    say_what_is_ignored(os.environ)
    settled = environment(os.environ, port, sandbox_port, free_port())
    os.environ.clear()
    os.environ.update(settled)
    prepare()
    processes = ["valkey", "web", "worker", "beat", "bot", *([] if real else ["sandbox"])]
    say_where(port, sandbox_port, real)
    honcho = Path(sys.executable).with_name("honcho")
    os.environ["PATH"] = f"{honcho.parent}{os.pathsep}{os.environ['PATH']}"
    os.chdir(ROOT)
    # It would read .env, too.
    options = ["-f", "cms/Procfile", "-e", os.devnull]
    os.execv(honcho, ["honcho", *options, "start", *processes])  # noqa: S606


def wanted_port(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"{name} is {text!r}; give a port number, for instance: make demo {name}={default}")
    if is_taken(int(text)):
        advice = f"Stop what uses it, or take another one: make demo {name}={int(text) + 1}"
        sys.exit(f"Port {text} is taken. {advice}")
    return int(text)


def is_taken(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(given: Mapping[str, str], port: int, sandbox_port: int, valkey_port: int) -> dict[str, str]:
    """Return the environment of the demo's processes; nothing in it leads to a real site or its readers."""
    telegram = {
        "TELEGRAM_BOT_TOKEN": SANDBOX_TOKEN,
        "TELEGRAM_API_URL": f"http://127.0.0.1:{sandbox_port}",
    }
    if given.get(OWN_TOKEN):
        telegram = {"TELEGRAM_BOT_TOKEN": given[OWN_TOKEN]}
    return {
        **{name: value for name, value in given.items() if not is_a_sites_own(name)},
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "ENV_FILE": "",
        "DEBUG": "1",
        "VAR_DIR": str(VAR_DIR),
        "DATABASE_URL": f"sqlite:///{VAR_DIR / 'demo.sqlite3'}",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "REDIS_URL": f"redis://127.0.0.1:{valkey_port}/0",
        "DEMO_PORT": str(port),
        "DEMO_SANDBOX_PORT": str(sandbox_port),
        "DEMO_VALKEY_PORT": str(valkey_port),
        # Its Valkey forgets, and the name of a laptop changes with the network.
        "TELEGRAM_MACHINE": "demo",
        **telegram,
    }


def is_a_sites_own(name: str) -> bool:
    return not NAMES.isdisjoint((name, name.removesuffix("_FILE"))) or name.startswith(PREFIXES)


def say_what_is_ignored(given: Mapping[str, str]) -> None:
    names = sorted(name for name in given if is_a_sites_own(name) and not name.startswith("DEMO_"))
    if names:
        print(f"The demo has its own settings and data; it ignores {', '.join(names)}.")
    if "TELEGRAM_BOT_TOKEN" in names:
        print(f"To let it talk to the real Telegram by a bot of yours, set {OWN_TOKEN}.")


def prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    from django.contrib.auth import get_user_model

    print("Preparing the database …", flush=True)
    call_command("migrate", verbosity=0)
    call_command("load_seeds")
    users = get_user_model().objects
    if not users.filter(username=LOGIN).exists():
        users.create_superuser(username=LOGIN, email="demo@example.org", password=LOGIN)


def say_where(port: int, sandbox_port: int, real: bool) -> None:
    lines = [
        f"Site           http://127.0.0.1:{port}/",
        f"Admin          http://127.0.0.1:{port}/admin/",
        f"               login {LOGIN}, password {LOGIN}; for local use only",
        "Telegram       your own bot" if real else f"Telegram chat  http://127.0.0.1:{sandbox_port}/",
        "Ctrl-C ends everything; the data stay in var/demo/.",
    ]
    print("\n" + "\n".join(f"  {line}" for line in lines) + "\n", flush=True)


if __name__ == "__main__":
    main()
