"""Pictures are described where they are shown: in the editor's words, else in those of the image."""

import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

IMAGE = {"caption": "The pier", "credit": "Ivan"}


@pytest.fixture
def brief(make_brief, publish, photo):
    """A brief with a photo, and two images: of the editor's words, and as stored before there were any."""
    body = [
        {"type": "image", "value": {**IMAGE, "image": photo.pk, "alt": 'A "grey" sea'}},
        {"type": "image", "value": {**IMAGE, "image": photo.pk}},
    ]
    return publish(
        make_brief(
            "Tea", photo=photo, photo_alt="Two <boats>", photo_caption="At dusk", body=json.dumps(body)
        )
    )


@pytest.fixture
def alts(client, index):
    """Return the alternative texts of a brief, by where they are shown."""

    def alts(brief):
        page = BeautifulSoup(client.get(brief.url).content, "html.parser")
        listed = BeautifulSoup(client.get(index.url).content, "html.parser")
        feed = client.get(f"{index.url}feed/?full=1").content
        full = BeautifulSoup(BeautifulSoup(feed, "xml").find("encoded").text, "html.parser")
        api = client.get(
            f"{reverse('wagtailapi:briefs:listing')}?fields=photo_renditions,photo_alt,body"
        ).json()
        [item] = [item for item in api["items"] if item["id"] == brief.pk]
        return {
            "page": [image["alt"] for image in page.select(".story img")],
            "shared": page.find("meta", property="og:image:alt")["content"],
            "twitter": page.find("meta", attrs={"name": "twitter:image:alt"})["content"],
            "feed": [image["alt"] for image in full.select("img")],
            "list": [image["alt"] for image in listed.select(".lead img")],
            "API": (item["photo_alt"], item["photo_renditions"]["small"]["alt"]),
            "API body": [block["value"]["alt"] for block in item["body"]],
        }

    return alts


def test_the_words_of_the_editor_are_shown_everywhere(brief, alts):
    sea = 'A "grey" sea'
    assert alts(brief) == {
        "page": ["Two <boats>", sea, "The pier"],
        "shared": "Two <boats>",
        "twitter": "Two <boats>",
        "feed": ["Two <boats>", sea, "The pier"],
        "list": ["Two <boats>"],
        "API": ("Two <boats>", "Two <boats>"),
        "API body": [sea, ""],
    }


@pytest.mark.parametrize(
    ("title", "description", "shown"),
    [
        ("sea", "A calm sea", "A calm sea"),
        ("The harbour at dawn", "", "The harbour at dawn"),
        ("sea.png", "", "At dusk"),
    ],
    ids=["its description", "its title", "a file name"],
)
def test_without_words_of_the_editor_the_image_has_its_own(
    brief, photo, publish, alts, title, description, shown
):
    type(photo).objects.filter(pk=photo.pk).update(title=title, description=description)
    brief.photo_alt = ""

    shown_at = alts(publish(brief))

    assert shown_at["page"][0] == shown_at["shared"] == shown_at["feed"][0] == shown
    assert shown_at["API"] == ("", description or title)
    assert shown_at["list"] == [""]
