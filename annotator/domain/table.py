"""Tables for export: named columns and rows of plain values."""

from __future__ import annotations

from dataclasses import dataclass

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        name: at most 32 characters of a-z, 0-9 and _, starting with a letter (R and SPSS).
        means: what it holds, with its unit, for the README of the export.
    """

    name: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of an export.

    Attributes:
        name: file name without ending.
        means: what one row is.
        rows: values in the order of the columns; None is missing.
    """

    name: str
    means: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def column_name(text: str, taken: set[str]) -> str:
    """A column name made from any text, unlike those taken (case aside).

    >>> column_name("code_Shared affect", {"code_shared_affect"})
    'code_shared_affect_2'
    """
    plain = "".join(char if char.isascii() and char.isalnum() else "_" for char in text.casefold())
    base = "_".join(part for part in plain.split("_") if part)[:28].rstrip("_") or "column"
    if not base[0].isalpha():
        base = f"c_{base}"[:28]
    name, count = base, 1
    while name in taken:
        count += 1
        name = f"{base}_{count}"
    return name
