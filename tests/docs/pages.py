"""Reads the documentation: its pages, their tables and their code."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def section(page: str, heading: str = "") -> str:
    """The whole page, or what stands below one of its headings."""
    text = (DOCS / page).read_text()
    if not heading:
        return text
    return re.search(rf"^#+ {re.escape(heading)}$(.*?)(?=^#|\Z)", text, re.M | re.S)[1]


def headings(page: str) -> list[str]:
    return re.findall(r"^## (.+)$", section(page), re.M)


def rows(page: str, heading: str = "") -> list[list[str]]:
    """The cells of all tables; code without its ticks."""
    lines = re.findall(r"^\| ?(`.+)\|$", section(page, heading), re.M)
    cells = ([cell.strip() for cell in re.split(r"(?<!\\)\|", line)] for line in lines)
    return [[cell.removeprefix("`").removesuffix("`").replace(r"\|", "|") for cell in row] for row in cells]


def column(page: str, heading: str = "") -> list[str]:
    return [row[0] for row in rows(page, heading)]


def code(page: str) -> list[tuple[str, str]]:
    """Each block of code that names its file in the first line: (file, text)."""
    blocks = re.findall(r"^```(?:python|html)\n(.*?)^```$", section(page), re.M | re.S)
    named = ((re.match(r"(?:# |\{# )([\w/.-]+\.\w+)( #\})?\n", block), block) for block in blocks)
    return [(name[1], block.removeprefix(name[0])) for name, block in named if name]


def commands(page: str) -> list[str]:
    """The lines of the blocks that a shell runs."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", section(page), re.M | re.S)
    return [line for block in blocks for line in block.splitlines()]
