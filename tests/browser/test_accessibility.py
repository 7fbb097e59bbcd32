"""No screen of the desk and no public page has a grave fault that axe-core finds."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from briefs_bot.models import Broadcast, Chat, Delivery, Previewer
from briefs_bot.telegram import reasons
from tests.browser.axe import violations
from tests.browser.person import Person
from tests.browser.test_editing import publish_it

TABLE = {
    "data": [["Harbour", "Ships"], ["North", "3"]],
    "table_header_choice": "row",
    "first_row_is_table_header": True,
    "first_col_is_header": False,
}
BODY = [
    {"type": "heading", "value": "Two boats"},
    {"type": "paragraph", "value": '<p>Both are <a href="https://example.org/">repaired</a>.</p>'},
    {"type": "key_points", "value": ["The harbour is open."]},
    {"type": "quote", "value": {"text": "We are back.", "attribution": "The harbour master"}},
    {"type": "table", "value": TABLE},
]
# Of these the whole page is ours, or all but Wagtail's frame.
PAGE, MAIN = "html", "#main"


@pytest.fixture
def brief(make_brief: Any, publish: Any, subscriber: Any, photo: Any) -> Any:
    """A brief with everything on it, which one chat may have got."""
    week = {"period_start": "2026-11-09", "period_end": "2026-11-15"}
    older = publish(make_brief("An older brief", notify_subscribers=False, status="worsened", **week))
    brief = make_brief(
        "Patrols resume", body=BODY, photo=photo, photo_credit="Vera", outlook_risk=True, **week
    )
    brief.brief_related_articles.create(page=older)
    brief = publish(brief)
    Delivery.objects.update(status="uncertain", reason=reasons.NO_ANSWER)
    Broadcast.objects.recount()
    return brief


@pytest.fixture
def linked(editor: Person, brief: Any, django_user_model: Any) -> Person:
    """An editor whose account is linked to a chat."""
    user = django_user_model.objects.get(username="editor")
    Previewer.objects.create(user=user, bot=1000, chat=Chat.objects.get(), linked_at=timezone.now())
    return editor


@pytest.mark.timeout(300)
def test_nothing_grave_is_wrong_for_people_who_cannot_see_well(linked, brief, make_brief):
    draft = make_brief("A draft", status="")
    broadcast, chat = Broadcast.objects.get(), Chat.objects.get()
    found = {}

    def look(name: str, *scopes: str) -> None:
        linked.see(scopes[0])
        found[name] = violations(linked, *scopes)

    for address in ("", "topic/security/", "patrols", "trends/", "2026/w46/", "archive/", "search/?q=boats"):
        linked.open(f"/{brief.slug}/" if address == "patrols" else f"/{address}")
        look(f"/{address}", PAGE)

    for name, keys in {
        "briefs:index": [],
        "briefs_bot_broadcast_modeladmin_index": [],
        "briefs_bot_chat_modeladmin_index": [],
        "briefs_bot_chat_modeladmin_inspect": [chat.pk],
        "briefs_bot_report": [broadcast.pk],
        "briefs_bot_not_arrived": [broadcast.pk],
        "briefs_bot_test": [brief.pk],
        "briefs_bot_link": [1000],
        "briefs_bot_unlink": [1000],
    }.items():
        linked.open(reverse(name, args=keys))
        look(name, MAIN)

    linked.open(reverse("wagtailadmin_account"))
    look("account", ".briefs-previewer")
    look_at_the_edit_screen(linked, brief, look)
    look_at_the_preview(linked, draft, look)
    look_at_the_questions(linked, brief, draft, look)
    look_at_the_first_page(linked, look)
    assert {name: faults for name, faults in found.items() if faults} == {}


def look_at_the_edit_screen(editor: Person, brief: Any, look: Any) -> None:
    editor.open(f"/admin/pages/{brief.pk}/edit/")
    editor.click("[data-brief-suggest] button", "Suggest similar briefs")
    editor.wait(lambda _: editor.see("[data-brief-suggest] [role=status]").text, "suggestions")
    editor.click("[data-side-panel-toggle=checks]")
    look("checks and suggestions", ".brief-checks", "[data-brief-suggest]")
    editor.click("[data-side-panel-toggle=checks]")
    editor.click("[role=tab]", "Subscribers")
    look("outcome", ".briefs-outcome")


def look_at_the_preview(editor: Person, draft: Any, look: Any) -> None:
    editor.open(f"/admin/pages/{draft.pk}/view_draft/?mode=telegram")
    look("preview", PAGE)
    editor.click(".test button", "Send me a test")
    editor.see(".report")
    look("tested", PAGE)


def look_at_the_questions(editor: Person, brief: Any, draft: Any, look: Any) -> None:
    editor.open(f"/admin/pages/{draft.pk}/edit/")
    publish_it(editor)
    editor.see("form.briefs-publish")
    look("publish", MAIN)
    Delivery.objects.update(status="sent", message_id=1)
    Broadcast.objects.recount()
    editor.open(f"/admin/pages/{brief.pk}/edit/")
    editor.write("summary", " Again.")
    publish_it(editor)
    editor.see("form.briefs-publish")
    look("correct", MAIN)
    editor.open(f"/admin/pages/{brief.pk}/unpublish/")
    editor.click("main form [type=submit]", "Yes, unpublish it")
    editor.see("form.briefs-question")
    look("unpublish", MAIN)


def look_at_the_first_page(editor: Person, look: Any) -> None:
    Broadcast.objects.get().pause("Wait.")
    Chat.objects.create(bot=1000, telegram_id=-1, kind="channel", broken_reason=reasons.BLOCKED)
    editor.open("/admin/")
    look("first page", "#briefs-broadcasts-section", "#briefs-chats-section")
