"""Which files of a folder are read; of the others it is told that they are passed over."""

import os
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from briefs_app.importing import files

PAGES = (".html", ".htm", ".xhtml")
# Beside its pages a browser saves what belongs to them: frames, scripts, images.
ASSETS = ("_files", ".files")


@dataclass(frozen=True)
class Folder:
    files: tuple[Path, ...]
    # Folders within, or the folder itself, that cannot be opened.
    closed: tuple[Path, ...]
    passed_over: str


def read(root: Path, suffixes: Collection[str]) -> Folder:
    """What can be read or advised on, in the folder and those below it."""
    closed: list[Path] = []
    others: Counter[str] = Counter()
    found = []
    for path in _walk(root, closed, others):
        if path.suffix.lower() in {*suffixes, *files.ADVICE}:
            found.append(path)
        elif not path.name.startswith("."):
            others[f"*{path.suffix.lower()}" if path.suffix else "without a suffix"] += 1
    told = ", ".join(f"{count} {name[:40]}" for name, count in others.most_common(12))
    return Folder(tuple(sorted(found)), tuple(closed), told)


def assets(page: Path) -> Path | None:
    """The folder itself, and none elsewhere to which a link of its name leads."""
    folders = (page.with_name(f"{page.stem}{ending}") for ending in ASSETS)
    within = (it for it in folders if not files.is_outside(it, page.parent))
    return next((it for it in within if os.path.isdir(it)), None)


def _walk(root: Path, closed: list[Path], others: Counter[str]) -> Iterator[Path]:
    for folder, below, names in os.walk(root, onerror=lambda error: closed.append(Path(error.filename))):
        others.update("linked folders" for name in below if os.path.islink(os.path.join(folder, name)))
        of_pages = {f"{Path(name).stem}{end}" for name in names if _is_page(name) for end in ASSETS}
        below[:] = [name for name in below if name not in of_pages]
        yield from (Path(folder, name) for name in sorted(names))


def _is_page(name: str) -> bool:
    return Path(name).suffix.lower() in PAGES
