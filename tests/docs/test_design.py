"""The design page draws the packages as they are."""

import re
import tomllib

import pytest

from tests.docs.pages import ROOT, section

# Folders that hold no code, or that every Django app has.
UNDRAWN = {"__init__", "__pycache__", "locale", "management", "migrations", "py", "static", "templates"}


def drawn(heading):
    [tree] = re.findall(r"```text\n(.*?)```", section("explanation/design.md", heading), re.S)
    return [line[:32].split() for line in tree.splitlines()]


@pytest.mark.parametrize(
    ("heading", "package"),
    [("briefs_app, from the ground up", "briefs_app"), ("briefs_bot, likewise", "bot/briefs_bot")],
)
def test_each_module_is_drawn_in_its_layer(heading, package):
    layers = drawn(heading)
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [kept] = [c["layers"] for c in contracts if c["name"] == f"Layers of {package.removeprefix('bot/')}"]

    there = {path.name.partition(".")[0] for path in (ROOT / package).iterdir()} - UNDRAWN
    assert {name for layer in layers for name in layer} == there
    assert [set(layer) for layer in layers] == [set(layer.split(" | ")) for layer in reversed(kept)]
