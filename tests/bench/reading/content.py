"""What both sites publish: the same words, photos, related articles and hours."""

from datetime import datetime, timedelta
from io import BytesIO

from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image as Picture

from tests.bench.message import SUMMARY, TITLE

HOST = "briefs.example.org"
TOPICS = ("Security", "Energy", "Trade", "Transport", "Health", "Water", "Media", "Courts")
STATUSES = ("improved", "unchanged", "worsened", "unchanged", "")
AUTHOR = "Anna Reader"
# So many are written; the others are copies of these in turn.
WRITTEN = 3 * len(TOPICS)
PARAGRAPHS = [{"type": "paragraph", "value": f"<p>{SUMMARY}</p>"} for _ in range(4)]
RELATED = 3


def title(number: int) -> str:
    return f"{TITLE}, {number}"


def topic(number: int) -> str:
    return TOPICS[number % len(TOPICS)]


def status(number: int) -> str:
    return STATUSES[number % len(STATUSES)]


def has_photo(number: int) -> bool:
    return number % 2 == 0


def has_related(number: int) -> bool:
    return number % 3 == 0


def related(number: int) -> list[int]:
    return [(number + step) % WRITTEN for step in range(1, RELATED + 1)]


def photo(number: int) -> ImageFile:
    file = BytesIO()
    Picture.new("RGB", (1800, 1200), (10 * number, 90, 160)).save(file, "JPEG")
    return ImageFile(file, f"photo-{number}.jpg")


def moment(number: int, wanted: int) -> datetime:
    """One an hour; the last of those wanted an hour ago."""
    return timezone.now() - timedelta(hours=wanted - number)
