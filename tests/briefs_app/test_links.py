"""Pages and documents that the visitor may not read are linked nowhere; the words of the link stay."""

import json
from datetime import timedelta
from importlib.util import find_spec

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail import blocks
from wagtail.api import APIField
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from briefs_app.models import RelatedArticle
from briefs_app.pages.models import BriefIndexPage, BriefPage
from tests.conftest import translated
from tests.rollback import rolled_back

pytestmark = pytest.mark.usefixtures("unindexed")

LOGIN, PASSWORD, GROUPS = PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD, PageViewRestriction.GROUPS
HAS_V3 = bool(find_spec("wagtail.api.v3"))
# No other word has these letters.
MARK = "zqxv"
# {pk} is the number of the brief with the links. "html" outlets print addresses, the others numbers.
HTML = ["/linking/", "/feed/?full=1", "/feed/atom/?full=1", "/feed/json/?full=1"]
STORED = [
    "/api/v2/briefs/{pk}/",
    "/api/v2/briefs/?fields=body",
    "/api/v2/pages/{pk}/",
    "/api/v2/pages/?type=briefs_pages.BriefPage&fields=body",
]
if HAS_V3:
    HTML += [
        f"{path}{'&' if '?' in path else '?'}rich_text_format={form}"
        for path in STORED[:4]
        for form in ("html", "markdown")
    ]
    HTML += [f"/api/v3/pages/{{pk}}/?rich_text_format={form}" for form in ("html", "markdown")]
    STORED += ["/api/v2/briefs/{pk}/?rich_text_format=db_markdown", "/api/v3/pages/{pk}/"]
    STORED += ["/api/v3/pages/{pk}/?rich_text_format=db_markdown"]


@pytest.fixture
def secret(make_brief, publish):
    brief = make_brief("Waves")
    brief.slug = f"{MARK}-slug"
    return publish(brief)


@pytest.fixture
def links_to(make_brief, publish):
    """A public brief whose text links to a page or a document."""

    def links_to(target, kind="page", **fields):
        tag = f'<a linktype="{kind}" id="{target.pk}">'
        body = [
            {
                "type": "paragraph",
                "value": f'<p>See {tag}the words</a>, <a href="mailto:a@b.c">write</a>.</p>',
            }
        ]
        brief = make_brief("Linking", body=json.dumps(body), **fields)
        brief.slug = "linking"
        return publish(brief)

    return links_to


def a_draft(page, index):
    page.unpublish()


def scheduled(page, index):
    page.unpublish()
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()


def expired(page, index):
    BriefPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(hours=1))


def for_members(page, index):
    PageViewRestriction.objects.create(page=page, restriction_type=LOGIN)


def for_a_group(page, index):
    PageViewRestriction.objects.create(page=page, restriction_type=GROUPS)


def behind_a_password(page, index):
    PageViewRestriction.objects.create(page=page, restriction_type=PASSWORD, password="x")


def below_a_restricted_page(page, index):
    section = BriefIndexPage(title="Section", slug="section", locale=index.locale)
    PageViewRestriction.objects.create(page=index.add_child(instance=section), restriction_type=LOGIN)
    page.move(section, pos="last-child")


def of_no_site(page, index):
    nowhere = BriefIndexPage(title="Nowhere", slug="nowhere", locale=index.locale)
    page.move(Page.get_first_root_node().add_child(instance=nowhere), pos="last-child")


STATES = [
    a_draft,
    scheduled,
    expired,
    for_members,
    for_a_group,
    behind_a_password,
    below_a_restricted_page,
    of_no_site,
]


def read(client, outlet, brief):
    answer = client.get(outlet.format(pk=brief.pk))
    assert answer.status_code == 200, outlet
    return b"".join(answer).decode()


def test_a_public_page_is_linked_everywhere(client, secret, links_to, subtests):
    brief = links_to(secret)

    for outlet in HTML:
        with subtests.test(outlet=outlet):
            assert f"/{MARK}-slug/" in read(client, outlet, brief)
    for outlet in STORED:
        with subtests.test(outlet=outlet):
            text = read(client, outlet, brief)
            assert f'id=\\"{secret.pk}\\"' in text or f"wagtail://page?id={secret.pk}" in text


def test_a_link_to_a_page_that_is_not_public_becomes_its_words(client, index, secret, links_to, subtests):
    brief = links_to(secret)

    for hide in STATES:
        # One rule decides for all outlets, so the other states are asked at three of them.
        asked = [*HTML, *STORED] if hide in (a_draft, for_members) else [HTML[0], HTML[-1], STORED[0]]
        with rolled_back():
            hide(BriefPage.objects.get(pk=secret.pk), index)
            for outlet in asked:
                with subtests.test(hide.__name__, outlet=outlet):
                    text = read(client, outlet, brief)
                    assert MARK not in text
                    assert f'id=\\"{secret.pk}\\"' not in text
                    assert f"page?id={secret.pk}" not in text
                    assert "the words" in text
                    if "markdown" not in outlet:
                        assert "mailto:a@b.c" in text


def test_a_page_of_another_site_is_linked_by_its_full_address(client, index, secret, links_to):
    other = BriefIndexPage(title="Elsewhere", slug="elsewhere", locale=index.locale)
    Page.get_first_root_node().add_child(instance=other)
    Site.objects.create(hostname="elsewhere.example.org", root_page=other)
    BriefPage.objects.get(pk=secret.pk).move(other, pos="last-child")
    brief = links_to(secret)

    for outlet in HTML:
        assert f"http://elsewhere.example.org/{MARK}-slug/" in read(client, outlet, brief), outlet


def test_a_link_leads_to_the_translation_only_where_that_may_be_read(
    client, secret, links_to, russian_index, publish
):
    original = BriefPage.objects.get(pk=secret.pk)
    original.slug = "original"
    original.save()
    russian = BriefPage(
        title="Волны",
        slug=f"{MARK}-ru",
        locale=russian_index.locale,
        translation_key=secret.translation_key,
        topic=translated(secret.topic, russian_index),
        summary="Волны.",
        live=False,
    )
    publish(russian_index.add_child(instance=russian))
    links_to(original, parent=russian_index)
    assert f'"/ru/{MARK}-ru/"' in client.get("/ru/linking/").content.decode()

    PageViewRestriction.objects.create(page=BriefPage.objects.get(slug=f"{MARK}-ru"), restriction_type=LOGIN)

    text = client.get("/ru/linking/").content.decode()
    assert MARK not in text
    assert 'href="/original/"' in text


def test_a_document_of_a_private_collection_is_not_linked(client, links_to, settings, tmp_path, subtests):
    settings.MEDIA_ROOT = tmp_path
    above = Collection.get_first_root_node().add_child(instance=Collection(name="Above"))
    collection = above.add_child(instance=Collection(name="Within"))
    document = get_document_model().objects.create(
        title=MARK, file=ContentFile(b"x", name=f"{MARK}.txt"), collection=collection
    )
    brief = links_to(document, "document")
    for outlet in HTML:
        assert f"{MARK}.txt" in read(client, outlet, brief), outlet

    for closed in (collection, above):
        with rolled_back():
            CollectionViewRestriction.objects.create(collection=closed, restriction_type=LOGIN)
            for outlet in [*HTML, *STORED]:
                with subtests.test(outlet, closed=closed.name):
                    text = read(client, outlet, brief)
                    assert MARK not in text
                    assert f'id=\\"{document.pk}\\"' not in text
                    assert "the words" in text


def test_a_reader_with_access_sees_the_link_to_a_restricted_page(
    client, index, secret, links_to, django_user_model
):
    links_to(secret)
    for_members(secret, index)
    group = PageViewRestriction.objects.create(page=secret, restriction_type=GROUPS)
    member = django_user_model.objects.create_user("member")
    client.force_login(member)
    assert MARK not in client.get("/linking/").content.decode()

    board = Group.objects.create(name="Board")
    group.groups.add(board)
    member.groups.add(board)

    assert f"/{MARK}-slug/" in client.get("/linking/").content.decode()
    assert MARK not in Client().get("/linking/").content.decode()
    # Feeds and the API are for anybody.
    assert MARK not in client.get("/feed/json/?full=1").content.decode()
    assert MARK not in client.get("/api/v2/briefs/?fields=body").content.decode()


def test_a_link_to_a_missing_page_becomes_its_words(client, make_brief, publish, subtests):
    keys = ["", "x", "-1", "9" * 30, "1" * 5000]
    links = [f'<p><a linktype="page" id="{key}">the words {n}</a></p>' for n, key in enumerate(keys)]
    brief = make_brief("Linking", body=json.dumps([{"type": "paragraph", "value": value} for value in links]))
    brief.slug = "linking"
    publish(brief)

    for outlet in [*HTML, *STORED]:
        with subtests.test(outlet):
            text = read(client, outlet, brief)
            assert [n for n in range(len(keys)) if f"the words {n}" not in text] == []


@pytest.fixture
def own_blocks(monkeypatch):
    """A host's body: chosen pages and documents, and rich text deep within."""
    body = BriefPage._meta.get_field("body").stream_block
    deep = blocks.ListBlock(blocks.StructBlock([("words", blocks.RichTextBlock())]))
    own = {"chosen": blocks.PageChooserBlock(), "file": DocumentChooserBlock(), "deep": deep}
    for name, block in own.items():
        block.set_name(name)
        monkeypatch.setitem(body.child_blocks, name, block)


@pytest.mark.usefixtures("own_blocks")
@pytest.mark.parametrize("hidden", [False, True])
def test_links_in_custom_blocks_are_removed_too(client, index, secret, make_brief, publish, hidden, subtests):
    rich = f'<p><a linktype="page" id="{secret.pk}">the words</a></p>'
    body = [
        {"type": "chosen", "value": secret.pk},
        {"type": "deep", "value": [{"type": "item", "value": {"words": rich}, "id": "1"}]},
        {"type": "deep", "value": [{"words": rich}]},
    ]
    brief = make_brief("Linking", body=json.dumps(body))
    brief.slug = "linking"
    publish(brief)
    if hidden:
        a_draft(secret, index)

    text = client.get("/linking/").content.decode()

    assert (f'<a href="/{MARK}-slug/">Waves</a>' in text) == (not hidden)
    assert text.count(f'<a href="/{MARK}-slug/">the words</a>') == (0 if hidden else 2)
    assert hidden or MARK in text
    assert text.count("the words") == 2
    for outlet in [*HTML[1:], *STORED] if hidden else []:
        with subtests.test(outlet=outlet):
            assert MARK not in read(client, outlet, brief)
    value = client.get(f"/api/v2/briefs/{brief.pk}/").json()["body"][0]["value"]
    assert value == (None if hidden else secret.pk)


def test_a_page_nested_in_the_api_is_null_unless_it_is_public(
    client, index, secret, make_brief, publish, monkeypatch
):
    monkeypatch.setattr(RelatedArticle, "api_fields", [APIField("page")], raising=False)
    monkeypatch.setattr(BriefPage, "api_fields", [*BriefPage.api_fields, APIField("brief_related_articles")])
    brief = make_brief("Linking")
    brief.brief_related_articles.add(RelatedArticle(page=secret))
    brief.save()
    publish(brief)

    def nested():
        answer = client.get(f"/api/v2/briefs/{brief.pk}/?fields=*,brief_related_articles(page(*))")
        return answer.json()["brief_related_articles"][0]["page"]

    assert nested()["meta"]["slug"] == f"{MARK}-slug"
    a_draft(secret, index)
    assert nested() is None


def test_the_stored_text_keeps_its_links(client, index, secret, links_to):
    brief = links_to(secret)
    a_draft(secret, index)
    client.get("/linking/")

    assert f'id="{secret.pk}"' in str(BriefPage.objects.get(pk=brief.pk).body.raw_data[0]["value"])


@pytest.mark.skipif(not HAS_V3, reason="API v3")
def test_an_editor_sees_every_link_in_api_v3(index, secret, links_to, admin_user):
    from wagtail.models import APIToken

    brief = links_to(secret)
    a_draft(secret, index)
    token = APIToken.create_token(user=admin_user, name="tests")[1]

    text = (
        Client(headers={"Authorization": f"Bearer {token}"})
        .get(f"/api/v3/pages/{brief.pk}/")
        .content.decode()
    )

    assert f'id=\\"{secret.pk}\\"' in text


def test_many_links_cost_as_many_queries_as_one(client, make_brief, publish, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    create = get_document_model().objects.create
    linking = make_brief("Linking")
    linking.slug = "linking"

    def queries(many):
        found = []
        for number in range(many):
            page = publish(make_brief(f"Page {number}"))
            document = create(title="Plan", file=ContentFile(b"x", name="plan.txt"))
            links = f'<a linktype="page" id="{page.pk}">a</a> <a linktype="document" id="{document.pk}">b</a>'
            found.append({"type": "paragraph", "value": f"<p>{links}</p>"})
        linking.body = json.dumps(found)
        publish(linking)
        outlets = ["/linking/", "/feed/json/?full=1", *STORED[:2], *([HTML[-1]] if HAS_V3 else [])]
        return {outlet: queries_of(client, outlet.format(pk=linking.pk)) for outlet in outlets}

    assert queries(6) == queries(1)


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)
