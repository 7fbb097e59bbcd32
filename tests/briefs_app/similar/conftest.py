"""Briefs with enough text to be like one another, and a way to ask what stands beside one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command

from briefs_app.similar import related

GAS = "Gas transit through the strait rose. The pipeline operator asked for higher tariffs."
GAS_TOO = "Tariffs for gas transit go up again, says the operator of the northern pipeline."
BREAD = "The wheat harvest was poor; bakeries expect dearer flour and ask for subsidies."
FOOTBALL = "Supporters filled the stadium as the goalkeeper saved two penalties."


@pytest.fixture
def public(make_brief: Any, publish: Any) -> Callable[..., Any]:
    def public(title: str, text: str, **fields: Any) -> Any:
        body = [{"type": "paragraph", "value": f"<p>{text}</p>"}]
        return publish(make_brief(title, summary="In short.", body=body, notify_subscribers=False, **fields))

    return public


@pytest.fixture
def filling(public: Any, energy: Any) -> None:
    """Other briefs, so that some words are rarer than others."""
    public("Wheat", BREAD, topic=energy)
    public("Cup", FOOTBALL, topic=energy)


def titles(brief: Any) -> list[str]:
    return [card.title for card in related.beside(type(brief).objects.get(pk=brief.pk))]


@pytest.fixture
def rebuild() -> Callable[..., None]:
    return lambda *arguments: call_command("rebuild_similar", *arguments)
