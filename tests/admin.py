"""Answers what the admin asks before it publishes."""

from typing import Any

from bs4 import BeautifulSoup


def confirm(client: Any, answer: Any, choice: str = "notify", follow: bool = False, **fields: Any) -> Any:
    """Press a button of the question who shall be told, where `answer` is one; else return it as it is."""
    form = BeautifulSoup(answer.content, "html.parser").select_one("form.briefs-publish")
    return client.post(form["action"], {"choice": choice, **fields}, follow=follow) if form else answer


def repeat(client: Any, answer: Any, choice: str, **fields: Any) -> Any:
    """Press a button of a question that repeats its request; a dialog is given by its HTML."""
    html = answer if isinstance(answer, str) else answer.content
    button = BeautifulSoup(html, "html.parser").select_one(f'form.briefs-question button[value="{choice}"]')
    form = button.find_parent("form")
    given = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    more = {f"briefs_bot_{name}": value for name, value in fields.items()}
    return client.post(form["action"], {**given, button["name"]: choice, **more})
