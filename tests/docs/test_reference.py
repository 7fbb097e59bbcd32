"""The reference says what the code says, and nothing else."""

import ast
import re
from importlib import import_module

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.dispatch import Signal

from briefs_app import signals
from tests.docs.pages import ROOT, column, headings, rows, section

APPS = ("briefs_app", "briefs_bot", "cms")
FOLDERS = ("briefs_app", "bot/briefs_bot", "cms")
CHECK = re.compile(r"\b(?:briefs|briefs_bot)\.[EWI]\d{3}\b")


def sources(*folders):
    return [file.read_text() for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize(
    ("heading", "app", "prefix"),
    [("Briefs", "briefs_app", "BRIEFS_"), ("Telegram", "bot/briefs_bot", "BRIEFS_TELEGRAM_")],
)
def test_each_setting_has_its_type_and_default(heading, app, prefix):
    tree = ast.parse((ROOT / app / "conf.py").read_text())
    fields = [node for node in ast.walk(tree) if isinstance(node, ast.AnnAssign)]
    real = {f"{prefix}{f.target.id}": (ast.unparse(f.annotation), ast.literal_eval(f.value)) for f in fields}

    told = {
        name: (kind, ast.literal_eval(default))
        for name, kind, default, *_ in rows("reference/settings.md", heading)
    }

    assert told == real


def test_each_check_of_a_setting_exists():
    assert set(CHECK.findall(section("reference/settings.md"))) <= set(column("reference/checks.md"))


def test_the_environment_is_the_one_that_the_host_reads():
    text = (ROOT / "cms" / "settings.py").read_text()
    found = re.findall(r'\benv(?:\.\w+)?\(\s*"(\w+)"(?:, default=(.+?)\)(?:$|\.rstrip|\}))?', text, re.M)
    told = rows("reference/settings.md", "Environment of the host project")

    assert {name for name, *_ in told} == {name for name, _ in found}
    defaults = {name: default for name, default in found if is_literal(default)}
    assert len(defaults) > 7
    assert {name: ast.literal_eval(default) for name, default, _ in told if default} == {
        name: ast.literal_eval(default) for name, default in defaults.items()
    }


def is_literal(text):
    try:
        ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return False
    return True


def test_each_signal_is_told_with_what_it_provides():
    text = (ROOT / "briefs_app" / "signals.py").read_text()
    provides = re.findall(r"Provides: (.+)\.\n(\w+) = Signal\(\)", text)
    real = {(name, re.sub(r"(\w+) \(([\w.]+)\)", r"`\1` (`\2`)", what)[1:]) for what, name in provides}

    assert {(name, what) for name, what, _ in rows("reference/signals.md")} == real
    assert {name for name, _ in real} == {
        name for name, it in vars(signals).items() if isinstance(it, Signal)
    }


def test_each_hook_is_told():
    real = re.findall(r'^\w+_HOOK = "(\w+)"', "\n".join(sources(*FOLDERS)), re.M)

    assert sorted(column("reference/hooks.md")) == sorted(real)


def test_each_library_of_tags_is_told():
    real = [file.stem for file in (ROOT / "briefs_app" / "templatetags").glob("[!_]*.py")]

    assert sorted(headings("reference/template-tags.md")) == sorted(real)


@pytest.mark.parametrize("library", headings("reference/template-tags.md"))
def test_each_tag_and_filter_is_told(library):
    register = import_module(f"briefs_app.templatetags.{library}").register

    told = [name.split()[0] for name in column("reference/template-tags.md", library)]

    assert sorted(told) == sorted([*register.tags, *register.filters])


def test_each_command_is_told():
    real = [name for name, app in get_commands().items() if getattr(app, "name", app) in APPS]

    assert sorted(headings("reference/commands.md")) == sorted(real)


@pytest.mark.parametrize("name", headings("reference/commands.md"))
def test_each_option_of_a_command_is_told(name):
    app = get_commands()[name]
    command = load_command_class(getattr(app, "name", app), name)
    every = {option for action in arguments(command) for option in said(action)}
    common = {option for action in arguments(BaseCommand()) for option in said(action)}

    assert set(column("reference/commands.md", name)) == every - common


def arguments(command):
    return command.create_parser("manage.py", "any")._actions


def said(action):
    return action.option_strings or [action.metavar or action.dest]


def test_each_check_is_told():
    real = {found for text in sources(*FOLDERS) for found in re.findall(rf'id="({CHECK.pattern})"', text)}

    assert sorted(column("reference/checks.md")) == sorted(real)
