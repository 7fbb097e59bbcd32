"""API v3, where Wagtail has it: everybody reads what is public, editors write what they may."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest

pytest.importorskip("wagtail.api.v3")

from django.contrib.auth.models import Group, Permission
from django.core.checks import run_checks
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import APIToken, GroupPagePermission, Page, PageViewRestriction, Site

from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage
from tests.conftest import translated
from tests.rollback import rolled_back

PAGES = "/api/v3/pages/"
TYPE = "briefs_pages.BriefPage"
LOGIN, PASSWORD, GROUPS = PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD, PageViewRestriction.GROUPS


@pytest.fixture
def api(django_capture_on_commit_callbacks):
    """Somebody with a token; calls with everything that follows the commit."""

    def as_user(user):
        token = APIToken.create_token(user=user, name="tests")[1]
        client = Client(headers={"Authorization": f"Bearer {token}"})

        def call(method, path, data=None):
            with django_capture_on_commit_callbacks(execute=True):
                return getattr(client, method)(path, data, content_type="application/json")

        return call

    return as_user


@pytest.fixture
def editor(api, admin_user):
    return api(admin_user)


@pytest.fixture
def author(api, index, django_user_model):
    """May write below the index, and not publish."""
    group = Group.objects.create(name="Authors")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    permission = Permission.objects.get(codename="add_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=group, page=index, permission=permission)
    user = django_user_model.objects.create_user("author")
    user.groups.add(group)
    return api(user)


@pytest.fixture
def brief(index, security):
    """What an editor sends for a brief."""

    def brief(title="Patrols resume", action=None, **fields):
        meta = {"type": TYPE, "parent_id": index.pk, **({"action": action} if action else {})}
        return {"meta": meta, "title": title, "topic": security.pk, "summary": "Two boats.", **fields}

    return brief


def everything(client, text):
    """All that anybody without a token can ask for."""
    pages = [f"{PAGES}{pk}/" for pk in Page.objects.values_list("pk", flat=True)]
    lists = [
        PAGES,
        f"{PAGES}?type={TYPE}",
        f"{PAGES}?type={TYPE}&type=briefs_pages.BriefIndexPage",
        f"{PAGES}?search={text}",
        f"{PAGES}?type={TYPE}&search={text}",
        f"{PAGES}?descendant_of=root",
        f"{PAGES}?type={TYPE}&status=worsened",
        f"{PAGES}?order=-title",
    ]
    return {path: client.get(path) for path in [*lists, *pages]}


def found(client, title):
    """Where that title shows."""
    answers = everything(client, title)
    assert {answer.status_code for answer in answers.values()} <= {200, 404}
    return [path for path, answer in answers.items() if title in answer.content.decode()]


def draft(brief, index):
    brief.unpublish()


def scheduled(brief, index):
    brief.unpublish()
    brief.go_live_at = timezone.now() + timedelta(days=1)
    brief.save_revision().publish()


def expired_before_the_sweep(brief, index):
    BriefPage.objects.filter(pk=brief.pk).update(expire_at=timezone.now() - timedelta(hours=1))


def for_members(brief, index):
    PageViewRestriction.objects.create(page=brief, restriction_type=LOGIN)


def for_a_group(brief, index):
    PageViewRestriction.objects.create(page=brief, restriction_type=GROUPS)


def behind_a_password(brief, index):
    PageViewRestriction.objects.create(page=brief, restriction_type=PASSWORD, password="x")


def below_a_restricted_index(brief, index):
    PageViewRestriction.objects.create(page=index, restriction_type=LOGIN)


def of_another_site(brief, index):
    other = BriefIndexPage(title="Elsewhere", slug="elsewhere", locale=index.locale)
    Page.get_first_root_node().add_child(instance=other)
    Site.objects.create(hostname="other.example.org", root_page=other)
    brief.move(other, pos="last-child")


HIDDEN = [
    draft,
    scheduled,
    expired_before_the_sweep,
    for_members,
    for_a_group,
    behind_a_password,
    below_a_restricted_index,
    of_another_site,
]


@pytest.mark.indexed
def test_a_brief_that_is_not_public_shows_nowhere(client, index, make_brief, publish, subtests):
    secret = publish(make_brief("Secret", status="worsened"))
    assert len(found(client, "Secret")) == 9

    for hide in HIDDEN:
        with rolled_back(), subtests.test(hide.__name__):
            hide(BriefPage.objects.get(pk=secret.pk), index)

            assert found(client, "Secret") == []
            answers = everything(client, "Secret")
            assert answers[f"{PAGES}?type={TYPE}"].json() == {"count": 0, "items": []}
            assert answers[f"{PAGES}?type={TYPE}&search=Secret"].json()["count"] == 0
            assert answers[f"{PAGES}{secret.pk}/"].status_code == 404
            assert client.get(f"{PAGES}find/?id={secret.pk}").status_code == 404
            assert client.get(f"{PAGES}find/?html_path=/{secret.slug}/").status_code == 404
            assert client.get(f"{PAGES}?translation_of={secret.pk}").status_code == 422
            never = client.get(f"{PAGES}?child_of=999999").content
            assert client.get(f"{PAGES}?child_of={secret.pk}").content == never


def test_the_password_of_a_page_does_not_open_it_in_the_api(client, make_brief, publish):
    secret = publish(make_brief("Secret"))
    behind_a_password(secret, None)
    restriction = PageViewRestriction.objects.get()
    form = {"password": "x", "return_url": "/"}
    client.post(f"/_util/authenticate_with_password/{restriction.pk}/{secret.pk}/", form)
    assert client.get(f"/{secret.slug}/").status_code == 200

    assert found(client, "Secret") == []


def test_a_login_without_a_token_shows_only_what_is_public(admin_client, make_brief):
    make_brief("Secret")

    assert found(admin_client, "Secret") == []


def test_a_site_can_be_asked_for_by_name_and_shows_its_public_briefs_only(client, index, make_brief, publish):
    shown, expired = publish(make_brief("Shown")), publish(make_brief("Expired"))
    of_another_site(shown, index)
    expired.move(Page.objects.get(slug="elsewhere"), pos="last-child")
    expired_before_the_sweep(expired, index)

    items = client.get(f"{PAGES}?type={TYPE}&site=other.example.org").json()["items"]

    assert [item["title"] for item in items] == ["Shown"]


def test_an_alias_reveals_nothing_of_its_private_original(client, index, make_brief, publish):
    original = publish(make_brief("Shown"))
    alias = original.create_alias(parent=index, update_slug="alias")
    for_members(original, index)
    BriefPage.objects.filter(pk=original.pk).update(title="Secret")

    assert client.get(f"{PAGES}{alias.pk}/").status_code == 404
    assert found(client, "Secret") == found(client, "Shown") == []


def test_a_brief_names_its_parent_only_where_that_is_public(client, index, make_brief, publish):
    section = index.add_child(instance=BriefIndexPage(title="Section", slug="section"))
    path = f"{PAGES}{publish(make_brief('Tea', parent=section)).pk}/"
    assert client.get(path).json()["meta"]["parent"]["title"] == "Section"

    section.unpublish()

    assert client.get(path).json()["meta"]["parent"] is None


def test_v3_shows_the_public_fields_of_v2_and_no_others(client, make_brief, publish, security):
    fields = {"status": "worsened", "period_start": "2026-06-01", "period_end": "2026-06-07"}
    fields["brief_date"] = "2026-06-08T09:00:00Z"
    body = [{"type": "paragraph", "value": "<p>Two boats.</p>"}]
    tea = publish(make_brief("Tea", notification_text="Psst", body=body, **fields))

    in_v2 = client.get(f"/api/v2/briefs/{tea.pk}/").json()
    in_v3 = client.get(f"{PAGES}{tea.pk}/").json()

    names = [field.name for field in BriefPage.api_fields]
    assert set(in_v3) == {"id", "meta", "title", "corrections", *names}
    for name in set(names) - {"topic", "body"}:
        assert in_v3[name] == in_v2[name]
    assert [block["value"] for block in in_v3["body"]] == ["<p>Two boats.</p>"]
    assert (in_v3["topic"]["name"], in_v3["topic"]["slug"]) == ("Security", "security")
    assert "Psst" not in str(in_v3)


def test_the_notice_to_subscribers_is_no_filter_and_no_order_either(client, make_brief, publish):
    publish(make_brief("Tea", notification_text="Psst"))

    for text in ("Psst", "other"):
        assert client.get(f"{PAGES}?type={TYPE}&notification_text={text}").json()["count"] == 1
    assert client.get(f"{PAGES}?type={TYPE}&order=notification_text").status_code >= 400


def test_the_number_of_queries_does_not_grow_with_the_number_of_briefs(client, make_brief, publish):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{PAGES}?type={TYPE}").status_code == 200
        return len(captured)

    publish(make_brief("One"))
    queries()
    few = queries()
    for number in range(4):
        publish(make_brief(f"More {number}"))
    queries()

    assert queries() == few


def test_topics_are_read_with_a_token(client, editor, security, energy):
    path = "/api/v3/snippets/briefs_app.Topic/"

    assert [topic["name"] for topic in editor("get", path).json()["items"]] == ["Security", "Energy"]
    assert editor("get", f"{path}{security.pk}/").json()["aliases"] == "defence, army"
    assert client.get(path).status_code == 401


def test_an_editor_adds_a_topic(editor, index):
    answer = editor("post", "/api/v3/snippets/briefs_app.Topic/", {"name": "Trade", "slug": "trade"})

    assert answer.status_code == 201, answer.content
    assert Topic.objects.get(slug="trade").locale == index.locale


def test_a_brief_written_and_published_at_once_is_broadcast_once(editor, brief, subscriber, telegram):
    sent = brief(
        action="publish",
        status="worsened",
        status_reason="Fewer boats.",
        brief_date="2026-06-08T09:00:00Z",
        period_start="2026-06-01",
        period_end="2026-06-07",
        body=[{"type": "paragraph", "value": "<p>At dawn.</p>"}],
    )

    answer = editor("post", PAGES, sent)

    assert answer.status_code == 201, answer.content
    written = BriefPage.objects.live().get()
    assert (written.status, written.period_end.day, written.brief_date.hour) == ("worsened", 7, 9)
    assert "At dawn." in str(written.body)
    assert written.notify_subscribers
    assert shown(telegram, subscriber) == 1

    editor("post", f"{PAGES}{written.pk}/actions/publish/")
    editor("patch", f"{PAGES}{written.pk}/", {"status": "improved", "meta": {"action": "publish"}})

    assert BriefPage.objects.get().status == "improved"
    assert shown(telegram, subscriber) == 1


def test_a_draft_is_broadcast_when_it_is_published_and_not_before(editor, brief, subscriber, telegram):
    pk = editor("post", PAGES, brief()).json()["id"]
    assert shown(telegram, subscriber) == 0

    assert editor("post", f"{PAGES}{pk}/actions/publish/").status_code == 200

    assert shown(telegram, subscriber) == 1


def test_an_editor_writes_the_notice_and_may_send_none(editor, brief, subscriber, telegram):
    told = {"notification_text": "Psst.", "notify_silently": True}
    pk = editor("post", PAGES, brief("Quiet", "publish", **told)).json()["id"]
    editor("post", PAGES, brief("Nothing", "publish", notify_subscribers=False))

    assert shown(telegram, subscriber, "Psst.") == 1
    assert shown(telegram, subscriber, "Nothing") == 0
    assert BriefPage.objects.get(pk=pk).notify_silently

    editor("patch", f"{PAGES}{pk}/", {"notification_text": "Loud.", "meta": {"action": "publish"}})

    changed = BriefPage.objects.get(pk=pk)
    assert (changed.notification_text, changed.notify_silently) == ("Loud.", True)


def test_a_brief_shows_the_photo_that_an_editor_names(editor, client, brief, photo):
    pk = editor("post", PAGES, brief(action="publish", photo=photo.pk, photo_credit="Ann")).json()["id"]

    assert client.get(f"{PAGES}{pk}/").json()["photo"]["id"] == photo.pk


def test_a_draft_may_lack_what_a_published_brief_needs(editor, brief):
    sent = {"meta": brief()["meta"], "title": "Only a headline"}

    answer = editor("post", PAGES, sent)

    assert answer.status_code == 201, answer.content
    pk = answer.json()["id"]
    assert editor("patch", f"{PAGES}{pk}/", {"status": "improved"}).status_code == 200
    refused = editor("post", f"{PAGES}{pk}/actions/publish/")
    assert refused.status_code == 422
    assert "topic" in refused.content.decode()
    assert "summary" in refused.content.decode()
    assert not BriefPage.objects.get(pk=pk).live


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"topic": None, "summary": ""}, {"topic", "summary"}),
        ({"topic": 999999}, {"topic"}),
        ({"status": "splendid"}, {"status"}),
        ({"period_start": "2026-06-07", "period_end": "2026-06-01"}, {"period_end"}),
        ({"photo": 999999}, {"photo"}),
        ({"source_url": "javascript:alert(1)"}, {"source_url"}),
    ],
)
def test_errors_are_named_and_nothing_is_saved(editor, brief, fields, named):
    answer = editor("post", PAGES, brief(action="publish", **fields))

    assert answer.status_code == 422
    assert {error["loc"][-1] for error in answer.json()["errors"]} == named
    assert not BriefPage.objects.exists()


def test_an_author_without_the_right_to_publish_may_save_a_draft(author, brief, subscriber, telegram):
    refused = author("post", PAGES, brief(action="publish"))

    assert refused.status_code == 403
    assert refused.json()["detail"] == "You do not have permission to publish this page."
    assert not BriefPage.objects.exists()
    assert author("post", PAGES, brief()).status_code == 201
    assert author("post", f"{PAGES}{BriefPage.objects.get().pk}/actions/publish/").status_code == 403
    assert shown(telegram, subscriber) == 0


def test_nobody_writes_without_a_token(client, admin_client, api, brief, make_brief, django_user_model):
    tea = make_brief("Tea")
    nobody = api(django_user_model.objects.create_user("nobody"))

    for somebody in (client, admin_client):
        answer = somebody.post(PAGES, brief(), content_type="application/json")
        assert answer.status_code == 401
        answer = somebody.patch(f"{PAGES}{tea.pk}/", {"title": "Mine"}, content_type="application/json")
        assert answer.status_code == 401
    assert nobody("post", PAGES, brief()).status_code == 403
    assert nobody("get", f"{PAGES}{tea.pk}/?version=draft").status_code == 404
    assert BriefPage.objects.get().title == "Tea"


def test_an_editor_reads_drafts_with_a_token(editor, make_brief):
    tea = make_brief("Tea")
    tea.title = "Tea and biscuits"
    tea.save_revision()

    assert editor("get", f"{PAGES}{tea.pk}/?version=draft").json()["title"] == "Tea and biscuits"
    assert editor("get", f"{PAGES}{tea.pk}/").json()["title"] == "Tea"


def test_a_brief_is_written_in_the_language_of_its_index(editor, brief, security, russian_index):
    russian = translated(security, russian_index)
    sent = brief("Чай")
    sent["meta"]["parent_id"] = russian_index.pk

    assert editor("post", PAGES, sent).status_code == 201
    assert (written := BriefPage.objects.get()).locale.language_code == "ru"
    assert written.topic == russian


def test_the_schema_tells_what_can_be_written(editor, index):
    schema = editor("get", f"/api/v3/schema/{TYPE}/").json()

    assert "notification_text" in schema["create"]["properties"]
    assert "notification_text" in schema["patch"]["properties"]
    assert "notification_text" not in schema["read"]["properties"]
    assert schema["create"]["required"] == ["meta", "title"]


def test_the_page_of_its_description_loads_nothing_from_other_sites(client, db):
    page = client.get("/api/v3/docs/").content.decode()

    assert "/static/ninja/" in page
    assert "https://" not in page


def test_tokens_are_made_in_the_admin(admin_client, admin_user):
    form = {"user": admin_user.pk, "name": "The desk"}
    page = admin_client.post("/admin/api-tokens/new/", form, follow=True).content.decode()

    assert "wagtail_" in page
    assert APIToken.objects.get().name == "The desk"


def test_a_check_reports_an_app_that_is_listed_too_late(tmp_path):
    late = "from cms.settings import *; INSTALLED_APPS.sort(key=lambda name: name.startswith('briefs_app'))"
    (tmp_path / "late.py").write_text(late)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "late", "PYTHONPATH": f"{tmp_path}"}

    done = subprocess.run(
        [sys.executable, "manage.py", "check"], env=environment, capture_output=True, text=True, timeout=60
    )

    assert "briefs.W010" in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("mounted", "told"),
    [("api.urls", True), ("public_urls()", False)],
    ids=["whole", "narrowed"],
)
def test_a_check_reports_a_site_that_serves_all_of_v3(settings, monkeypatch, tmp_path, mounted, told):
    name = f"urls_{told}"
    source = f"""
from django.urls import path
from wagtail.api.v3.urls import api
from briefs_app.api.v3 import public_urls
urlpatterns = [path("api/v3/", {mounted})]
"""
    (tmp_path / f"{name}.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    settings.ROOT_URLCONF = name

    assert ("briefs.W013" in {message.id for message in run_checks(tags=["briefs"])}) == told


def shown(telegram, subscriber, text="Patrols resume"):
    return sum(text in message.text for message in telegram.messages(subscriber.id))


@pytest.mark.parametrize("state", ["draft", "live", "newest version"])
def test_a_topic_in_use_is_not_deleted(editor, make_brief, publish, security, energy, state):
    brief = make_brief("Tea", topic=security if state == "newest version" else energy)
    if state == "live":
        publish(brief)
    if state == "newest version":
        brief.topic = energy
        brief.save_revision()

    for path in ("", "actions/delete/"):
        refused = editor("delete", f"/api/v3/snippets/briefs_app.Topic/{energy.pk}/{path}")
        assert refused.status_code == 422
        assert "Not deleted: “Tea” would be without a topic." in refused.json()["errors"][0]["msg"]
    assert Topic.objects.filter(pk=energy.pk).exists()


def test_an_unused_topic_is_deleted(editor, security, energy):
    assert editor("delete", f"/api/v3/snippets/briefs_app.Topic/{energy.pk}/").status_code == 204
    assert not Topic.objects.filter(pk=energy.pk).exists()


@pytest.mark.parametrize("hours", [0, 1])
def test_an_incomplete_brief_is_neither_published_nor_scheduled(editor, make_brief, hours):
    later = timezone.now() + timedelta(hours=1) if hours else None
    draft = make_brief("Tea", topic=None, go_live_at=later)
    refused = editor("post", f"{PAGES}{draft.pk}/actions/publish/")

    assert refused.status_code == 422
    assert "A brief needs a topic." in refused.content.decode()
    draft.refresh_from_db()
    assert not draft.live
    assert draft.scheduled_revision is None
