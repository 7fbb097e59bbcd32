"""The files for Prometheus and Grafana ask for metrics that there are."""

import json
import re

import pytest
import yaml

from tests.docs.pages import DOCS, column

NAME = re.compile(r"\bbriefs_\w+")
FOLDER = DOCS / "operations"


def questions(file):
    if file == "alerts.yml":
        groups = yaml.safe_load((FOLDER / file).read_text())["groups"]
        return [rule["expr"] for group in groups for rule in group["rules"]]
    panels = json.loads((FOLDER / file).read_text())["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


@pytest.mark.parametrize("file", ["alerts.yml", "dashboard.json"])
def test_each_metric_that_is_asked_for_exists(file):
    asked = {name for question in questions(file) for name in NAME.findall(question)}

    assert len(asked) > 5
    assert asked <= set(column("how-to/watch-it.md", "Which metrics are there?"))


def test_each_alert_says_what_happened_and_what_to_do():
    [group] = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]

    for rule in group["rules"]:
        assert set(rule["annotations"]) == {"summary", "action"}, rule["alert"]


def test_each_alert_stands_in_the_runbook():
    [group] = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]

    assert column("how-to/when-nothing-arrives.md", "Which alert means what?") == [
        rule["alert"] for rule in group["rules"]
    ]
