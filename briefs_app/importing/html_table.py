"""Convert an HTML table to a table block, unless it was used for layout."""

from typing import Any

from briefs_app.importing.html_elements import BodyNotes, text_content

CELL_TAGS = ("td", "th")
# In all tables of a body. Rows are padded to the widest, so a few tags could ask for millions of cells.
MAX_CELLS = 50_000


def read(element: Any, notes: BodyNotes) -> dict[str, Any] | None:
    """Return the value of a table block; None if the text belongs in paragraphs."""
    rows = [[text_content(cell) for cell in row if cell.tag in CELL_TAGS] for row in element.iter("tr")]
    rows = [row for row in rows if any(row)]
    wide = max(map(len, rows), default=0)
    nested = any(it is not element for it in element.iter("table"))
    if wide < 2 or nested or _is_too_large(len(rows), wide, notes):
        return None
    if links := sum(1 for cell in element.iter(*CELL_TAGS) for _ in cell.iter("a")):
        notes.left_out["links in tables"] += links
    caption = element.find(".//caption")
    return {
        "cell": [],
        "data": [row + [""] * (wide - len(row)) for row in rows],
        "mergedCells": [],
        "first_col_is_header": False,
        **_header(element),
        "table_caption": text_content(caption) if caption is not None else "",
    }


def _header(element: Any) -> dict[str, Any]:
    first = next(element.iter("tr"))
    headed = all(cell.tag == "th" for cell in first if cell.tag in CELL_TAGS)
    return {"first_row_is_table_header": headed, "table_header_choice": "row" if headed else "neither"}


def _is_too_large(high: int, wide: int, notes: BodyNotes) -> bool:
    """Return whether the table exceeds MAX_CELLS, and note it; otherwise count its cells."""
    if notes.table_cells + high * wide > MAX_CELLS:
        notes.add(f"a table of {high} × {wide} cells is too large: its words come as paragraphs")
        return True
    notes.table_cells += high * wide
    return False
