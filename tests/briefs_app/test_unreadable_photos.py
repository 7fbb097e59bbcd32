"""A photo that cannot be read costs the photo, and never the page."""

import json
from importlib.util import find_spec

import pytest
from django.core.cache import cache
from django.urls import reverse
from PIL import Image as Picture

from tests.photos import telling


def away(photo, settings, monkeypatch):
    storage = {"BACKEND": "tests.photos.AwayStorage", "OPTIONS": {"location": settings.MEDIA_ROOT}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}


def vanished(photo, settings, monkeypatch):
    photo.file.storage.delete(photo.file.name)


def cut_off(photo, settings, monkeypatch):
    write(photo, telling("PNG")[:90])


def no_picture(photo, settings, monkeypatch):
    write(photo, b"no picture at all")


def bomb(photo, settings, monkeypatch):
    monkeypatch.setattr(Picture, "MAX_IMAGE_PIXELS", 9)


def write(photo, content):
    with open(photo.file.path, "wb") as file:
        file.write(content)


@pytest.fixture
def brief(make_brief, publish, photo, telegram):
    body = [{"type": "image", "value": {"image": photo.pk, "caption": "", "credit": ""}}]
    publish(make_brief("Coffee", photo=photo))
    return publish(make_brief("Tea", photo=photo, body=json.dumps(body)))


@pytest.mark.parametrize("spoil", [away, vanished, cut_off, no_picture, bomb])
def test_a_photo_that_cannot_be_read_costs_no_page(
    brief, index, client, admin_client, photo, settings, monkeypatch, spoil
):
    spoil(photo, settings, monkeypatch)
    cache.clear()
    home = index.get_url()
    places = [
        *(home, brief.get_url(), f"{home}topic/security/", f"{home}search/?q=Tea"),
        *(f"{home}{feed}" for feed in ("feed/?full=1", "feed/atom/?full=1", "feed/json/?full=1")),
        *("/api/v2/briefs/?fields=*", f"/api/v2/briefs/{brief.pk}/", "/api/v2/images/", "/sitemap.xml"),
    ]

    for place in places:
        answer = client.get(place)
        assert answer.status_code == 200, place
        assert "Tea" in answer.content.decode() or "images" in place or "sitemap" in place
        assert "not-found" not in answer.content.decode()
    if find_spec("wagtail.api.v3"):
        assert admin_client.get(f"/api/v3/pages/{brief.pk}/").status_code in (200, 401)
    preview = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[brief.pk]))
    assert "Tea" in preview.content.decode()


def test_renditions_that_are_there_are_shown_while_the_storage_is_away(
    brief, client, photo, settings, monkeypatch
):
    client.get(brief.get_url())
    away(photo, settings, monkeypatch)

    page = client.get(brief.get_url(), headers={"accept-language": "en"}).content.decode()

    assert "sea.width-480.png" in page
    assert "og:image" not in page
