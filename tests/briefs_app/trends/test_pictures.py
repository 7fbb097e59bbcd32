"""The picture as a file: SVG for the web, PNG for Telegram."""

import sys
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from PIL import Image

from briefs_app import reader
from briefs_app.models import Topic

SVG = "{http://www.w3.org/2000/svg}"


def opened(content):
    return Image.open(BytesIO(content)).convert("L")


def ink(image, box):
    """How many pixels of a part are dark."""
    return sum(image.crop(box).point(lambda tone: tone < 100).histogram()[1:])


@pytest.fixture
def without_pictures(monkeypatch):
    """As if the extra was not installed."""
    monkeypatch.setitem(sys.modules, "resvg_py", None)


@pytest.mark.parametrize("url", ["/trends/svg/", "/trends.svg"])
def test_the_svg_file_stands_alone(client, public_brief, url):
    public_brief("Tea")

    answer = client.get(url)
    root = ElementTree.fromstring(answer.content)

    assert answer["Content-Type"] == "image/svg+xml"
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title").text == "Briefs"
    assert [link.get("href") for link in root.iter(f"{SVG}a")] == ["http://testserver/tea/"]


def test_the_svg_file_may_do_nothing_but_be_looked_at(client, public_brief):
    public_brief()

    policy = client.get("/trends/svg/")["Content-Security-Policy"]

    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_letters_that_xml_cannot_hold_do_not_break_the_file(client, public_brief, topic):
    topic.name = "Tea \x0b\x1b\ufffe & <coffee>"
    topic.save()
    public_brief('A "quote" & \x08', slug="tea")

    root = ElementTree.fromstring(client.get("/trends/svg/").content)

    assert any("Tea & <coffee>" in " ".join(text.text.split()) for text in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("url", ["/trends/png/", "/trends.png"])
def test_the_png_file_is_as_wide_as_telegram_shows(client, public_brief, url):
    for week in range(30):
        public_brief(f"Brief {week}", week=-week)

    answer = client.get(url)

    assert answer["Content-Type"] == "image/png"
    assert opened(answer.content).width == 1280


@pytest.mark.parametrize("name", ["Economy", "Экономика", "Сітуацыя ў эканоміцы"])
def test_the_names_of_topics_can_be_read(client, public_brief, topic, name):
    names = (0, 230, 340, 550)  # left of the rows
    topic.name = "\u2003"
    topic.save()
    public_brief()
    blank = ink(opened(client.get("/trends/png/").content), names)

    topic.name = name
    topic.save()

    assert ink(opened(client.get("/trends/png/").content), names) > blank + 300


def test_a_long_list_of_topics_still_fits_a_picture_for_telegram(client, public_brief, index):
    Topic.objects.bulk_create(
        Topic(name=f"Topic {number}", slug=f"topic-{number}", locale=index.locale) for number in range(300)
    )
    public_brief()

    image = opened(client.get("/trends/png/").content)

    assert image.width + image.height <= 10_000


@pytest.mark.parametrize("file", ["svg", "png"])
def test_without_a_brief_there_is_no_picture(client, index, file):
    assert client.get(f"/trends/{file}/").status_code == 404


def test_without_the_extra_there_is_no_png_and_everybody_is_told(
    client, read, public_brief, without_pictures, capsys
):
    public_brief()

    answer = client.get("/trends/png/")
    call_command("check")

    assert answer.status_code == 501
    assert "wagtail-briefs[pictures]" in answer.content.decode()
    assert "/trends/png/" not in read("/trends/")
    assert "/trends/svg/" in read("/trends/")
    assert reader.trend_picture("en") is None
    assert "briefs.I001" in capsys.readouterr().err


def test_the_bot_gets_a_picture_in_the_language_of_its_reader(public_brief, russian_index, topic):
    russian = topic.copy_for_translation(russian_index.locale)
    russian.save()
    public_brief("Tea")

    assert reader.trend_picture("ru") is None
    english = reader.trend_picture("en")
    assert reader.trend_picture() == english

    public_brief("Чай", parent=russian_index, locale=russian_index.locale, topic=russian)
    assert opened(reader.trend_picture("ru")).width == 1280
    assert reader.trend_picture("ru") != english
