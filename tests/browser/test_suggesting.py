"""An editor lets the admin suggest similar briefs while writing, with a real browser."""

import pytest
from selenium.webdriver.common.keys import Keys

from briefs_app.pages.models import BriefPage
from tests.browser.test_editing import chosen, publish_it, shown, start_a_brief

OLDER = "Patrol boats pass the strait again. The fishing harbour has its escort back."


@pytest.fixture
def older_brief(make_brief, publish, energy):
    for title, text in (("Boats pass the strait", OLDER), ("Wheat", "Bakeries expect dearer flour.")):
        body = [{"type": "paragraph", "value": f"<p>{text}</p>"}]
        brief = make_brief(title, summary="In short.", body=body, topic=energy, notify_subscribers=False)
        publish(brief)


def test_an_editor_takes_a_suggestion_and_it_stands_beside_the_brief(older_brief, security, telegram, editor):
    start_a_brief(editor, "Patrols resume")

    editor.click("[data-brief-suggest] button", "Suggest similar briefs")
    editor.see("[data-brief-suggest] [role=status]", "1 suggestion.")
    assert "boats, strait" in editor.see(".brief-suggestion-reason").text
    editor.see("[data-suggest-add]").send_keys(Keys.ENTER)
    editor.wait(lambda _: chosen(editor) == ["Boats pass the strait"], "the suggested brief")
    editor.see("[data-brief-suggest] [role=status]", "Added: Boats pass the strait")
    assert "Suggest" in editor.driver.switch_to.active_element.text

    editor.click("[data-brief-suggest] button", "Suggest similar briefs")
    editor.see("[data-brief-suggest] [role=status]", "Nothing similar enough was found.")
    publish_it(editor)
    editor.see(".messages .success", "Patrols resume")

    editor.open("/patrols-resume/")
    assert editor.see_all(".related-headline") == ["Boats pass the strait"]
    assert editor.see_all(".reason") == []


def test_an_editor_rules_a_pair_out_and_allows_it_again(older_brief, security, telegram, editor, make_brief):
    brief = make_brief("Patrols resume", summary="Two boats are back in the strait.")
    editor.open(f"/admin/pages/{brief.pk}/edit/")

    editor.click("[data-brief-suggest] button", "Suggest similar briefs")
    editor.click(".brief-suggestions button", "Never together")
    editor.click(".brief-blocked summary", "1 brief is never shown beside this one")
    editor.click(".brief-blocked button", "Allow again")

    editor.see("[data-suggest-add]")
    assert editor.driver.find_elements("css selector", ".brief-blocked") == []


def test_an_editor_reads_why_a_pair_is_not_ruled_out(
    older_brief, security, telegram, editor, make_brief, publish
):
    brief = publish(make_brief("Patrols resume", summary="Two boats are back in the strait."))
    BriefPage.objects.filter(title="Boats pass the strait").update(locked=True)
    editor.open(f"/admin/pages/{brief.pk}/edit/")

    editor.click("[data-brief-suggest] button", "Suggest similar briefs")
    editor.click(".brief-suggestions button", "Never together")

    editor.see("[data-brief-suggest] [role=status]", "“Boats pass the strait” is locked")
    editor.see("[data-suggest-add]")


def test_a_button_adds_one_empty_row_for_an_outside_link(security, editor):
    start_a_brief(editor, "Patrols resume")
    editor.click("button", "Add outside link")
    row = "#inline_child_brief_related_articles-0"
    editor.see(f"{row} button", "Choose a page")
    editor.press("x")
    editor.wait(lambda _: "Choose a page" not in editor.see(row).text, "the link alone")
    editor.press(Keys.BACKSPACE)
    editor.see(f"{row} button", "Choose a page")
    assert shown(editor, "0-url", "0-headline", "0-source") == ["0-url", "0-headline", "0-source"]
    editor.press("https://example.org/boats")
    editor.write("brief_related_articles-0-headline", "Boats elsewhere")
    publish_it(editor)
    editor.see(".messages .success", "Patrols resume")

    editor.open("/patrols-resume/")
    assert editor.see_all(".related-headline") == ["Boats elsewhere"]
