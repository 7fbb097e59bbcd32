"""Open the files to import; refuse, with advice, files that cannot be read or are too large."""

import codecs
import os
import stat
from pathlib import Path
from typing import BinaryIO

from briefs_app.conf import settings
from briefs_app.importing.errors import Unreadable

MEGABYTE = 1024 * 1024
NOT_TEXT = "not a text: it contains NUL bytes; if it is UTF-16, save it as UTF-8"
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SAVE_AS_PAGE = "open it in a browser and save it as “Webpage, Complete”"
# Other formats that people keep articles in. No archive is unpacked: a small one may hold a huge file.
ADVICE = {
    **dict.fromkeys(
        (".zip", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".7z", ".rar"), "an archive: unpack it first"
    ),
    **dict.fromkeys((".mht", ".mhtml", ".webarchive"), f"a page in a single file: {SAVE_AS_PAGE}"),
    **dict.fromkeys((".xls", ".xlsx", ".ods"), "a spreadsheet: save it as CSV in UTF-8"),
    **dict.fromkeys((".doc", ".docx", ".odt", ".rtf"), "a document: save it as plain text in UTF-8 (.txt)"),
    ".pdf": "a PDF: save its text as plain text in UTF-8 (.txt)",
}
SIGNATURES = {
    b"PK\x03\x04": ADVICE[".zip"],
    b"\x1f\x8b": ADVICE[".gz"],
    b"BZh": ADVICE[".bz2"],
    b"\xfd7zXZ": ADVICE[".xz"],
    b"bplist00": ADVICE[".webarchive"],
    b"%PDF-": ADVICE[".pdf"],
    b"{\\rtf": ADVICE[".rtf"],
}


def is_outside(path: Path, root: Path) -> bool:
    """Return whether a symbolic link leads out of the folder, for example to a password file."""
    return not real_path(path).is_relative_to(real_path(root))


def real_path(path: Path) -> Path:
    """Return the path with links resolved; unlike `Path.resolve` it accepts links that lead to themselves."""
    return Path(os.path.realpath(path))


def is_folder(path: Path) -> bool:
    """Return whether the path is a folder; Unreadable if it cannot be accessed."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        raise Unreadable(reason(error)) from error


def reason(error: OSError) -> str:
    """Return the system's message of an error, in lower case."""
    return (error.strerror or "cannot be read").lower()


def read_page(path: Path) -> bytes:
    """Return the bytes of a file that holds one article."""
    with open_limited(path, "IMPORT_PAGE_MB") as file:
        return file.read()


def open_limited(path: Path, limit: str) -> BinaryIO:
    """Open a file for reading; `limit` is the setting with its greatest size in megabytes."""
    try:
        # Not a pipe, which would block for ever, nor a device, which never ends.
        if path.exists() and not path.is_file():
            raise Unreadable("no ordinary file")
        file = path.open("rb")
    except OSError as error:
        raise Unreadable(reason(error)) from error
    try:
        _refuse_unsuitable(path, file, limit)
    except Exception:
        file.close()
        raise
    return file


def _refuse_unsuitable(path: Path, file: BinaryIO, limit: str) -> None:
    """Raise Unreadable for archives, documents and files above the limit."""
    beginning = file.read(1024)
    file.seek(0)
    advice = next((advice for begins, advice in SIGNATURES.items() if beginning.startswith(begins)), None)
    if advice or path.suffix.lower() in ADVICE:
        raise Unreadable(advice or ADVICE[path.suffix.lower()])
    megabytes = getattr(settings, limit)
    if os.fstat(file.fileno()).st_size > megabytes * MEGABYTE:
        raise Unreadable(f"larger than {megabytes} MB: split it, or set BRIEFS_{limit} higher")


def decode(data: bytes) -> str:
    """Return UTF-8 bytes as text; Unreadable, with advice, for any other encoding."""
    if data.startswith(UTF16):
        raise Unreadable("this is UTF-16: save it as UTF-8")
    if b"\0" in data:
        raise Unreadable(NOT_TEXT)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8 (byte {error.start + 1}): save it as UTF-8") from error
