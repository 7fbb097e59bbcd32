"""Makes text safe for the cells of CSV files and spreadsheets."""

# What makes a spreadsheet take a text for a formula; the full-width forms count too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BLANK = " \xa0\ufeff\u200b"


def cell(value: object) -> str:
    """Return the value as text; an apostrophe in front keeps a spreadsheet from calculating it."""
    text = str(value)
    return f"'{text}" if text.lstrip(BLANK).startswith(FORMULA) else text
