"""A reader who has the current answer gets 304, in two queries; a page that is not public never gives it."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone
from django.utils.http import parse_http_date
from wagtail.embeds.exceptions import EmbedException
from wagtail.models import Locale, PageViewRestriction, Site

from briefs_app import reader
from briefs_app.caching import changes
from briefs_app.models import Change, RelatedArticle

pytestmark = pytest.mark.usefixtures("unindexed")

OUTLETS = ["/", "/tea/", "/topic/security/", "/2026/w23/"]


@pytest.fixture
def tea(make_brief, publish):
    tea = make_brief("Tea", period_start="2026-06-01", period_end="2026-06-07")
    tea.slug = "tea"
    return publish(tea)


@pytest.fixture
def tag(client):
    """The tag that an anonymous reader gets now."""

    def tag(path="/tea/", **headers):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200
        return answer["ETag"]

    return tag


@pytest.fixture
def again(client):
    """The status for a reader who has the answer with this tag."""

    def again(tag, path="/tea/", **headers):
        return client.get(path, headers={"if-none-match": tag, **headers}).status_code

    return again


@pytest.mark.parametrize("path", OUTLETS)
@pytest.mark.parametrize("method", ["get", "head"])
def test_an_unchanged_answer_costs_two_queries_at_most(
    client, tea, path, method, django_assert_max_num_queries
):
    first = client.get(path)

    with django_assert_max_num_queries(2):
        answer = getattr(client, method)(path, headers={"if-none-match": first["ETag"]})

    assert answer.status_code == 304
    assert answer.content == b""
    for header in ("ETag", "Last-Modified", "Cache-Control", "Vary"):
        assert answer[header] == first[header]


@pytest.mark.parametrize("path", OUTLETS)
def test_if_modified_since_works_like_if_none_match(client, tea, path, django_assert_max_num_queries):
    first = client.get(path)

    with django_assert_max_num_queries(2):
        answer = client.get(path, headers={"if-modified-since": first["Last-Modified"]})

    assert answer.status_code == 304
    assert answer["ETag"] == first["ETag"]


def test_one_of_several_tags_is_enough_even_as_a_strong_tag(tea, tag, again):
    assert again(f'"other", {tag().removeprefix("W/")}') == 304


def test_a_missing_page_is_not_found_whatever_tag_or_date_is_sent(client, tea):
    for headers in ({"if-none-match": "*"}, {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}):
        assert client.get("/nothing/", headers=headers).status_code == 404


def _edit(tea):
    tea.summary = "More tea."
    tea.save_revision().publish()


def _rename_topic(tea):
    tea.topic.name = "Safety"
    tea.topic.save()


def _replace_photo(tea):
    tea.photo.title = "Another sea"
    tea.photo.save()


def _change_address(tea):
    tea.get_parent().add_child(instance=type(tea)(title="Shelf", slug="shelf", topic=tea.topic, summary="x"))
    tea.move(tea.get_siblings(inclusive=False).get(slug="shelf"), pos="right")


def _relate(tea):
    tea.brief_related_articles.add(RelatedArticle(url="https://example.org/", headline="Heat"))
    tea.save()


def _restrict_another(tea):
    other = tea.get_siblings(inclusive=False).first()
    PageViewRestriction.objects.create(page=other, restriction_type=PageViewRestriction.LOGIN)


def _free_another(tea):
    PageViewRestriction.objects.all().delete()


def _rename_site(tea):
    Site.objects.get().save()


def _new_language(tea):
    Locale.objects.create(language_code="be")


def _withdraw_another(tea):
    tea.get_siblings(inclusive=False).first().specific.unpublish()


def _delete_another(tea):
    tea.get_siblings(inclusive=False).first().delete()


def _go_past_the_models(tea):
    type(tea).objects.filter(pk=tea.pk).update(summary="Quietly.")
    changes.bump()


@pytest.mark.parametrize(
    "change",
    [
        _edit,
        _rename_topic,
        _replace_photo,
        _change_address,
        _relate,
        _restrict_another,
        _free_another,
        _rename_site,
        _new_language,
        _withdraw_another,
        _delete_another,
        _go_past_the_models,
    ],
    ids=lambda change: change.__name__.strip("_"),
)
def test_every_public_change_makes_every_answer_new(tea, tag, again, make_brief, publish, photo, change):
    tea.photo = photo
    publish(tea)
    publish(make_brief("Coffee"))
    hidden = publish(make_brief("Hidden"))
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    old = tag()

    change(type(tea).objects.get(pk=tea.pk))

    assert tag() != old
    assert again(old) == 200


def test_writing_a_draft_changes_nothing_for_readers(tea, tag, again):
    old = tag()

    tea.title = "Not yet"
    tea.save_revision()

    assert again(old) == 304


def test_a_page_that_expires_makes_every_answer_new(tea, publish, client, make_brief):
    other = make_brief("Coffee")
    with time_machine.travel(datetime(2030, 1, 1, 12, tzinfo=UTC), tick=False) as clock:
        other.expire_at = timezone.now() + timedelta(minutes=5)
        publish(other)
        clock.shift(60)
        first = client.get("/")
        had = {"if-none-match": first["ETag"]}
        dated = {"if-modified-since": first["Last-Modified"]}
        assert client.get("/", headers=had).status_code == 304

        clock.shift(240)

        assert client.get("/", headers=had).status_code == 200
        assert client.get("/", headers=dated).status_code == 200


def test_an_expired_page_is_not_found_even_with_its_tag(client, tea, tag):
    tea.expire_at = timezone.now() + timedelta(hours=1)
    tea.save()
    old = tag()

    with time_machine.travel(tea.expire_at + timedelta(seconds=1)):
        assert client.get("/tea/", headers={"if-none-match": old}).status_code == 404


@pytest.mark.parametrize("kind", [PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD])
def test_a_restricted_page_is_never_answered_with_304(client, tea, kind):
    first = client.get("/tea/")
    PageViewRestriction.objects.create(page=tea, restriction_type=kind, password="x")
    later = client.get("/")["Last-Modified"]

    for headers in (
        {"if-none-match": first["ETag"]},
        {"if-modified-since": first["Last-Modified"]},
        {"if-modified-since": later},
        {"if-none-match": "*"},
    ):
        answer = client.get("/tea/", headers=headers)
        assert answer.status_code != 304
        assert "ETag" not in answer
        assert "Less tea" not in answer.content.decode()


@pytest.mark.parametrize("withdraw", ["unpublish", "delete"])
def test_a_withdrawn_page_is_not_found_even_with_its_tag(client, tea, tag, withdraw):
    old = tag()

    getattr(tea, withdraw)()

    assert client.get("/tea/", headers={"if-none-match": old}).status_code == 404


def test_a_logged_in_user_always_gets_the_whole_page(admin_client, tea, tag):
    answer = admin_client.get("/tea/", headers={"if-none-match": tag()})

    assert answer.status_code == 200
    assert "wagtail-userbar" in answer.content.decode()
    assert "ETag" not in answer


def test_a_preview_never_stands_in_for_the_page(tea, tag):
    tea.title = "Unfinished"

    assert "ETag" not in tea.make_preview_request()


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "other.example.org"},
        {"accept": "application/json"},
        {"accept-language": "ru"},
        {"origin": "https://reader.example.org"},
    ],
)
def test_a_tag_holds_for_the_same_question_only(tea, tag, headers):
    assert tag(**headers) != tag()


def test_a_tag_holds_for_one_address_one_scheme_and_one_language_cookie(client, tea, tag):
    tags = {tag(), tag("/tea/?page=2"), client.get("/tea/", secure=True)["ETag"]}
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "ru"

    assert len(tags | {tag()}) == 4


def test_a_new_deployment_makes_every_answer_new(tea, tag, again, settings):
    old = tag()

    settings.BRIEFS_BUILD = "2"

    assert again(old) == 200


def test_a_date_alone_proves_nothing(client, tea, settings):
    first = client.get("/tea/")
    dated = {"if-modified-since": first["Last-Modified"]}

    assert client.get("/tea/?seen=never", headers=dated).status_code == 200
    settings.BRIEFS_BUILD = "2"
    assert client.get("/tea/", headers=dated).status_code == 200


def test_who_wants_an_unchanged_page_gets_it(client, tea):
    changed = client.get("/tea/")["Last-Modified"]

    assert client.get("/tea/?again", headers={"if-unmodified-since": changed}).status_code == 200


def test_a_site_without_time_zones_is_served_too(client, db, settings):
    settings.USE_TZ = False

    assert client.get("/health/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/trends/",
        "/trends/csv/",
        "/trends/json/",
        "/trends/svg/",
        "/trends/png/",
        "/topic/security/",
        "/api/v2/trends/",
    ],
)
def test_trends_move_with_the_calendar(client, make_brief, publish, path):
    with time_machine.travel(datetime(2030, 1, 2, 12, tzinfo=UTC), tick=False) as clock:
        publish(make_brief("Long ago", period_start="2029-12-24", period_end="2029-12-30"))
        publish(make_brief("Ahead", period_start="2030-01-21", period_end="2030-01-27"))
        first = client.get(path)

        clock.shift(timedelta(days=14))

        assert client.get(path).content != first.content
        for headers in (
            {"if-none-match": first["ETag"]},
            {"if-modified-since": first["Last-Modified"]},
        ):
            assert client.get(path, headers=headers).status_code == 200


def test_an_embed_that_came_late_is_a_change(tea, publish, tag, again, monkeypatch):
    monkeypatch.setattr("wagtail.embeds.embeds.get_finders", lambda: [Provider()])
    tea.body = json.dumps([{"type": "embed", "value": "https://video.example.org/1"}])
    publish(tea)
    Provider.answer = None
    old = tag()

    Provider.answer = {"type": "video", "html": "<b>Film</b>", "width": 1, "height": 1}
    call_command("fetch_embeds")

    assert again(old) == 200


class Provider:
    """Of videos; down as long as it has no answer."""

    answer: dict[str, object] | None = None

    def accept(self, url):
        return True

    def find_embed(self, url, max_width=None, max_height=None):
        if self.answer is None:
            raise EmbedException
        named = dict.fromkeys(("title", "author_name", "provider_name", "thumbnail_url"), "")
        return {**named, **self.answer}


def test_a_tag_of_a_photo_is_a_change(tea, publish, photo, tag, again):
    tea.photo = photo
    publish(tea)
    path = f"/api/v2/briefs/{tea.pk}/?fields=photo(tags)"
    old = tag(path)

    photo.tags.add("sea")

    assert again(old, path) == 200


def test_changes_within_one_second_have_dates_of_their_own(client, tea):
    with time_machine.travel(datetime(2030, 1, 1, 12, tzinfo=UTC), tick=False):
        _edit(tea)
        first = client.get("/tea/")["Last-Modified"]
        _edit(tea)

        assert client.get("/tea/", headers={"if-modified-since": first}).status_code == 200
        assert parse_http_date(client.get("/tea/")["Last-Modified"]) <= timezone.now().timestamp()


def test_what_was_rolled_back_changed_nothing(tea, tag, again):
    old = tag()

    with transaction.atomic():
        _edit(tea)
        transaction.set_rollback(True)
    assert again(old) == 304

    _edit(type(tea).objects.get(pk=tea.pk))
    assert again(old) == 200


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_is_saved_right_after_a_commit_is_a_change_of_its_own(index):
    """Another process may have read in between."""
    before = Change.objects.count()

    with transaction.atomic():
        transaction.on_commit(index.save)
        index.save()

    assert Change.objects.count() == before + 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_failure_after_a_commit_hides_no_later_change(index):
    def save():
        with transaction.atomic():
            transaction.on_commit(lambda: 1 / 0)
            index.save()

    with pytest.raises(ZeroDivisionError):
        save()
    before = Change.objects.count()

    index.save()

    assert Change.objects.count() == before + 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="In memory, nobody reads while somebody writes.")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_reads_while_a_site_is_renamed_leaves_no_old_address_to_others(tea):
    site = Site.objects.get()

    with transaction.atomic():
        site.hostname = "new.example.org"
        site.save()
        assert "//briefs.example.org/" in _address_in_another_process()

    assert "//new.example.org/" in _address_in_another_process()


def _address_in_another_process():
    def read():
        try:
            return reader.latest(1)[0].url
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        return other.submit(read).result()


def test_whoever_commits_last_has_the_last_date_and_old_changes_are_forgotten(
    tea, django_capture_on_commit_callbacks
):
    changes.stamp()
    with django_capture_on_commit_callbacks(execute=True):
        changes.bump()
        long = Change.objects.latest("pk")
        Change.objects.bulk_create(
            [Change(changed_at=timezone.now() + timedelta(seconds=30)) for _ in range(300)]
        )

    assert Change.objects.latest("changed_at") == long
    assert Change.objects.count() <= changes.KEPT + 1


def test_an_answer_with_a_cookie_or_of_its_own_kind_has_no_tag(client, tea):
    for path in ("/search/?q=tea", "/health/", "/nothing/"):
        assert "ETag" not in client.get(path)


def test_the_cache_of_a_reader_asks_each_time(client, tea):
    assert client.get("/tea/")["Cache-Control"] == "no-cache"


def test_a_page_with_six_articles_notes_one_change(tea):
    before = Change.objects.count()
    changes.stamp()

    tea.brief_related_articles = [
        RelatedArticle(url=f"https://example.org/{n}", headline="x") for n in "abcdef"
    ]
    tea.save_revision().publish()

    assert Change.objects.count() == before + 1


def test_while_developing_an_edited_template_is_a_new_answer(tea, tag, settings, tmp_path):
    settings.DEBUG = True
    (tmp_path / "page.html").write_text("Old")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    with time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC), tick=False) as clock:
        old = tag()
        assert tag() == old

        os.utime(tmp_path / "page.html", (2_000_000_000, 2_000_000_000))
        clock.shift(1)

        assert tag() != old


def test_it_works_the_same_under_asgi(tea, async_client):
    get = async_to_sync(async_client.get)
    first = get("/tea/")

    assert get("/tea/", headers={"if-none-match": first["ETag"]}).status_code == 304
