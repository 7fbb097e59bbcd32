"""List the files of a folder that a reader takes, and count the others."""

import os
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from briefs_app.importing import files

PAGES = (".html", ".htm", ".xhtml")
# Endings of the folder in which a browser saves the frames, scripts and images of a page.
ASSETS = ("_files", ".files")


@dataclass(frozen=True)
class Folder:
    """The files to read below a folder, and a summary of the files passed over."""

    files: tuple[Path, ...]
    # Subfolders, or the folder itself, that cannot be opened.
    closed: tuple[Path, ...]
    passed_over: str


def read(root: Path, suffixes: Collection[str]) -> Folder:
    """Return the files with these suffixes, or with a suffix that we have advice on, in all subfolders."""
    closed: list[Path] = []
    others: Counter[str] = Counter()
    found = []
    for path in _walk(root, closed, others):
        if path.suffix.lower() in {*suffixes, *files.ADVICE}:
            found.append(path)
        elif not path.name.startswith("."):
            others[f"*{path.suffix.lower()}" if path.suffix else "without a suffix"] += 1
    counts = ", ".join(f"{count} {name[:40]}" for name, count in others.most_common(12))
    return Folder(tuple(sorted(found)), tuple(closed), counts)


def assets(page: Path) -> Path | None:
    """Return the folder that a browser saved beside a page; None for a link that leads elsewhere."""
    folders = (page.with_name(f"{page.stem}{ending}") for ending in ASSETS)
    within = (it for it in folders if not files.is_outside(it, page.parent))
    return next((it for it in within if os.path.isdir(it)), None)


def _walk(root: Path, closed: list[Path], others: Counter[str]) -> Iterator[Path]:
    """Yield all files except those in the asset folders of pages."""
    for folder, below, names in os.walk(root, onerror=lambda error: closed.append(Path(error.filename))):
        others.update("linked folders" for name in below if os.path.islink(os.path.join(folder, name)))
        of_pages = {f"{Path(name).stem}{end}" for name in names if _is_page(name) for end in ASSETS}
        below[:] = [name for name in below if name not in of_pages]
        yield from (Path(folder, name) for name in sorted(names))


def _is_page(name: str) -> bool:
    return Path(name).suffix.lower() in PAGES
