"""The one thing from EXIF that a picture needs to be seen as it was taken."""

from io import BytesIO

from PIL import ExifTags, Image

UPRIGHT = 1


def exif(content: bytes) -> bytes:
    """Return EXIF that holds the orientation of the image and nothing else; empty for an upright image."""
    try:
        with Image.open(BytesIO(content)) as image:
            found = image.getexif().get(ExifTags.Base.Orientation, UPRIGHT)
    except Exception:  # each format raises another error for a damaged file
        return b""
    if found not in range(UPRIGHT + 1, 9):
        return b""
    kept = Image.Exif()
    kept[ExifTags.Base.Orientation] = found
    return kept.tobytes()
