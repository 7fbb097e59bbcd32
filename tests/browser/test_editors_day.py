"""An editor's day, from the first draft to the report, with a real browser and a sandbox as Telegram."""

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from time_machine import travel

from briefs_app.pages.models import BriefPage
from briefs_bot import tasks
from briefs_bot.models import Broadcast, Chat, Delivery, Subscription
from briefs_bot.sandbox import Fault
from tests.browser.person import Person
from tests.browser.test_editing import choose_status, publish_it, start_a_brief
from tests.browser.turns import turn

TITLE = "Patrols resume"
SUMMARY = "Two boats are back in the strait."
OUTCOME = ".briefs-outcome"
# So many stops at most lie between two things that a person wants on one screen.
STOPS = 150


@pytest.fixture
def followers(subscriber: Any, security: Any, telegram: Any) -> list[Any]:
    """Anna and two more people who follow security."""
    people = telegram.add_crowd(2)
    for person in people:
        chat = Chat.objects.create(bot=1000, telegram_id=person.id, kind="private", language="en")
        Subscription.objects.create(chat=chat, topic=security.translation_key)
    return [subscriber, *people]


@pytest.fixture
def newsroom(django_user_model: Any, index: Any) -> None:
    """Vera edits and moderates, Ed edits only."""
    call_command("create_newsroom_groups", verbosity=0)
    for name, groups in {"vera": ["Editors", "Moderators"], "ed": ["Editors"]}.items():
        user = django_user_model.objects.create_user(name, f"{name}@example.org", "tea")
        user.groups.set(Group.objects.filter(name__in=groups))


@pytest.fixture
def received(followers: list[Any], telegram: Any) -> Callable[[], list[list[str]]]:
    """The bot's messages to each follower since the day began."""

    def texts(person: Any) -> list[str]:
        return [message.text for message in telegram.messages(person.id) if message.from_bot]

    before = [len(texts(person)) for person in followers]
    return lambda: [texts(person)[past:] for person, past in zip(followers, before, strict=True)]


@pytest.fixture
def downloads(browser: Any, tmp_path: Path) -> Path:
    where = {"behavior": "allow", "downloadPath": str(tmp_path)}
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", where)
    return tmp_path


@pytest.fixture
def vera(newsroom: None, reader: Person) -> Person:
    log_in(reader, "vera")
    return reader


@pytest.mark.timeout(300)
def test_an_editors_day(vera, followers, received, telegram, says, downloads):
    own_chat = telegram.add_user("Vera")
    *_others, last = followers

    start_a_brief(vera, TITLE)
    see_the_preview(vera, "Goes to 3 subscribers.")
    pass_the_checks(vera)
    link_the_own_chat(vera, own_chat, says)
    send_a_test(vera)
    assert telegram.messages(own_chat.id)[-1].text.startswith("Test: not published\n\n▲ Improved · Security")
    assert received() == [[], [], []]

    publish_later_by_keyboard(vera)
    assert BriefPage.objects.get().live
    assert received() == [[], [], []]
    telegram.faults.add(Fault("unreachable", chat_id=last.id))
    press(vera, "Notify now")
    see_the_outcome(vera, "Sending: 2 of 3…")
    assert [len(texts) for texts in received()] == [1, 1, 0]
    watch_the_outcome(vera, "Reached all 3 chats.")
    assert all(SUMMARY in text for [text] in received())

    correct(vera, " Both are repaired.", "Publish as a minor change")
    assert all("Both are repaired." in text for [text] in received())
    correct(vera, " One is old.", "Publish and notify of the correction", note="One is old.")
    assert all("repaired. One is old." in text and "One is old." in note for text, note in received())
    vera.open("/patrols-resume/")
    vera.see("body", "One is old.")

    unpublish(vera, "6 messages on Telegram are deleted")
    assert received() == [[], [], []]
    publish_again(vera)
    assert received() == [[], [], []]
    press(vera, "Send now")
    see_the_outcome(vera, "Reached all 3 chats.")
    assert all(TITLE in text for [text] in received())

    schedule_another(vera, "Harbour opens")
    assert not sum("Harbour opens" in text for texts in received() for text in texts)
    when_its_time_has_come()
    assert [sum("Harbour opens" in text for text in texts) for texts in received()] == [1, 1, 1]

    submit_as_ed(vera, "Radar is new")
    approve_as_vera(vera, "Radar is new")
    assert [sum("Radar is new" in text for text in texts) for texts in received()] == [1, 1, 1]
    assert download_the_report(vera, downloads) == [["Sent", "", "3"]]


def log_in(person: Person, name: str) -> None:
    person.driver.delete_all_cookies()
    person.open("/admin/login/")
    person.write("username", name)
    person.write("password", "tea\n")
    person.see("h1", "The Lantern Briefs")


def see_the_preview(vera: Person, told: str) -> None:
    open_panel(vera, "preview")
    # Wagtail forgets a mode that is chosen while it still loads the first one.
    see_in_the_preview(vera, f">{TITLE}</h1>")
    vera.driver.switch_to.default_content()
    Select(vera.see("[name=preview_mode]")).select_by_value("telegram")
    see_in_the_preview(vera, told)
    assert vera.see(".chat.light .text").text.endswith(f"{TITLE}\n\n{SUMMARY}")
    vera.driver.switch_to.default_content()


def see_in_the_preview(vera: Person, told: str) -> None:
    def look(driver: Any) -> bool:
        driver.switch_to.default_content()
        driver.switch_to.frame(vera.see("#w-preview-iframe"))
        return told in driver.page_source

    vera.wait(look, f"the preview with {told}")


def pass_the_checks(vera: Person) -> None:
    save(vera, "created")
    open_panel(vera, "checks")
    vera.see(".brief-finding", "No status")
    vera.click(".brief-finding a[data-brief-finding=status]")
    assert vera.driver.switch_to.active_element.get_attribute("name") == "status"
    choose_status(vera, "Improved")
    save(vera, "updated")
    open_panel(vera, "checks")
    vera.see(".brief-checks")
    assert not any("No status" in text for text in vera.see_all(".brief-finding"))


def save(vera: Person, told: str) -> None:
    vera.click("footer button", "Save draft")
    vera.see(".messages .success", told)


def link_the_own_chat(vera: Person, chat: Any, says: Callable[..., list[str]]) -> None:
    vera.open("/admin/account/")
    vera.click(".briefs-previewer a", "Link a chat")
    vera.click("main button", "Link a chat")
    link = vera.see("main a", "Open Telegram").get_attribute("href")
    assert link.startswith("https://t.me/briefs_sandbox_bot?start=")
    with turn:
        [answer] = says(chat, f"/start {link.partition('=')[2]}")
    assert answer.startswith("Done: tests of drafts that vera sends")
    vera.open("/admin/account/")
    vera.see(".briefs-previewer", "Linked to “Vera”")


def send_a_test(vera: Person) -> None:
    edit(vera)
    press(vera, "Send me a test")
    vera.see(".messages .success", "Sent to “Vera”.")


def publish_later_by_keyboard(vera: Person) -> None:
    edit(vera)
    tab_to(vera, "footer [data-w-dropdown-target=toggle]")
    vera.press(Keys.ENTER)
    vera.see("footer button", "Publish")
    tab_to(vera, "footer [name=action-publish]")
    vera.press(Keys.ENTER)
    vera.see(".help-block", "Goes to 3 subscribers.")
    tab_to(vera, "form.briefs-publish select")
    vera.press("15")
    tab_to(vera, "form.briefs-publish [value=later]")
    vera.press(Keys.ENTER)
    vera.see(".messages .success", f"“{TITLE}” has been published.")
    see_the_outcome(vera, "Sent at ")


def press(vera: Person, action: str) -> None:
    """A button on the tab for subscribers, and then the same one on the screen that asks."""
    open_the_subscribers(vera)
    vera.click("[role=tabpanel] a", action)
    vera.click("main form button", action)
    vera.see(".messages")


def see_the_outcome(vera: Person, told: str) -> None:
    open_the_subscribers(vera)
    vera.see(OUTCOME, told)


def watch_the_outcome(vera: Person, told: str) -> None:
    """The edit screen refreshes by itself while a worker does what is due."""

    def look(_driver: Any) -> bool:
        let_the_worker_run()
        return told in vera.see(OUTCOME).text

    vera.wait(look, f"the outcome {told}")


def let_the_worker_run() -> None:
    """Make everything due that waits."""
    past = timezone.now() - timedelta(seconds=1)
    with turn:
        Broadcast.objects.exclude(amend_after=None).update(amend_after=past)
        Delivery.objects.filter(status=Delivery.Status.PENDING).update(not_before=past)
        tasks.tick()


def correct(vera: Person, words: str, choice: str, note: str = "") -> None:
    edit(vera)
    vera.write("summary", words)
    publish_it(vera)
    vera.see(".help-block", "messages on Telegram show this brief. Changed: Summary.")
    if note:
        vera.write("note", note)
    vera.click("form.briefs-publish button", choice)
    vera.see(".messages .success", "has been published.")
    let_the_worker_run()


def unpublish(vera: Person, told: str) -> None:
    edit(vera)
    vera.click("footer [data-w-dropdown-target=toggle]")
    vera.click("footer a", "Unpublish")
    vera.click("main form [type=submit]", "Yes, unpublish it")
    vera.see(".help-block", told)
    vera.click("form.briefs-question button", "Yes, unpublish it")
    vera.see(".messages .success", "unpublished")
    let_the_worker_run()


def publish_again(vera: Person) -> None:
    edit(vera)
    publish_it(vera)
    vera.see(".messages .success", TITLE)
    edit(vera)


def schedule_another(vera: Person, title: str) -> None:
    start_a_brief(vera, title)
    open_panel(vera, "status")
    vera.click("button", "Set schedule")
    tomorrow = timezone.localtime() + timedelta(days=1)
    vera.write("go_live_at", f"{tomorrow:%Y-%m-%d %H:%M}")
    vera.click("h2", "Set publishing schedule")  # which closes the calendar
    vera.click("button", "Save schedule")
    vera.see(".messages .success", title)
    vera.click("footer [data-w-dropdown-target=toggle]")
    vera.click("footer button", "Schedule to publish")
    vera.see(".help-block", "It is published on")
    vera.click("form.briefs-publish button", "Publish and notify")
    vera.see(".messages .success", title)


def when_its_time_has_come() -> None:
    with turn, travel(timezone.now() + timedelta(days=1, minutes=1)):
        call_command("publish_scheduled")
        tasks.tick()


def submit_as_ed(person: Person, title: str) -> None:
    log_in(person, "ed")
    start_a_brief(person, title)
    person.click("footer [data-w-dropdown-target=toggle]")
    person.click("footer button", "Submit to")
    person.see(".messages .success", title)


def approve_as_vera(vera: Person, title: str) -> None:
    log_in(vera, "vera")
    vera.click("main a", title)
    vera.click("footer [data-w-dropdown-target=toggle]")
    vera.click("[data-workflow-action-name=approve]")
    vera.see(".help-block", "Approving publishes it. Goes to 3 subscribers.")
    vera.click("form.briefs-question button", "Approve and notify")
    vera.see(".messages .success", title)


def download_the_report(vera: Person, folder: Path) -> list[list[str]]:
    edit(vera)
    open_the_subscribers(vera)
    vera.click(f"{OUTCOME} a", "Report")
    vera.see(OUTCOME, "Reached all 3 chats.")
    for event in ("Addressed", "vera"):
        vera.see(".briefs-report__events", event)
    vera.click("header [data-w-dropdown-target=toggle]")
    vera.click("a", "Download CSV")
    [found] = vera.wait(lambda _: list(folder.glob("*.csv")), "the download")
    return list(csv.reader(found.read_text().splitlines()))[1:]


def edit(vera: Person) -> None:
    vera.open(f"/admin/pages/{BriefPage.objects.get(title=TITLE).pk}/edit/")


def open_panel(vera: Person, name: str) -> None:
    """Beside the form; Wagtail remembers the one that was open."""
    toggle = f"[data-side-panel-toggle={name}]"
    if vera.see(toggle).get_attribute("aria-expanded") != "true":
        vera.click(toggle)


def open_the_subscribers(vera: Person) -> None:
    vera.click("[role=tab]", "Subscribers")


def tab_to(vera: Person, css: str) -> None:
    """Press the Tab key until the focus is there."""
    here = f"return document.activeElement.matches({css!r})"
    for _stop in range(STOPS):
        vera.press(Keys.TAB)
        if vera.driver.execute_script(here):
            return
    raise AssertionError(f"The Tab key does not lead to {css}.")
