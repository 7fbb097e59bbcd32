"""Answers what the admin asks before it publishes."""

from typing import Any

from bs4 import BeautifulSoup


def confirm(client: Any, answer: Any, choice: str = "notify", follow: bool = False, **fields: Any) -> Any:
    """Press a button of the question who shall be told, where `answer` is one; else return it as it is."""
    form = BeautifulSoup(answer.content, "html.parser").select_one("form.briefs-publish")
    return client.post(form["action"], {"choice": choice, **fields}, follow=follow) if form else answer


def repeat(client: Any, answer: Any, choice: str) -> Any:
    """Press a button of a question that repeats its request; a dialog is given by its HTML."""
    html = answer if isinstance(answer, str) else answer.content
    form = BeautifulSoup(html, "html.parser").select_one("form.briefs-question")
    button = form.select_one(f'[value="{choice}"]')
    given = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    return client.post(form["action"], {**given, button["name"]: choice})
