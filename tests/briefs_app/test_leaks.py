"""What is not for everybody shows nowhere, also where Wagtail by itself would show it."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction

from briefs_app.pages.models import BriefPage

OUTLETS = [
    "/",
    "/topic/security/",
    "/2026/w23/",
    "/feed/",
    "/sitemap.xml",
    "/api/v2/briefs/?fields=*",
    "/api/v2/pages/?fields=*",
    "/api/v2/trends/",
    "/neighbour/",
]


@pytest.fixture
def secret(make_brief, publish):
    """A public brief with a neighbour that shows it beside itself."""
    fields = {"period_start": "2026-06-01", "period_end": "2026-06-07"}
    secret = publish(make_brief("Secret patrols in the strait", **fields))
    neighbour = make_brief("Neighbour", **fields)
    neighbour.slug = "neighbour"
    neighbour.brief_related_articles.create(page=secret)
    publish(neighbour)
    return secret


def shows(client, outlet):
    answer = client.get(outlet)
    assert answer.status_code == 200
    return "ecret" in answer.content.decode() or "brief-1/" in answer.content.decode()


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_public_brief_shows_and_a_restricted_one_does_not(client, secret, outlet):
    assert shows(client, outlet)

    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)

    assert not shows(client, outlet)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_an_expired_brief_shows_nowhere_even_before_the_sweep(client, secret, outlet):
    BriefPage.objects.filter(pk=secret.pk).update(expire_at=timezone.now() - timedelta(hours=1))

    assert not shows(client, outlet)
    assert client.get("/brief-1/").status_code == 404


def test_an_alias_tells_nothing_of_its_private_original(client, index, secret):
    secret.create_alias(parent=index, update_slug="alias")
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    BriefPage.objects.filter(pk=secret.pk).update(title="A new title")

    for path in ("/api/v2/briefs/?fields=*", "/api/v2/pages/?fields=*"):
        assert "A new title" not in client.get(path).content.decode()


def test_a_private_document_cannot_be_had_as_a_file(client, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    document = get_document_model().objects.create(title="Plan", file=ContentFile(b"secret", name="plan.txt"))

    assert client.get(f"/media/{document.file.name}").status_code == 404


def test_the_sitemap_has_every_language(client, make_brief, publish, russian_index, security):
    publish(make_brief("Чай", parent=russian_index))

    assert "/ru/brief-1/" in client.get("/sitemap.xml").content.decode()
