"""`make demo`: prepares the database and the demo content, then hands every process over to honcho."""

import os
import socket
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOGIN = "demo"


def main() -> None:
    read_env_file()
    real = bool(os.environ.get("TELEGRAM_BOT_TOKEN"))
    port = wanted_port("PORT", 8000)
    sandbox_port = 0 if real else wanted_port("SANDBOX_PORT", 8081)
    if port == sandbox_port:
        sys.exit(f"PORT and SANDBOX_PORT are both {port}; they have to differ.")
    settle_environment(port, sandbox_port, real)
    prepare()
    processes = ["web", "worker", "beat", "bot"]
    if not real:
        processes.append("sandbox")
    if os.environ["DEMO_VALKEY_PORT"] != "none":
        processes.append("valkey")
    say_where(port, sandbox_port, real)
    honcho = Path(sys.executable).with_name("honcho")
    os.environ["PATH"] = f"{honcho.parent}{os.pathsep}{os.environ['PATH']}"
    os.chdir(ROOT)
    os.execv(honcho, ["honcho", "-f", "cms/Procfile", "start", *processes])  # noqa: S606


def read_env_file() -> None:
    import environ

    environ.Env.read_env(ROOT / ".env")


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


def settle_environment(port: int, sandbox_port: int, real: bool) -> None:
    """What the person has set stays; the rest becomes the demo's own."""
    given = os.environ.setdefault
    given("DJANGO_SETTINGS_MODULE", "cms.settings")
    given("DEBUG", "1")
    given("BASE_URL", f"http://127.0.0.1:{port}")
    os.environ["DEMO_PORT"], os.environ["DEMO_SANDBOX_PORT"] = str(port), str(sandbox_port)
    if not real:
        os.environ["TELEGRAM_BOT_TOKENS"] = ""
        os.environ["TELEGRAM_BOT_TOKEN"] = "1000:sandbox"  # noqa: S105  what the sandbox takes
        given("TELEGRAM_API_URL", f"http://127.0.0.1:{sandbox_port}")
    os.environ["DEMO_VALKEY_PORT"] = "none" if "REDIS_URL" in os.environ else str(free_port())
    given("REDIS_URL", f"redis://127.0.0.1:{os.environ['DEMO_VALKEY_PORT']}/0")


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
        "Ctrl-C ends everything; the data stay in var/.",
    ]
    print("\n" + "\n".join(f"  {line}" for line in lines) + "\n", flush=True)


if __name__ == "__main__":
    main()
