"""No image that leaves the site tells where, when and with what it was taken."""

import json
import re
from importlib.util import find_spec
from io import BytesIO, StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from PIL import Image as Picture
from PIL import ImageChops, ImageOps
from wagtail.images import get_image_model
from wagtail.models import Collection

from briefs_app import reader
from tests.photos import ON_ITS_SIDE, telling, tells

pytestmark = pytest.mark.usefixtures("unindexed")

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
# AVIF is drawn anew.
LOSS = {"AVIF": 4}
ADDRESS = re.compile(r"/media/[\w./-]+")
V3 = ["/api/v3/pages/{brief}/"] if find_spec("wagtail.api.v3") else []


@pytest.fixture(autouse=True)
def _media(settings, tmp_path, telegram):
    settings.MEDIA_ROOT = tmp_path


def uploaded(client, kind="JPEG"):
    """Use Wagtail's form, like an editor."""
    name = f"sea.{FORMATS[kind]}"
    file = ContentFile(telling(kind), name=name)
    answer = client.post(
        reverse("wagtailimages:add"),
        {"title": name, "file": file, "collection": Collection.get_first_root_node().pk},
    )
    assert answer.status_code == 302, answer.content.decode()
    return get_image_model().objects.get()


def stored(image):
    with image.file.storage.open(image.file.name) as file:
        return file.read()


def fetched(url):
    with default_storage.open(url.removeprefix("/media/")) as file:
        return file.read()


def addresses(client, brief, index):
    """Each address of an image that a reader or a program is told."""
    home, page = index.get_url(), brief.get_url()
    places = [
        *(home, page, f"{home}topic/security/", f"{home}feed/?full=1"),
        *(f"{home}feed/atom/?full=1", f"{home}feed/json/?full=1"),
        *("/api/v2/briefs/?fields=*", f"/api/v2/briefs/{brief.pk}/", "/api/v2/images/?fields=*"),
        *(place.format(brief=brief.pk) for place in V3),
    ]
    found = set()
    for place in places:
        answer = client.get(place)
        assert answer.status_code in (200, 401), place
        found |= set(ADDRESS.findall(answer.content.decode().replace("\\/", "/")))
    return found


@pytest.fixture
def shown(make_brief, publish):
    """A published brief that shows an image in each place that it has."""

    def shown(image):
        body = [{"type": "image", "value": {"image": image.pk, "caption": "", "credit": ""}}]
        publish(make_brief("Coffee", photo=image))
        return publish(make_brief("Tea", photo=image, body=json.dumps(body)))

    return shown


@pytest.mark.parametrize("commits", [True, False])
def test_a_program_stores_nothing_that_tells(db, tmp_path, commits, django_capture_on_commit_callbacks):
    image = get_image_model()(title="Sea")
    file = ContentFile(telling(), name="sea.jpg")
    with django_capture_on_commit_callbacks(execute=True):
        if commits:
            image.file.save("sea.jpg", file)
        else:
            image.file = file
            image.save()

    assert not [path for path in tmp_path.rglob("*.jpg") if tells(path.read_bytes())]
    assert not tells(stored(get_image_model().objects.get()))
    assert image.file_hash


@pytest.mark.parametrize("kind", FORMATS)
def test_an_upload_keeps_its_pixels_and_nothing_that_tells(admin_client, kind):
    image = uploaded(admin_client, kind)

    with Picture.open(BytesIO(telling(kind))) as before, Picture.open(BytesIO(stored(image))) as after:
        upright = [ImageOps.exif_transpose(picture).convert("RGB") for picture in (before, after)]
        most = max(high for _low, high in ImageChops.difference(*upright).getextrema())
        assert most <= LOSS.get(kind, 0)
        assert after.info.get("icc_profile") == before.info.get("icc_profile")
    assert tells(telling(kind))
    assert not tells(stored(image))
    assert image.file_size == len(stored(image))


def test_nothing_that_anybody_can_fetch_tells(admin_client, client, index, shown):
    image = uploaded(admin_client)
    brief = shown(image)

    files = {url: fetched(url) for url in addresses(client, brief, index)}

    assert any("original_images" in url for url in files)
    assert len(files) >= 10
    assert not [url for url, content in files.items() if tells(content)]
    profiles = {
        url for url, content in files.items() if Picture.open(BytesIO(content)).info.get("icc_profile")
    }
    assert profiles == files.keys()


def test_renditions_of_originals_that_tell_do_not_tell(settings, admin_client, client, index, shown):
    settings.BRIEFS_STRIP_ORIGINALS = False
    image = uploaded(admin_client)
    brief = shown(image)

    told = addresses(client, brief, index)

    assert tells(stored(image))
    assert {url for url in told if tells(fetched(url))} == {image.file.url}
    tall = [rendition for rendition in image.renditions.all() if rendition.filter_spec == "width-480"]
    assert tall[0].height > tall[0].width


def test_telegram_gets_nothing_that_tells_even_from_an_old_rendition(admin_client, shown):
    brief = shown(uploaded(admin_client))
    rendition = brief.photo.get_rendition("max-1280x1280|format-jpeg|jpegquality-80")
    rendition.file.save("old.jpg", ContentFile(telling(), name="old.jpg"))

    sent = reader.photo(brief.pk)

    assert not tells(sent)
    assert ImageOps.exif_transpose(Picture.open(BytesIO(sent))).size == (300, 400)


def test_a_command_strips_what_was_stored_before(settings, admin_client, client, index, shown):
    settings.BRIEFS_STRIP_ORIGINALS = False
    image = uploaded(admin_client)
    brief = shown(image)
    image.get_rendition("width-480").file.save("old.jpg", ContentFile(telling(), name="old.jpg"))
    before = {url for url in addresses(client, brief, index) if tells(fetched(url))}
    assert len(before) == 2

    output = StringIO()
    call_command("strip_images", stdout=output)
    call_command("strip_images", stdout=output)

    assert output.getvalue().splitlines() == ["Stripped 1 images.", "Stripped 0 images."]
    image.refresh_from_db()
    assert not tells(stored(image))
    after = addresses(client, brief, index)
    assert not [url for url in after if tells(fetched(url))]


def test_a_photo_on_its_side_stands_upright(admin_client, shown):
    image = uploaded(admin_client)

    assert Picture.open(BytesIO(stored(image))).getexif()[0x0112] == ON_ITS_SIDE
    rendition = image.get_rendition("width-100")
    assert (rendition.width, rendition.height) == (100, 133)
