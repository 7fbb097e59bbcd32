"""What this site adds to the mixins is kept, shown and served."""

import json
import sys
from io import BytesIO

import pytest
from django.apps import apps
from django.core.files.images import ImageFile
from django.db import connection
from pictures.models import Picture
from PIL import Image as Drawing
from wagtail.test.utils.form_data import streamfield

FIGURE = streamfield([("figure", {"number": "12", "meaning": "patrols at sea"})])


@pytest.fixture
def photo(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = BytesIO()
    Drawing.new("RGB", (400, 300), "navy").save(file, "PNG")
    return Picture.objects.create(title="Sea", file=ImageFile(file, name="sea.png"), photographer="Lena")


def test_its_fields_and_its_block_go_from_the_form_to_its_template_and_the_api(write, read, api):
    memo = write("Patrols resume", confidence="80", body=FIGURE, status="improved", workflow_state="checked")

    page = read(memo.full_url).content.decode()

    assert "Confidence: 80 %" in page
    assert "<strong>12</strong> patrols at sea" in page
    assert json.loads(read(f"{api}briefs/{memo.pk}/").content)["confidence"] == 80
    # Its own field called `status` stays apart from that of briefs.
    assert (memo.status, memo.workflow_state) == ("improved", "checked")
    found = json.loads(read(f"{api}briefs/?status=improved").content)
    assert [item["title"] for item in found["items"]] == ["Patrols resume"]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT status, development FROM {type(memo)._meta.db_table}")
        assert cursor.fetchall() == [("checked", "improved")]


def test_its_index_has_a_line_of_its_own(index, read):
    index.motto = "Short and dated."
    index.save_revision().publish()

    assert '<p class="motto">Short and dated.</p>' in read(index.full_url).content.decode()


def test_its_own_images_are_drawn_on_the_page_in_the_api_and_in_feeds(write, read, api, index, photo):
    memo = write("Patrols resume", photo=photo.pk)

    renditions = photo.renditions.model.objects
    assert "<img" in read(memo.full_url).content.decode()
    assert renditions.exists()
    found = json.loads(read(f"{api}briefs/{memo.pk}/").content)
    assert found["photo"]["id"] == photo.pk
    assert found["photo_renditions"]["thumbnail"]["url"].startswith("http")
    assert "<enclosure " in read(f"{index.full_url}feed/").content.decode()


def test_its_own_images_arrive_in_telegram(write, subscriber, telegram, photo):
    write("Patrols resume", photo=photo.pk)

    assert any(message.photo for message in telegram.messages(subscriber.id))


@pytest.mark.skipif(not apps.is_installed("base"), reason="Wagtail 7 has no other base page.")
def test_memos_stand_on_the_base_page_of_the_site(write):
    memo = write("Patrols resume", department="Sea")

    assert memo.basepage_ptr.department == "Sea"


@pytest.mark.skipif(apps.is_installed("briefs_bot"), reason="This site has the bot.")
def test_without_the_bot_nothing_of_it_is_even_imported(write):
    write("Patrols resume")

    assert not {"briefs_bot", "celery", "redis", "telegram"} & sys.modules.keys()
