"""A brief that is not public shows nowhere, and no count gives it away.

Every outlet is read before there is a secret brief and when there is one: both answers must be the same.
That a public brief does change each of them proves that the outlets are the right ones.
"""

import json
import re
from contextlib import contextmanager
from datetime import timedelta
from importlib.util import find_spec

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, PageViewRestriction, Site

from briefs_app.models import SimilarBrief
from briefs_app.pages.models import BriefIndexPage, BriefPage
from briefs_app.trends import picture
from tests.conftest import translated
from tests.rollback import rolled_back

LOGIN, PASSWORD, GROUPS = PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD, PageViewRestriction.GROUPS

# No other word has these letters, and every text and file name of the secret has them.
MARK = "zqxv"
PERIOD = {"period_start": "2026-06-01", "period_end": "2026-06-07"}

# {secret}, {neighbour} and {topic} are numbers.
OUTLETS = [
    "/",
    "/?topic=security&status=improved&since=2026-06-01",
    "/ru/",
    "/neighbour/",
    "/topic/security/",
    "/2026/w23/",
    "/2026/06/",
    "/archive/",
    "/trends/",
    "/trends/?by=month",
    "/trends/svg/",
    "/trends/csv/",
    "/trends/json/",
    "/feed/",
    "/feed/atom/",
    "/feed/json/",
    "/topic/security/feed/",
    "/topic/security/feed/atom/",
    "/topic/security/feed/json/",
    "/sitemap.xml",
    "/search/",
    "/search/?q=harbour",
    "/search/?q=harbour&topic=security&status=improved&period=2026&order=date",
    "/search/?q=nothing+of+the+kind",
    "/ru/search/?language=ru&language=en",
    "/api/v2/briefs/?fields=*",
    "/api/v2/briefs/?search=harbour&facets=topic,status,language,year",
    "/api/v2/briefs/?facets=topic,status,language,year&limit=1",
    "/api/v2/briefs/{secret}/",
    "/api/v2/briefs/{neighbour}/",
    "/api/v2/pages/?fields=*",
    "/api/v2/pages/?type=briefs_pages.BriefPage&fields=*",
    "/api/v2/pages/{secret}/",
    "/api/v2/topics/?fields=*",
    "/api/v2/trends/",
    "/api/v2/trends/?by=month&format=csv",
    "/api/v2/trends/{topic}/",
    "/api/v2/editions/",
    "/api/v2/editions/2026-w23/",
    "/api/v2/editions/2026-06/",
]
# What a subscriber writes to the bot.
OUTLETS += ["bot: /latest", "bot: /latest 10", "bot: /topic security", "bot: /topics"]
if picture.available():
    OUTLETS.append("/trends/png/")
if find_spec("wagtail.api.v3"):
    OUTLETS += [
        "/api/v3/pages/",
        "/api/v3/pages/?type=briefs_pages.BriefPage",
        "/api/v3/pages/?search=harbour",
        "/api/v3/pages/{secret}/",
    ]
# They say nothing of single briefs, so they say the same before and after.
INDIFFERENT = {"/ru/", "/search/?q=nothing+of+the+kind", "/api/v2/topics/?fields=*", "bot: /topics"}
# They show only how many briefs there are, or of what kind.
WITHOUT_WORDS = {
    "/archive/",
    "/trends/png/",
    "/api/v2/editions/",
    "/api/v2/briefs/?facets=topic,status,language,year&limit=1",
}


class Newsroom:
    """A site with a public brief, in which a secret one is about to be written."""

    def __init__(self, client, says, subscriber, publish, make_brief, index, russian_index, security, photo):
        self.client, self.says, self.subscriber = client, says, subscriber
        self.publish, self._make = publish, make_brief
        self.index, self.russian_index, self.topic, self.photo = index, russian_index, security, photo
        translated(security, russian_index)  # which a brief in that language would be given
        fields = {"summary": "Ships wait in the harbour.", "status": "worsened", **PERIOD}
        long_ago = timezone.now() - timedelta(days=9)
        self.neighbour = make_brief("Neighbour of the harbour", brief_date=long_ago, **fields)
        self.neighbour.slug = "neighbour"
        publish(self.neighbour)
        self.secret = None
        # From the beginning, since addresses become absolute with a second site.
        self.other_root = BriefIndexPage(title="Elsewhere", slug="elsewhere", locale=index.locale)
        Page.get_first_root_node().add_child(instance=self.other_root)
        Site.objects.create(hostname="elsewhere.example.org", root_page=self.other_root)

    def draft(self, **fields):
        texts = ("status_reason", "byline", "photo_caption", "photo_credit", "source_name", "correction_note")
        given = {name: f"{MARK} {name}" for name in texts}
        given |= {"summary": f"Ships wait in the harbour, {MARK}.", "photo": self.photo, **PERIOD, **fields}
        self.secret = self._make(f"{MARK} of the harbour", **given)
        self.secret.slug = f"{MARK}-brief"
        self.secret.save()
        return self.secret

    @contextmanager
    def taken_back(self):
        """Undo what the block does with a secret brief."""
        with rolled_back():
            yield
        self.secret = None

    def show_beside_the_neighbour(self):
        self.neighbour.brief_related_articles.create(page=self.secret)
        row = {
            "brief": self.neighbour,
            "similar": self.secret,
            "score": 0.9,
            "shared_words": MARK,
            "algorithm": 1,
        }
        SimilarBrief.objects.update_or_create(brief=self.neighbour, similar=self.secret, defaults=row)

    def read(self, outlet):
        if outlet.startswith("bot: "):
            return 200, "\n".join(self.says(self.subscriber, outlet.removeprefix("bot: ")))
        ids = {"secret": self.secret.pk if self.secret else 0, "neighbour": self.neighbour.pk}
        answer = self.client.get(outlet.format(topic=self.topic.pk, **ids))
        assert answer.status_code in (200, 404) or not self.secret, answer
        return answer.status_code, b"".join(answer).decode(errors="replace")


@pytest.fixture
def newsroom(
    client, says, subscriber, publish, make_brief, index, russian_index, security, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    file = ImageFile(get_test_image_file(size=(640, 480)), name=f"{MARK}.png")
    photo = get_image_model().objects.create(title=f"{MARK} photo", file=file)
    return Newsroom(client, says, subscriber, publish, make_brief, index, russian_index, security, photo)


def restrict(page, kind):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="tea")
    if kind == GROUPS:
        restriction.groups.add(Group.objects.create(name="Board"))
    return page


def a_draft(newsroom):
    newsroom.draft()


def scheduled(newsroom):
    newsroom.publish(newsroom.draft(go_live_at=timezone.now() + timedelta(days=1)))


def withdrawn(newsroom):
    newsroom.publish(newsroom.draft()).unpublish()


def expired_but_not_swept(newsroom):
    brief = newsroom.publish(newsroom.draft())
    BriefPage.objects.filter(pk=brief.pk).update(expire_at=timezone.now() - timedelta(hours=1))


def restricted_by_login(newsroom):
    newsroom.publish(restrict(newsroom.draft(), LOGIN))


def restricted_by_password(newsroom):
    newsroom.publish(restrict(newsroom.draft(), PASSWORD))


def restricted_by_group(newsroom):
    newsroom.publish(restrict(newsroom.draft(), GROUPS))


def restricted_after_it_was_public(newsroom):
    restrict(newsroom.publish(newsroom.draft()), LOGIN)


def changed_while_restricted(newsroom):
    newsroom.publish(restrict(newsroom.publish(newsroom.draft()), LOGIN))


def below_a_restricted_page(newsroom):
    section = BriefIndexPage(title=f"{MARK} section", slug=f"{MARK}-section", locale=newsroom.index.locale)
    restrict(newsroom.index.add_child(instance=section), PASSWORD)
    newsroom.publish(newsroom.draft(parent=section))


def of_another_site(newsroom):
    newsroom.publish(newsroom.draft(parent=newsroom.other_root))


def a_restricted_translation(newsroom):
    newsroom.draft(parent=newsroom.russian_index, translation_key=newsroom.neighbour.translation_key)
    newsroom.publish(restrict(newsroom.secret, LOGIN))


def a_restricted_alias(newsroom):
    alias = newsroom.neighbour.create_alias(parent=newsroom.index, update_slug=f"{MARK}-alias")
    newsroom.secret = restrict(alias, LOGIN)


STATES = [
    a_draft,
    scheduled,
    withdrawn,
    expired_but_not_swept,
    restricted_by_login,
    restricted_by_password,
    restricted_by_group,
    restricted_after_it_was_public,
    changed_while_restricted,
    below_a_restricted_page,
    of_another_site,
    a_restricted_translation,
    a_restricted_alias,
]
BORN_SECRET = [
    a_draft,
    scheduled,
    restricted_by_login,
    restricted_by_password,
    restricted_by_group,
    below_a_restricted_page,
    of_another_site,
    a_restricted_translation,
]


@pytest.mark.indexed
def test_a_public_brief_is_sent_and_changes_every_outlet(newsroom, telegram, subtests):
    before = {outlet: newsroom.read(outlet) for outlet in OUTLETS}
    newsroom.publish(newsroom.draft())
    newsroom.show_beside_the_neighbour()

    assert MARK in telegram.messages(newsroom.subscriber.id)[-1].text
    for outlet in OUTLETS:
        if outlet in INDIFFERENT:
            continue
        with subtests.test(outlet=outlet):
            status, body = newsroom.read(outlet)
            assert status == 200
            assert body != before[outlet][1]
            assert MARK in body or outlet in WITHOUT_WORDS


def test_a_public_translation_is_linked_and_listed(newsroom):
    key = newsroom.neighbour.translation_key
    newsroom.publish(newsroom.draft(parent=newsroom.russian_index, translation_key=key))

    for outlet in ("/ru/", "/neighbour/"):
        assert f"/ru/{MARK}-brief/" in newsroom.read(outlet)[1]


@pytest.mark.timeout(600)
def test_a_brief_that_is_not_public_changes_nothing_anywhere(newsroom, telegram, subtests):
    before = {outlet: newsroom.read(outlet) for outlet in OUTLETS}

    for hide in STATES:
        with newsroom.taken_back():
            told = telegram.messages(newsroom.subscriber.id)
            hide(newsroom)
            newsroom.show_beside_the_neighbour()

            if hide in BORN_SECRET:
                assert telegram.messages(newsroom.subscriber.id) == told, hide
            for outlet in OUTLETS:
                with subtests.test(hide.__name__, outlet=outlet):
                    status, body = newsroom.read(outlet)
                    assert MARK not in body
                    if outlet.endswith("/{secret}/"):
                        assert status == 404
                    else:
                        assert (status, body) == before[outlet]
            with subtests.test(hide.__name__, outlet="its own address"):
                assert_nothing_at_its_address(newsroom)


def assert_nothing_at_its_address(newsroom):
    url = newsroom.secret.get_url() or ""
    path = "/" + url.split("://")[-1].partition("/")[2]
    answer = newsroom.client.get(path)
    body = answer.content.decode()
    assert answer.status_code in (302, 404) or 'type="password"' in body
    # Only what the visitor knows already.
    assert MARK not in body.replace(path, "")


# An address with nothing to fill in, and what it can be asked; refused questions tell nothing either.
QUESTIONS = ["", "?fields=*", "?search=harbour", "?{path}", "?{id}"]
# Whatever stands in an address of the APIs beside a number.
WORDS = {"period": "2026-w23", "type": "briefs_app.Topic", "type_name": "briefs_pages.BriefPage"}
UNSAFE = ["post", "put", "patch", "delete"]
REFUSED = {401, 403, 404, 405, 415, 422}
# They say which fields there are, by whatever method.
DESCRIPTIONS = ("/openapi.json", "/docs/")


def api_routes():
    """Every address that the site's APIs have, with a name in <> where something is to be filled in."""
    found = (route for route in routes(get_resolver().url_patterns) if route.startswith("api/"))
    return list(dict.fromkeys(found))


def routes(patterns, before=""):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", route).replace("^", "")


def addresses(numbers):
    """Every address of every route, for each of the secret things that a number may mean."""
    for route in api_routes():
        for number in numbers if "<" in route else numbers[:1]:
            yield "/" + re.sub(r"<(\w+)>", lambda found, pk=number: str(WORDS.get(found[1], pk)), route)


def questions(address, numbers):
    only_itself = re.search(r"/\d+/", address) or address.endswith(DESCRIPTIONS)
    for question in QUESTIONS[:1] if only_itself else QUESTIONS:
        for number in numbers if "{id}" in question else numbers[:1]:
            yield address + question.format(id=f"id={number}", path=f"html_path=/{MARK}-brief/")


@pytest.fixture
def people(newsroom, django_user_model):
    """Those without rights: anybody, a person who is logged in, and in API v3 one with a token."""
    person = django_user_model.objects.create_user("reader")
    # What fails tells nothing either.
    known = Client(raise_request_exception=False)
    known.force_login(person)
    people = {"anybody": Client(raise_request_exception=False), "logged in": known}
    if find_spec("wagtail.api.v3"):
        from wagtail.models import APIToken

        token = APIToken.create_token(user=person, name="tests")[1]
        headers = {"Authorization": f"Bearer {token}"}
        people["with a token"] = Client(raise_request_exception=False, headers=headers)
    return people


@pytest.fixture
def secret_numbers(newsroom):
    """Writes a brief by `hide`, with all that hangs on it; returns the numbers of it all."""
    draft = newsroom.draft

    def write(hide):
        document = get_document_model().objects.create(
            title=f"{MARK} plan of the harbour", file=ContentFile(b"x", name=f"{MARK}.txt")
        )
        link = f'<a linktype="document" id="{document.pk}">plan</a>'
        body = json.dumps([{"type": "paragraph", "value": f"<p>The {link}.</p>"}])
        newsroom.draft = lambda **fields: draft(body=body, **fields)
        hide(newsroom)
        newsroom.show_beside_the_neighbour()
        redirect = Redirect.objects.create(old_path=f"/{MARK}-old", redirect_page=newsroom.secret)
        return [newsroom.secret.pk, newsroom.photo.pk, document.pk, redirect.pk]

    return write


@pytest.mark.indexed
@pytest.mark.timeout(600)
def test_no_api_route_shows_anything_of_a_brief_that_is_not_public(
    newsroom, people, secret_numbers, subtests
):
    for hide in (a_draft, expired_but_not_swept, restricted_by_login, of_another_site):
        asking = people if hide is a_draft else {"anybody": people["anybody"]}
        with newsroom.taken_back():
            numbers = secret_numbers(hide)
            for address in addresses(numbers):
                for question in questions(address, numbers):
                    for name, person in asking.items():
                        answer = person.get(question, follow=True)
                        if MARK in answer.content.decode():
                            with subtests.test(question, hide=hide.__name__, person=name):
                                pytest.fail(answer.content.decode()[:500])


def test_nobody_without_rights_changes_anything_by_an_api_route(newsroom, people, secret_numbers):
    numbers = secret_numbers(a_draft)
    titles = sorted(Page.objects.values_list("title", "live"))

    for address in addresses(numbers):
        for method in UNSAFE:
            for name, person in people.items():
                answer = getattr(person, method)(address, data="{}", content_type="application/json")
                described = answer.status_code == 200 and address.endswith(DESCRIPTIONS)
                assert described or answer.status_code in REFUSED, (method, address, name, answer.content)
                assert MARK not in answer.content.decode(), (method, address, name)
    assert sorted(Page.objects.values_list("title", "live")) == titles


@pytest.mark.indexed
def test_the_open_api_routes_show_a_public_brief(newsroom, secret_numbers):
    numbers = secret_numbers(lambda newsroom: newsroom.publish(newsroom.draft()))
    shown = {
        route
        for route in api_routes()
        if any(
            MARK in newsroom.client.get(address).content.decode()
            for address in addresses(numbers)
            if re.fullmatch(re.sub(r"<\w+>", "[^/]+", f"/{route}"), address)
        )
    }

    expected = {"api/v2/" + path for path in ("pages/", "pages/<pk>/", "images/", "images/<pk>/")}
    expected |= {"api/v2/" + path for path in ("briefs/", "briefs/<pk>/", "editions/<period>/")}
    if find_spec("wagtail.api.v3"):
        expected |= {
            "api/v3/" + path for path in ("pages/", "pages/<page_id>/", "images/", "images/<image_id>/")
        }
    assert expected <= shown
    assert not {route for route in shown if "documents" in route or "redirects" in route}


def test_an_alias_reveals_no_later_title_of_its_private_original(newsroom):
    original = newsroom.publish(newsroom.draft())
    alias = original.create_alias(parent=newsroom.index, update_slug="alias")
    restrict(original, LOGIN)
    BriefPage.objects.filter(pk=original.pk).update(title="A later title", slug="a-later-slug")
    newsroom.secret = alias

    for outlet in OUTLETS:
        _status, body = newsroom.read(outlet)
        assert "later title" not in body, outlet
        assert "a-later-slug" not in body, outlet


def test_a_private_document_is_not_served_from_its_media_address(client, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    document = get_document_model().objects.create(title="Plan", file=ContentFile(b"secret", name="plan.txt"))

    assert client.get(f"/media/{document.file.name}").status_code == 404
