"""An editor links a chat once, and then sends drafts to it; the ledger stays empty."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from redis import Redis
from time_machine import travel
from wagtail.models import GroupPagePermission, Page, PageLogEntry, Site
from wagtail.test.utils.form_data import nested_form_data

from briefs_app.editing.transactions import AtomicWritesMiddleware
from briefs_app.pages.models import BriefIndexPage
from briefs_bot.desk import draft_message
from briefs_bot.models import Broadcast, Chat, Delivery, Previewer, Subscription, previewer
from briefs_bot.sandbox.faults import Fault
from briefs_bot.telegram.limiter import process_state

NONE = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
LINK = ("briefs_bot_link", [1000])
DEEP_LINK = re.compile(r"https://t\.me/briefs_sandbox_bot\?start=([\w-]{1,64})\"")
DONE = "Done: tests of drafts that {} sends from the admin come here. /stop ends that."
EXPIRED = "This link has expired or was used already. Get a new one in the admin: Account, Telegram."


def token(client):
    """Return what follows `start=` in a new deep link."""
    page = client.post(reverse(*LINK[:1], args=LINK[1])).content.decode()
    return DEEP_LINK.search(page)[1]


def words(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def account(client):
    return words(client.get(reverse("wagtailadmin_account")))


def ledger():
    return Broadcast.objects.count(), Delivery.objects.count(), Subscription.objects.count()


def press(client, brief):
    """Send the latest draft; the next screen is the one that asks, as that is quickly made."""
    address = reverse("briefs_bot_test", args=[brief.pk])
    return client.post(address, {"next": address}, follow=True)


@pytest.fixture
def editor(enter):
    """The admin as an editor sees it, who may not publish."""
    return enter("Editors")


@pytest.fixture
def vera(telegram):
    return telegram.add_user("Vera")


@pytest.fixture
def linked(index, editor, vera, says):
    assert says(vera, f"/start {token(editor)}") == [DONE.format("editors")]
    return vera


@pytest.fixture
def test_now():
    """Send the latest draft from the edit screen, and return what the next screen says."""

    def test_now(client, brief):
        Previewer.objects.update(last_test_at=None)
        return words(press(client, brief))

    return test_now


@pytest.fixture
def shown():
    """Fill in the form of a brief without saving it; return the form that sends what the preview shows."""

    def shown(client, brief, **fields):
        form = {
            "title": brief.title,
            "slug": brief.slug,
            "topic": brief.topic_id,
            "summary": brief.summary,
            "status": brief.status,
            "notify_subscribers": "on",
            "body-count": 0,
            "brief_related_articles": NONE,
            "comments": NONE,
            **fields,
        }
        address = reverse("wagtailadmin_pages:preview_on_edit", args=[brief.pk])
        csrf = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value} if client.cookies else {}
        assert client.post(address, nested_form_data({**form, **csrf})).json()["is_valid"]
        page = BeautifulSoup(client.get(address, {"mode": "telegram"}).content, "html.parser")
        sends = page.select_one("form")
        return sends["action"], {field["name"]: field["value"] for field in sends.select("input")}

    return shown


def test_a_deep_link_links_one_chat_once(editor, vera, says, telegram, make_brief, person):
    assert "Not linked." in account(editor)
    first, second = token(editor), token(editor)

    assert says(vera, f"/start {first}") == [EXPIRED]
    assert says(vera, f"/start {second}") == [DONE.format("editors")]
    assert says(vera, f"/start {second}") == [DONE.format("editors")]  # Telegram may repeat an update
    assert says(telegram.add_user("Max"), f"/start {second}") == [EXPIRED]

    assert not Chat.objects.get(telegram_id=vera.id).following
    assert "Linked to “Vera” since" in account(editor)
    assert second.removeprefix("p_") not in str(Previewer.objects.values())


def test_a_link_that_is_void_links_nothing(index, editor, vera, says, django_user_model):
    user = django_user_model.objects.get(username="editors")

    def spoil_by_time():
        Previewer.objects.update(token_expires_at=timezone.now())

    def spoil_by_rights():
        user.groups.clear()

    for given in ("p_<b>&nonsense", "p_"):
        assert says(vera, f"/start {given}") == [EXPIRED]
    for spoil in (spoil_by_time, spoil_by_rights):
        given = token(editor)
        spoil()
        assert says(vera, f"/start {given}") == [EXPIRED]
    assert not Previewer.objects.linked()


def test_a_link_opened_in_a_group_is_refused_and_void(index, editor, vera, says, telegram, bot_reads):
    group, given = telegram.add_group("Desk"), token(editor)
    bot_reads()

    [said] = says(vera, f"/start@briefs_sandbox_bot {given}", chat=group)

    assert said.startswith("This link works in your private chat with me only")
    assert says(vera, f"/start {given}") == [EXPIRED]


def test_a_chat_of_another_editor_is_not_taken_away(linked, vera, says, enter, django_user_model):
    given = token(enter("Moderators"))

    [said] = says(vera, f"/start {given}")
    assert said.startswith("Tests of another editor come here already.")
    django_user_model.objects.filter(username="editors").update(is_active=False)

    assert says(vera, f"/start {given}") == [DONE.format("moderators")]
    assert [row.name for row in Previewer.objects.linked()] == ["moderators"]


def test_hostile_names_stay_text(index, editor, telegram, says, django_user_model, make_brief, test_now):
    django_user_model.objects.update(first_name="<b>Eve</b>", last_name="& <a href='x'>Co")
    chat = telegram.add_user("<script>alert(1)</script>")

    assert says(chat, f"/start {token(editor)}") == [DONE.format("<b>Eve</b> & <a href='x'>Co")]

    assert "Linked to “<script>alert(1)</script>” since" in account(editor)
    brief = make_brief("<script>alert(2)</script>", summary="<img src=x>")
    assert "Sent to “<script>alert(1)</script>”." in test_now(editor, brief)
    assert "<script>alert(2)</script>" in telegram.messages(chat.id)[-1].text
    for address in ("wagtailadmin_account", "briefs_bot_unlink", "briefs_bot_test"):
        args = {"briefs_bot_unlink": [1000], "briefs_bot_test": [brief.pk]}.get(address, [])
        page = editor.get(reverse(address, args=args)).content.decode()
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page


def test_the_saved_draft_is_sent_and_nothing_else(
    editor, linked, make_brief, crowd, telegram, photo, test_now, says
):
    before = ledger()
    plain, pictured = make_brief("Tea"), make_brief("Coffee", photo=photo, summary="word " * 400)
    plain.summary = "Saved later."
    plain.save_revision()
    address = reverse("briefs_bot_test", args=[plain.pk])
    assert address in editor.get(reverse("wagtailadmin_pages:edit", args=[plain.pk])).content.decode()
    assert "It goes to “Vera”. Version: the draft saved on" in words(editor.get(address))

    said = test_now(editor, plain)
    assert "Sent to “Vera”. Its link opens once readers may see the brief." in said
    assert "Version: the draft saved on" in said
    message = telegram.messages(linked.id)[-1]
    assert message.text.startswith("Test: not published\n\n")
    assert "Tea\n\nSaved later." in message.text
    assert [b.text for row in message.buttons for b in row] == [
        "Read the brief",
        "More on Security",
        "Mute Security",
    ]

    test_now(editor, pictured)
    message = telegram.messages(linked.id)[-1]
    assert message.photo
    assert message.text.startswith("Test: not published\n\n")
    assert len(message.text) <= 1024

    assert ledger() == before
    assert not any(telegram.messages(person.id) for person in crowd)
    logged = PageLogEntry.objects.filter(action="briefs_bot.test")
    assert [(entry.page_id, entry.user.username) for entry in logged.order_by("pk")] == [
        (plain.pk, "editors"),
        (pictured.pk, "editors"),
    ]


def test_the_preview_sends_what_it_shows(
    index, linked, shown, make_brief, telegram, photo, django_user_model
):
    client = Client(enforce_csrf_checks=True)
    client.force_login(django_user_model.objects.get(username="editors"))
    client.get(reverse("wagtailadmin_home"))
    brief = make_brief("Tea")
    address, fields = shown(client, brief, title="Not saved", photo=photo.pk)
    edit = reverse("wagtailadmin_pages:preview_on_edit", args=[brief.pk])
    assert client.post(address, {**fields, "csrfmiddlewaretoken": ""}).status_code == 403

    answer = client.post(address, fields)

    assert "Sent to “Vera”. Its link opens once" in words(answer)
    assert f'href="{edit}?mode=telegram"' in answer.content.decode()
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    message = telegram.messages(linked.id)[-1]
    assert "Not saved" in message.text
    assert message.photo
    assert Broadcast.objects.count() == 0


def test_a_preview_of_somebody_else_or_of_old_is_not_sent(linked, editor, shown, make_brief, telegram):
    address, fields = shown(editor, make_brief("Tea"))
    other, _fields = shown(editor, make_brief("Coffee"))
    before = len(telegram.messages(linked.id))

    assert "This preview is too old." in words(editor.post(other, fields))
    assert "This preview is too old." in words(editor.post(address, {**fields, "shown": "forged"}))
    with travel(timezone.now() + timedelta(seconds=draft_message.PREVIEW_LASTS + 10)):
        editor.force_login(Previewer.objects.get().user)
        assert "This preview is too old." in words(editor.post(address, fields))
    assert len(telegram.messages(linked.id)) == before


def test_a_test_of_a_public_brief_does_not_say_that_it_is_a_draft(
    linked, admin_client, editor, make_brief, publish, telegram, test_now
):
    brief = publish(make_brief("Tea"))
    assert (
        reverse("briefs_bot_test", args=[brief.pk])
        in editor.get(reverse("wagtailadmin_pages:edit", args=[brief.pk])).content.decode()
    )

    assert "Its link opens once" not in test_now(editor, brief)

    assert telegram.messages(linked.id)[-1].text.startswith("Test: only you receive this\n\n")


def test_the_mark_is_in_the_language_of_the_brief(
    linked, admin_client, make_brief, russian_index, telegram, test_now, django_user_model
):
    brief = make_brief("Чай", parent=russian_index)
    Previewer.objects.update(user=django_user_model.objects.get(username="admin"))

    test_now(admin_client, brief)

    with translation.override("ru"):
        mark = gettext("Test: not published")
    assert telegram.messages(linked.id)[-1].text.startswith(f"{mark}\n\n")


FAULTS = [
    (Fault("unreachable"), "Not sent: Telegram cannot be reached. Try again in a minute.", 0),
    (Fault("bad_gateway"), "could not be read. The message may have arrived. Look there before", 0),
    (Fault("close_after"), "Telegram did not answer. The message may have arrived. Look there before", 1),
    (Fault("hang"), "Telegram did not answer. The message may have arrived. Look there before", 1),
    (Fault("flood", retry_after=90), "Not sent: too much is being sent at the moment. Try again in 2 min", 0),
    (Fault("refuse", error_code=401, description="Unauthorized"), "does not accept the bot's token", 0),
    (Fault("refuse", description="Bad Request: chat not found"), "Telegram does not find the chat.", 0),
    (Fault("refuse", description="Bad Request: BUTTON_URL_INVALID"), "Telegram refused a button", 0),
]


def test_the_editor_is_told_the_truth(index, editor, linked, make_brief, telegram, test_now, subtests):
    brief, logged = make_brief("Tea"), PageLogEntry.objects.filter(action="briefs_bot.test")
    for fault, said, arrived in FAULTS:
        before = len(telegram.messages(linked.id)), logged.count()
        telegram.faults.add(fault)
        with subtests.test(fault.description, kind=fault.kind):
            assert said in test_now(editor, brief)
            assert len(telegram.messages(linked.id)) - before[0] == arrived
            assert logged.count() - before[1] == ("may have arrived" in said)
        process_state.cache_clear()
        Redis.from_url(settings.REDIS_URL).flushdb()
    assert ledger() == (0, 0, 0)


def test_telegram_that_hangs_is_waited_for_a_while_only(
    index, editor, linked, make_brief, telegram, test_now, monkeypatch
):
    monkeypatch.setattr(draft_message, "CALL_SECONDS", 0.05)
    telegram.faults.add(Fault("hang", seconds=2))

    assert "The message may have arrived." in test_now(editor, make_brief("Tea"))


def test_without_redis_a_test_is_sent_all_the_same(
    index, editor, linked, make_brief, telegram, test_now, settings
):
    settings.BRIEFS_TELEGRAM_REDIS_URL = "redis://127.0.0.1:1/0"

    assert "Sent to “Vera”." in test_now(editor, make_brief("Tea"))


def test_who_blocked_the_bot_or_unlinked_gets_no_test(
    index, editor, linked, make_brief, telegram, test_now, says, bot_reads
):
    brief = make_brief("Tea")
    telegram.block(linked)
    bot_reads()
    assert "Not sent: you blocked the bot" in test_now(editor, brief)
    telegram.unblock(linked)
    assert "Sent to “Vera”." in test_now(editor, brief)
    assert "linked to the account of editors" in says(linked, "/privacy")[0]

    editor.get(reverse("briefs_bot_unlink", args=[1000]))
    assert Previewer.objects.linked()
    assert "The chat is no longer linked." in words(
        editor.post(reverse("briefs_bot_unlink", args=[1000]), follow=True)
    )

    assert "Not linked." in account(editor)
    said = press(editor, brief).content.decode()
    assert "Your account is not linked to a chat" in said
    assert reverse("briefs_bot_link", args=[1000]) in said
    assert "linked to the account" not in says(linked, "/privacy")[0]


def test_stop_ends_tests_too(index, editor, vera, says, make_brief, test_now):
    assert "Tests of drafts" not in says(vera, "/stop")[0]
    says(vera, f"/start {token(editor)}")
    assert Chat.objects.get().inactive_reason == "/stop"

    assert "Sent to “Vera”." in test_now(editor, make_brief("Tea"))
    assert "Tests of drafts will not come either" in says(vera, "/stop")[0]

    assert "Your account is not linked" in test_now(editor, make_brief("Tea"))


def test_tests_are_limited_and_say_when_the_next_may_be_sent(
    index, editor, linked, make_brief, telegram, monkeypatch
):
    monkeypatch.setattr(previewer, "TESTS_PER_HOUR", 2)
    brief, before = make_brief("Tea"), len(telegram.messages(linked.id))
    with travel(timezone.now(), tick=False) as clock:
        for seconds, said in (
            (0, "Sent to “Vera”."),
            (1, "Try again in 2 seconds."),
            (9, "Sent to “Vera”."),
            (120, "Try again in 58 minutes."),
            (3500, "Sent to “Vera”."),
        ):
            clock.shift(seconds)
            assert said in words(press(editor, brief))

    assert len(telegram.messages(linked.id)) - before == 3


def test_other_requests_do_not_wait_for_telegram():
    """The middleware, and a host's ATOMIC_REQUESTS, make no transaction of a request that asks Telegram."""
    for name in ("briefs_bot_test", "briefs_bot_link"):
        view = resolve(reverse(name, args=[1000])).func
        request = RequestFactory().post("/")

        assert AtomicWritesMiddleware(view).process_view(request, view, (), {}) is None


def test_the_name_of_the_bot_is_not_guessed(index, editor, telegram):
    telegram.faults.add(Fault("unreachable", method="getMe"))

    said = words(editor.post(reverse("briefs_bot_link", args=[1000]), follow=True))

    assert "There is no link yet, as the bot must be asked for its name." in said
    assert "Telegram cannot be reached." in said
    assert not Previewer.objects.exists()


def test_a_draft_without_topic_or_bot_says_so(index, editor, linked, make_brief, test_now, settings):
    assert "Choose a topic first" in test_now(editor, make_brief("Tea", topic=None))
    brief = make_brief("Tea")
    settings.BRIEFS_TELEGRAM_BOT_TOKEN = ""
    assert "This site has no bot yet" in test_now(editor, brief)
    assert "This site has no bot yet" in words(editor.get(reverse("briefs_bot_test", args=[brief.pk])))


def test_account_offers_the_bots_of_the_users_own_sites(index, editor, settings, telegram):
    settings.BRIEFS_TELEGRAM_BOT_TOKENS = {"elsewhere.example.org": "2000:sandbox"}
    root = Page.get_first_root_node().add_child(
        instance=BriefIndexPage(title="Elsewhere", slug="elsewhere", locale=index.locale)
    )
    Site.objects.create(hostname="elsewhere.example.org", root_page=root)
    GroupPagePermission.objects.filter(group__name="Editors").update(page=root)

    links = editor.get(reverse("wagtailadmin_account")).content.decode()

    assert reverse("briefs_bot_link", args=[2000]) in links
    assert reverse("briefs_bot_link", args=[1000]) not in links
    assert editor.get(reverse("briefs_bot_link", args=[1000])).status_code == 302
    assert editor.get(reverse("briefs_bot_link", args=[3000])).status_code == 302


def test_who_may_not_edit_sends_no_test(linked, enter, make_brief, telegram):
    brief, before = make_brief("Tea"), len(telegram.messages(linked.id))
    client = enter()

    for method in (client.get, client.post):
        assert method(reverse("briefs_bot_test", args=[brief.pk])).status_code == 302
        assert method(reverse("briefs_bot_link", args=[1000])).status_code == 302
    assert "Telegram" not in account(client)
    assert len(telegram.messages(linked.id)) == before
    assert Previewer.objects.count() == 1
