"""Image files that tell more than they show, and a storage that gives nothing."""

from io import BytesIO

from django.core.files.storage import FileSystemStorage
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

SECRET = b"SECRET"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>SECRET</rdf:RDF></x:xmpmeta>'
ON_ITS_SIDE = 6
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SIZE = (400, 300)


class AwayError(Exception):
    """An error like those of many storage libraries: no OSError."""


class AwayStorage(FileSystemStorage):
    """Knows addresses; gives, takes and measures nothing."""

    def _away(self, *args, **kwargs):
        raise AwayError("The storage is away.")

    _open = _save = size = delete = exists = _away


def telling(kind="JPEG", colour="navy", orientation=ON_ITS_SIDE, **options):
    """A file with a place, a device, comments and a colour profile in it."""
    image = Image.new("RGB", SIZE, colour)
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x927C] = orientation, "SECRET camera", b"SECRET maker note"
    exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 54.0, 0.0), 29: "SECRET"})
    options |= {"exif": exif, "icc_profile": PROFILE}
    if kind == "PNG":
        texts = PngInfo()
        texts.add_text("Author", "SECRET")
        texts.add_itxt("XML:com.adobe.xmp", "SECRET")
        options |= {"pnginfo": texts}
    if kind in ("JPEG", "WEBP", "AVIF"):
        options |= {"xmp": XMP}
    if kind in ("JPEG", "GIF"):
        options |= {"comment": b"SECRET"}
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue() + (b"SECRET trailer" if kind in ("JPEG", "PNG") else b"")


def tells(content):
    """Whether an image file tells anything of how it was made."""
    with Image.open(BytesIO(content)) as image:
        return SECRET in content or bool(image.getexif().get_ifd(0x8825)) or 0x010F in image.getexif()
