"""How large a file may be before it is refused: the caps that every reader keeps.

The sizes are far above any transcript and far below what stalls a machine.
"""

from __future__ import annotations

from annotator.domain.errors import UserError

MIB = 1024 * 1024

FILE_BYTES = 200 * 1000 * 1000
ZIP_ENTRIES = 2_000
ENTRY_BYTES = 64 * MIB
ENTRY_RATIO = 200
TOTAL_BYTES = 256 * MIB
XML_ELEMENTS = 2_000_000
TEXT_CHARACTERS = 20_000_000
TABLE_ROWS = 100_000
TABLE_COLUMNS = 2_000
SHEET_ROWS = 1_048_576  # as many as Excel has

# A short entry may compress beyond the ratio (an empty theme, a page of dots) and harms nobody.
RATIO_FREE_BYTES = MIB

TOO_LARGE_HINT = "this is no transcript as a word processor saves it; save it again as plain text"


def check_file_size(size: int, name: str, what: str = "transcript") -> None:
    """Refuses a file of no bytes and one beyond the cap, before anything of it is parsed."""
    if size == 0:
        raise UserError("the file is empty (0 bytes)", name, f"choose the file with the {what}")
    if size > FILE_BYTES:
        raise UserError(
            f"the file has {size:,} bytes, more than the {FILE_BYTES:,} allowed",
            name,
            f"choose a {what}, not a recording",
        )


def check_text_size(characters: int, name: str) -> None:
    """Refuses a text beyond the cap on characters."""
    if characters > TEXT_CHARACTERS:
        raise UserError(
            f"the text has {characters:,} characters, more than the {TEXT_CHARACTERS:,} allowed",
            name,
            "split it into one file per interview",
        )


def check_table_size(rows: int, columns: int, name: str) -> None:
    """Refuses a table beyond the caps on rows and columns."""
    for found, most, word in ((rows, TABLE_ROWS, "rows"), (columns, TABLE_COLUMNS, "columns")):
        if found > most:
            raise UserError(
                f"the table has more than the {most:,} {word} allowed",
                name,
                "keep only what belongs to the study",
            )
