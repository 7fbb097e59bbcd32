"""Takes the code out of the how-to pages and puts it where a site would have it."""

import copy
import types
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import override_settings
from wagtail import hooks

from tests.docs.pages import code


@pytest.fixture
def written(monkeypatch) -> Callable[..., types.ModuleType]:
    """Runs one file of a page in docs/; what it registers as a hook is forgotten after the test."""
    hooks.search_for_hooks()
    monkeypatch.setattr(hooks, "_hooks", {name: list(found) for name, found in hooks._hooks.items()})

    def run(page: str, file: str, **given: Any) -> types.ModuleType:
        module = types.ModuleType(file.removesuffix(".py").replace("/", "."))
        vars(module).update(given)
        texts = [text for name, text in code(f"{page}.md") if name == file]
        assert texts, f"{page} has no {file}"
        for text in texts:
            exec(compile(text, f"{page}: {file}", "exec"), vars(module))
        return module

    return run


@pytest.fixture
def set_as(written):
    """The settings that a page names are in force."""
    switched = []

    def set_as(page: str, **given: Any) -> None:
        found = vars(written(page, "mysite/settings/base.py", **given))
        switched.append(override_settings(**{name: value for name, value in found.items() if name.isupper()}))
        switched[-1].enable()

    yield set_as
    for settings in reversed(switched):
        settings.disable()


@pytest.fixture
def templates(tmp_path):
    """The templates that a page names stand in the site's own folder."""
    engines = copy.deepcopy(django_settings.TEMPLATES)
    engines[0]["DIRS"].insert(0, tmp_path / "templates")

    def put(page: str) -> None:
        for name, text in code(f"{page}.md"):
            if name.endswith(".html"):
                (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / name).write_text(text)

    with override_settings(TEMPLATES=engines):
        yield put


@pytest.fixture
def read(client):
    def read(address, **headers):
        return client.get(address, headers={"host": "briefs.example.org", **headers})

    return read
