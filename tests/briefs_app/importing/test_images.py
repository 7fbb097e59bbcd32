"""Images come from a folder, not from the network or from outside the folder; each is stored once."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Collection

from briefs_app.models import Topic
from briefs_app.pages.models import BriefPage

Run, Put = Callable[..., str], Callable[..., Path]


@pytest.fixture
def imported(run: Run, put: Put, economy: Topic, pictures: Path) -> Callable[..., str]:
    """Return a function that imports a line with this photo and returns the report."""

    def imported(photo: str, *options: str) -> str:
        table = f'title,date,topic,summary,photo\nCrane,2016-03-07,Economy,In short.,"{photo}"\n'
        return run(put(table, "old/table.csv"), "--images", pictures, *options)

    return imported


@pytest.mark.parametrize(
    "address",
    [
        "2019/05/crane.png",
        "https://old.example.org/wp-content/uploads/2019/05/crane.png?w=600",
        "https://old.example.org/2019/05/crane-300x200.png",
        "2019/05/crane-scaled.png",
        "2019\\05\\crane.png",
        "./2019/05/crane%2Epng",
    ],
)
def test_an_image_is_found_by_its_path_or_address(imported: Callable[..., str], address: str) -> None:
    assert "image left out" not in imported(address)
    assert BriefPage.objects.get().photo.get_file_hash()


@pytest.mark.parametrize(
    "address",
    [
        "../secret.png",
        "2019/../../secret.png",
        "%2e%2e/secret.png",
        "..%5csecret.png",
        "/etc/passwd",
        "file:///etc/passwd",
        "2019/05",
        "x" * 5000,
        "a/" * 3000 + "crane.png",
        "\x00.png",
        "https://[old/crane.png",
        "linked.png",
        "folder/secret.png",
    ],
)
def test_nothing_outside_the_folder_is_read(
    imported: Callable[..., str], pictures: Path, tmp_path: Path, address: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    for path in (tmp_path / "secret.png", outside / "secret.png"):
        Picture.new("RGB", (40, 30)).save(path)
    (pictures / "linked.png").symlink_to(tmp_path / "secret.png")
    (pictures / "folder").symlink_to(outside)

    report = imported(address)

    assert not Image.objects.exists()
    assert "image left out" in report or "NUL bytes" in report


def test_a_file_that_is_not_an_image_is_refused(imported: Callable[..., str], pictures: Path) -> None:
    (pictures / "fake.png").write_bytes(b"<html><script>alert(1)</script>")

    report = imported("fake.png")

    assert "image left out: fake.png: " in report
    assert "1 created" in report
    assert not Image.objects.exists()


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def with_a_short_header(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\0\0\0\rIHDR", b"\0\0\0\x01IHDR"))


def with_a_foreign_middle(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:40] + b"\xff" * 40 + data[80:])


@pytest.mark.parametrize("kind", ["png", "jpg", "gif", "webp", "avif"])
@pytest.mark.parametrize("spoil", [cut_off, with_a_short_header, with_a_foreign_middle])
def test_a_damaged_image_is_left_out_of_its_article(
    imported: Callable[..., str], pictures: Path, kind: str, spoil: Callable[[Path], None]
) -> None:
    path = pictures / f"spoilt.{kind}"
    Picture.effect_noise((60, 40), 50).convert("RGB").save(path)
    spoil(path)

    report = imported(path.name)

    assert "Totals: 1 created\n" in report
    assert "object at 0x" not in report


def test_an_image_in_a_folder_without_access_is_left_out(
    imported: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    look = os.stat

    def look_at_articles(path: Any, **options: Any) -> os.stat_result:
        if str(path).endswith(".png"):
            raise PermissionError(13, "Permission denied")
        return look(path, **options)

    # Nothing is forbidden to a superuser, as whom the suite may run.
    monkeypatch.setattr("os.stat", look_at_articles)

    assert "created     line 2: Crane (image left out: crane.png is not at hand)" in imported(
        "2019/05/crane.png"
    )


def test_an_image_that_cannot_be_stored_breaks_its_article(
    imported: Callable[..., str], settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "full"
    settings.MEDIA_ROOT.write_text("no folder")

    assert "CommandError: 1 could not be imported" in imported("2019/05/crane.png")
    assert not BriefPage.objects.exists()


def test_an_image_with_a_wrong_suffix_is_refused(imported: Callable[..., str], pictures: Path) -> None:
    Picture.new("RGB", (40, 30)).save(pictures / "fake.png", "GIF")

    assert "image left out: fake.png: " in imported("fake.png")


@pytest.mark.parametrize(
    ("setting", "value"), [("WAGTAILIMAGES_MAX_UPLOAD_SIZE", 10), ("WAGTAILIMAGES_MAX_IMAGE_PIXELS", 100)]
)
def test_wagtails_limits_apply(imported: Callable[..., str], settings: Any, setting: str, value: int) -> None:
    setattr(settings, setting, value)

    assert "image left out: crane.png: " in imported("2019/05/crane.png")
    assert not Image.objects.exists()


def test_a_pipe_is_not_read_as_an_image(imported: Callable[..., str], pictures: Path) -> None:
    os.mkfifo(pictures / "pipe.png")

    assert "image left out: pipe.png is not at hand" in imported("pipe.png")


def test_an_image_is_stored_once(imported: Callable[..., str]) -> None:
    imported("2019/05/crane.png")

    assert "Totals: 1 unchanged" in imported("2019/05/crane.png")
    assert Image.objects.count() == 1


def test_the_same_image_in_a_private_collection_is_not_used(
    imported: Callable[..., str], pictures: Path
) -> None:
    imported("2019/05/crane.png")
    private = Collection.get_first_root_node().add_child(name="Private")
    Image.objects.update(collection=private)
    BriefPage.objects.get().delete()

    imported("2019/05/crane.png")

    assert BriefPage.objects.get().photo.collection.is_root()


def test_an_import_without_the_folder_keeps_the_images(
    run: Run, put: Put, imported: Callable[..., str], tmp_path: Path
) -> None:
    imported("2019/05/crane.png")

    report = run(tmp_path / "old/table.csv")

    assert "crane.png is not at hand, give its folder with --images" in report
    assert BriefPage.objects.get().photo


def test_a_missing_image_folder_is_refused(run: Run, put: Put, harbour: str) -> None:
    assert "is no folder" in run(put(harbour), "--images", "/no/such/folder")


def test_a_dry_run_stores_no_image(imported: Callable[..., str], settings: Any) -> None:
    assert "Totals: 1 created" in imported("2019/05/crane.png", "--dry-run")
    assert not Image.objects.exists()
    assert not Path(settings.MEDIA_ROOT).exists()
