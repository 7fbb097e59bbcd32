"""Images in the API: those that public pages use, and no others."""

import pytest


def test_a_picture_appears_with_the_brief_that_uses_it_and_goes_with_it(client, make_brief, publish, photo):
    brief = make_brief("Tea", photo=photo)
    assert client.get("/api/v2/images/").json()["items"] == []

    brief = publish(brief)
    assert [item["title"] for item in client.get("/api/v2/images/").json()["items"]] == [photo.title]

    brief.unpublish()
    assert client.get("/api/v2/images/").json()["items"] == []


@pytest.mark.indexed
def test_pages_of_every_kind_are_searched_together(client, make_brief, publish):
    publish(make_brief("A lantern at sea"))

    found = client.get("/api/v2/pages/", {"search": "lantern"}).json()["items"]

    assert [item["title"] for item in found] == ["A lantern at sea"]
