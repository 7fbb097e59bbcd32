"""Readers see embeds, or links to them, and never wait for whoever provides them."""

import json
from datetime import timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from threading import Event, Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.embeds.models import Embed
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from briefs_app.pages.models import BriefPage

pytestmark = pytest.mark.usefixtures("unindexed")

FILM, POST = "https://video.example.org/1", "https://post.example.net/2"
FORMATS = ("html", "markdown", "db_markdown") if find_spec("wagtail.api.v3") else ()
# Of the whole text, with the embed as an address.
OUTLETS = [
    "/tea/",
    "/feed/?full=1",
    "/feed/json/?full=1",
    "/api/v2/briefs/{pk}/",
    "/api/v2/pages/{pk}/",
    *(f"/api/v2/briefs/{{pk}}/?rich_text_format={name}" for name in FORMATS),
    *(f"/api/v3/pages/{{pk}}/?rich_text_format={name}" for name in FORMATS),
]


class Provider:
    """Answers as the oEmbed standard says, or with an error, or not at all."""

    def __init__(self):
        self.asked, self.status, self.silent, self.extra = [], 200, False, {}
        self.let_go = Event()


@pytest.fixture
def provider(settings):
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            provider.asked.append(self.path)
            if provider.silent:
                provider.let_go.wait(30)
            answer = {"type": "video", "html": f"<b>Film {len(provider.asked)}</b>", **provider.extra}
            self.send_response(provider.status)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    endpoint = {
        "endpoint": f"http://127.0.0.1:{server.server_port}/oembed",
        "urls": [r"^https://(video|post)\.example\.(org|net)/.+$"],
    }
    settings.WAGTAILEMBEDS_FINDERS = [{"class": "wagtail.embeds.finders.oembed", "providers": [endpoint]}]
    settings.BRIEFS_EMBED_TIMEOUT = 1
    yield provider
    provider.let_go.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def tea(make_brief, publish):
    """A brief that came another way than by the admin: nothing of it was fetched."""

    def tea(*films, text=POST):
        rich = f'<p>Words</p><embed embedtype="media" url="{text}"/><p>More</p>'
        body = [{"type": "embed", "value": film} for film in films or (FILM,)]
        brief = make_brief("Tea", body=json.dumps([*body, {"type": "paragraph", "value": rich}]))
        brief.slug = "tea"
        return publish(brief)

    return tea


@pytest.fixture
def save(admin_client, index, security):
    def save(*urls, action="action-publish"):
        form = {
            "title": "Tea",
            "slug": "tea",
            "topic": security.pk,
            "summary": "Tea is served again.",
            "status": "improved",
            "body": streamfield([("embed", url) for url in urls]),
            "brief_related_articles": inline_formset([]),
            "comments": inline_formset([]),
            action: "yes",
        }
        address = reverse("wagtailadmin_pages:add", args=("briefs_pages", "briefpage", index.pk))
        return admin_client.post(address, nested_form_data(form), follow=True)

    return save


@pytest.mark.parametrize("path", OUTLETS)
def test_no_outlet_asks_a_provider_and_each_has_the_address(client, tea, provider, path):
    brief = tea()

    answer = client.get(path.format(pk=brief.pk))

    assert answer.status_code == 200
    for address in (FILM, POST):
        assert address in answer.content.decode()
    assert not provider.asked


@pytest.mark.parametrize("path", ["/tea/", *OUTLETS])
def test_an_expired_embed_asks_no_provider(client, tea, provider, path):
    brief = tea()
    call_command("fetch_embeds")
    Embed.objects.update(cache_until=timezone.now() - timedelta(days=1))
    provider.asked.clear()

    assert client.get(path.format(pk=brief.pk)).status_code == 200
    assert not provider.asked


def test_a_preview_asks_no_provider(tea, provider):
    answer = tea().make_preview_request()

    assert FILM in answer.rendered_content
    assert not provider.asked


def test_a_page_shows_a_link_until_the_command_has_fetched_the_embed(client, tea, provider):
    tea()
    before = client.get("/tea/").content.decode()

    call_command("fetch_embeds")

    after = client.get("/tea/").content.decode()
    for address in (FILM, POST):
        assert f'<a href="{address}">' in before
        assert address not in after
    assert "<b>Film 1</b>" in after
    assert "<b>Film 2</b>" in after


@pytest.mark.parametrize("address", ["javascript:alert(1)", 'https://x.example/"><script>'])
def test_an_address_that_harms_is_no_link(client, tea, provider, address):
    tea(text=escape(address))

    page = client.get("/tea/").content.decode()

    assert f'href="{address}' not in page
    assert "<script>" not in page.partition("Words")[2].partition("More")[0]


def test_embeds_of_a_page_cost_the_same_however_many_they_are(client, tea, provider, publish):
    brief = tea()
    call_command("fetch_embeds")
    few = _queries_of_embeds(client)
    brief.body = json.dumps(
        [
            *({"type": "embed", "value": f"{FILM}{n}"} for n in range(5)),
            *(
                {"type": "paragraph", "value": f'<embed embedtype="media" url="{POST}{n}"/>'}
                for n in range(5)
            ),
        ]
    )
    publish(brief)
    call_command("fetch_embeds")

    assert _queries_of_embeds(client) == few


def _queries_of_embeds(client):
    with CaptureQueriesContext(connection) as caught:
        client.get("/tea/")
    return len([query for query in caught if "wagtailembeds_embed" in query["sql"]])


def test_saving_fetches_what_readers_then_see(client, save, provider):
    save(FILM)

    assert "<b>Film 1</b>" in client.get("/tea/").content.decode()
    assert len(provider.asked) == 1


def test_a_provider_that_is_silent_holds_up_nobody_and_is_asked_later(client, save, provider):
    provider.silent = True

    save(FILM, f"{FILM}1", f"{FILM}2")

    assert BriefPage.objects.get().live
    assert f'<a href="{FILM}">' in client.get("/tea/").content.decode()
    assert len(provider.asked) == 1
    provider.silent = False
    provider.let_go.set()
    call_command("fetch_embeds", days=1)
    assert "<b>Film 2</b>" in client.get("/tea/").content.decode()


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_provider_in_trouble_leaves_a_link(client, save, provider, status):
    provider.status = status

    save(FILM)

    assert f'<a href="{FILM}">' in client.get("/tea/").content.decode()


def test_an_address_that_its_provider_does_not_know_is_refused(save, provider):
    provider.status = 404

    answer = save(FILM)

    assert "Cannot find an embed for this URL." in answer.content.decode()
    assert not BriefPage.objects.exists()


def test_an_address_of_no_provider_is_refused(save, provider):
    assert "Cannot find an embed for this URL." in save("https://elsewhere.example/").content.decode()


def test_the_command_refreshes_what_expired_and_nothing_else(client, tea, provider):
    tea(FILM, f"{FILM}1")
    call_command("fetch_embeds")
    Embed.objects.filter(url=FILM).update(cache_until=timezone.now() - timedelta(days=1))
    asked = len(provider.asked)
    old = client.get("/tea/")

    call_command("fetch_embeds")
    call_command("fetch_embeds")

    assert len(provider.asked) == asked + 1
    assert f"<b>Film {asked + 1}</b>" in client.get("/tea/").content.decode()
    assert client.get("/tea/", headers={"if-none-match": old["ETag"]}).status_code == 200


def test_the_command_asks_a_provider_that_fails_once_in_a_run(tea, provider, capsys):
    tea(FILM, f"{FILM}1", f"{FILM}2", text=f"{FILM}3")
    provider.status = 503

    call_command("fetch_embeds")

    assert len(provider.asked) == 1
    assert "4 without an answer" in capsys.readouterr().out
