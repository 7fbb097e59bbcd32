"""An editor works in the admin, with a real browser."""

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from tests.browser.person import Person


@pytest.fixture
def older_briefs(make_brief, publish):
    for title in ("Harbour stays calm", "Radar is repaired"):
        publish(make_brief(title, notify_subscribers=False))


def test_an_editor_publishes_a_brief_with_related_articles_and_anna_has_it_once(
    older_briefs, subscriber, telegram, editor
):
    start_a_brief(editor, "Patrols resume")
    choose_status(editor, "Improved")
    relate(editor, "Harbour stays calm", "Radar is repaired")
    assert shown(editor, "0-url", "1-url") == []
    editor.click("[data-inline-panel-child-move-up]:not(:disabled)")
    editor.wait(lambda _: chosen(editor) == ["Radar is repaired", "Harbour stays calm"], "the new order")
    publish_and_notify(editor)
    editor.see(".messages .success", "Patrols resume")

    editor.open("/patrols-resume/")
    assert editor.see("h1").text == "Patrols resume"
    assert editor.see(".judgement").text.splitlines()[:2] == ["Status", "Improved"]
    assert editor.see_all(".related-headline") == ["Radar is repaired", "Harbour stays calm"]
    assert sum("Patrols resume" in message.text for message in telegram.messages(subscriber.id)) == 1


def test_a_new_topics_slug_follows_its_name_and_an_old_ones_stays(security, editor):
    editor.open("/admin/snippets/briefs_app/topic/add/")
    editor.write("name", "Sea harbours" + Keys.TAB)
    editor.wait(lambda _: editor.written("slug") == "sea-harbours", "the slug")

    editor.open(f"/admin/snippets/briefs_app/topic/edit/{security.pk}/")
    editor.write("name", " at sea" + Keys.TAB)
    editor.wait(lambda _: editor.written("name") == "Security at sea", "the new name")

    assert editor.written("slug") == "security"


def test_a_refused_form_keeps_what_was_typed_and_says_why(security, editor):
    start_a_brief(editor, "Patrols resume")
    editor.write("period_start", "2026-11-22" + Keys.ESCAPE)
    editor.write("period_end", "2026-11-16" + Keys.ESCAPE)
    publish_it(editor)

    editor.see(".error-message", "The period ends before it begins.")
    assert editor.written("title") == "Patrols resume"
    assert editor.written("summary") == "Two boats are back in the strait."
    assert editor.see("[data-chooser-title]", "Security")
    assert (editor.written("period_start"), editor.written("period_end")) == ("2026-11-22", "2026-11-16")


def start_a_brief(editor: Person, title: str) -> None:
    """From the listing of briefs, as far as a brief needs."""
    editor.open("/admin/briefs/")
    editor.click("header a", "Add brief")
    fill_in(editor, title)


def fill_in(editor: Person, title: str) -> None:
    editor.write("title", title)
    editor.click("button", "Choose topic")
    editor.click(".modal-body a", "Security")
    editor.see("[data-chooser-title]", "Security")
    editor.write("summary", "Two boats are back in the strait.")


def choose_status(editor: Person, status: str) -> None:
    Select(editor.see("[name=status]")).select_by_visible_text(status)


def relate(editor: Person, *titles: str) -> None:
    editor.click("button", "Add related article")
    editor.click(".modal-body [aria-label=Explore]")
    for title in titles:
        editor.click(".modal-body label", title)
    editor.click(".modal-body [data-multiple-choice-submit]")
    editor.wait(lambda _: sorted(chosen(editor)) == sorted(titles), "the chosen articles")


def chosen(editor: Person) -> list[str]:
    return editor.see_all("[id^=inline_child_brief_related_articles] [data-chooser-title]")


def shown(editor: Person, *names: str) -> list[str]:
    """Those of the fields of related articles that the editor sees."""
    found = {name: editor.driver.find_element("name", f"brief_related_articles-{name}") for name in names}
    return [name for name, field in found.items() if field.is_displayed()]


def publish_it(editor: Person) -> None:
    editor.click("footer [data-w-dropdown-target=toggle]")
    editor.click("footer button", "Publish")


def publish_and_notify(editor: Person) -> None:
    publish_it(editor)
    editor.see(".help-block", "Goes to 1 subscriber.")
    editor.click("form.briefs-publish button", "Publish and notify")
