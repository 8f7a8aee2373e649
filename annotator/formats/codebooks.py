"""Codebook files of every kind, told apart by what they hold."""

from __future__ import annotations

from annotator.domain.reading import Note
from annotator.formats.codebook_csv import read_codebook
from annotator.formats.codebook_rows import Rows
from annotator.formats.limits import check_file_size

ENDINGS = (".csv", ".xlsx", ".qdc")
"""What a codebook file may end in."""

_PACKAGE = b"PK\x03\x04"


def read_codebook_file(content: bytes, name: str) -> tuple[Rows, tuple[Note, ...]]:
    """The rows of a codebook in CSV, XLSX or REFI-QDA, and what was concluded to read it.

    Raises:
        UserError: what does not fit, with its place in the file.
    """
    check_file_size(len(content), name, "codebook")
    if is_plain_table(content, name):
        return read_codebook(content, name)
    if content.startswith(_PACKAGE):
        from annotator.formats.codebook_xlsx import read_codebook_workbook

        return read_codebook_workbook(content, name)
    from annotator.formats.codebook_qdc import read_qdc

    return read_qdc(content, name)


def is_plain_table(content: bytes, name: str) -> bool:
    """Whether a codebook is CSV: neither a workbook nor XML."""
    head = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff") and b"<" in content[:8]
    is_xml = head.startswith(b"<") or wide or name.lower().endswith(".qdc")
    return not is_xml and not content.startswith(_PACKAGE)
