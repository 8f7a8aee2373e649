"""Codebooks from files and into files: CSV, XLSX and REFI-QDA, and the starter sets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from annotator.analysis.tables import table_of
from annotator.app.file_bytes import file_bytes
from annotator.app.reading import Reader
from annotator.app.resources import resource
from annotator.app.verbs.codebook_building import codebook_from, coloured
from annotator.app.verbs.codebook_editing import change_codebook, kept_parts
from annotator.app.verbs.codebook_joining import joined, without_others
from annotator.app.verbs.codebook_matching import Filled
from annotator.app.verbs.left_behind import left_behind
from annotator.domain.codebook import Codebook, CodeSet
from annotator.domain.codebook_difference import differences
from annotator.domain.codebook_rules import sound
from annotator.domain.counted import counted
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError, short
from annotator.domain.ids import Id, new_id
from annotator.domain.reading import Note
from annotator.domain.view import StudyView
from annotator.formats.atomic import write_atomically
from annotator.formats.codebook_csv import write_codebook
from annotator.formats.codebook_rows import CodebookRow, Rows
from annotator.formats.codebooks import is_plain_table, read_codebook_file

CodebookFormat = Literal["codebook-csv", "codebook-xlsx", "qdc"]
FORMATS: dict[CodebookFormat, str] = {
    "codebook-csv": ".csv",
    "codebook-xlsx": ".xlsx",
    "qdc": ".qdc",
}
"""The formats of codebooks with the ending of their files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """A codebook that comes with the app.

    Attributes:
        name: what the command line calls it, `3rs`.
        title: what people call it.
        about: its unit and codes, in half a sentence.
    """

    name: str
    title: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What taking a codebook in would do.

    Attributes:
        edit: None where it changes nothing.
        lines: the report: what the reader concluded, and what changes.
    """

    edit: Replace | None
    lines: tuple[str, ...]


# Reading ---------------------------------------------------------------------------------------


def read_codebook_of(place: Path) -> tuple[Codebook, tuple[str, ...]]:
    """The codebook in a file, or the starter set of that name where there is no such file.

    Returns:
        The codebook, and the report: what the reader concluded.

    Raises:
        UserError: neither is there, or the file cannot be read as a codebook.
    """
    book, _, notes = _read(place)
    return _sound(book, place), _lines(notes)


def take_codebook(
    view: StudyView, seen_by: Id | None, place: Path, *, replaces: bool = False
) -> TakenIn:
    """Brings a codebook file, or a starter set, into the study's codebook.

    What is known by its id or else by its name becomes what the file says, and what is new comes
    to it. What the file lacks or leaves empty stays as it is (only an empty `parent` says
    something: the top); where the file replaces the codebook it goes: a code that may have been
    used is retired, a scale or a set with work on it stays and is told.

    Args:
        view: the study.
        seen_by: whose work the view holds.
        place: the file, or the name of a starter set.
        replaces: whether the file is all that shall be offered.

    Raises:
        UserError: a coder among several asks, or the file cannot be read as a codebook.
    """
    given, filled, notes = _read(place)
    said: list[str] = []

    def taken(book: Codebook) -> Codebook:
        after = joined(book, given, said, filled=filled, exact=replaces)
        if replaces:
            kept = kept_parts(view, seen_by)
            after = without_others(after, book, given, filled, kept, said)
        return _sound(after, place)

    edit = change_codebook(view, seen_by, taken)
    lines = [*_lines(notes), *said]
    if edit is None:
        lines.append("The codebook says all of this already.")
    else:
        after = edit.after
        assert isinstance(after, Codebook)
        codes = sum(1 for _ in given.codes())
        lines.append(
            f"{counted(codes, 'code')} in {counted(len(given.sets), 'set')} read; "
            f"this is version {after.number} of the codebook."
        )
        lines += [f"{each.sentence}." for each in differences(view.codebook, after)]
        lines += left_behind(view, view.codebook, after)
    return TakenIn(edit=edit, lines=tuple(lines))


def starters() -> tuple[Starter, ...]:
    """The starter sets, by title."""
    folder = resource("codebooks")
    found = []
    for place in sorted(folder.glob("*.csv")):
        book = _read(place)[0]
        names = [each.name for each in book.sets]
        codes = sum(1 for _ in book.codes())
        units = ", ".join(dict.fromkeys(_unit_words(each) for each in book.sets))
        found.append(
            Starter(
                name=place.stem,
                title=names[0].partition(":")[0],
                about=f"{counted(codes, 'code')} for {units}",
            )
        )
    return tuple(sorted(found, key=lambda each: each.title.casefold()))


def _unit_words(code_set: CodeSet) -> str:
    if code_set.unit == "bin":
        return f"bins of {code_set.bin_ms // 1000} s"
    if code_set.marking == "sort":
        return f"a Q-sort of each {code_set.unit}"
    words = {"turn": "turns", "span": "passages", "account": "whole accounts"}
    return words.get(code_set.unit, f"whole {code_set.unit}s")


def _read(place: Path) -> tuple[Codebook, Filled, tuple[Note, ...]]:
    """The codebook, what the file says of each of its parts, and what was concluded to read it."""
    file = place
    if not place.exists() and place.name == str(place):
        known = {path.stem: path for path in resource("codebooks").glob("*.csv")}
        if place.name.casefold() in known:
            file = known[place.name.casefold()]
        elif not place.suffix:
            hint = f"name a file, or a starter set: {', '.join(sorted(known))}"
            raise UserError("no such file and no such starter set", str(place), hint)
    content = file_bytes(file)
    if is_plain_table(content, file.name):  # as plans are: nothing is unpacked or parsed in C
        rows, notes = read_codebook_file(content, file.name)
    else:
        with Reader() as reader:
            rows, notes = reader.read_codebook(file)
    rows = tuple(replace(row, id=row.id or new_id()) for row in rows)
    colourless = {row.id for row in rows if row.row == "code" and "colour" not in row.said}
    book = coloured(codebook_from(rows), colourless)
    filled = {row.id: row.said for row in rows}
    lost = _lost(rows, book)
    filled |= {row.id: row.said - {"became"} for row in lost}
    what = "what it became is not all in the file, and stays as it is"
    told = (Note(kind="warning", place=f"code {short(row.name)}", what=what) for row in lost)
    return book, filled, (*notes, *told)


def _sound(book: Codebook, place: Path) -> Codebook:
    """A codebook that may be kept; what is wrong with it is told with the file."""
    try:
        return sound(book)
    except UserError as error:
        raise UserError(error.what, error.where or place.name, error.hint) from None


def _lost(rows: Rows, book: Codebook) -> list[CodebookRow]:
    """The rows of retired codes that became some that the file lacks."""
    became = {code.id: code.became for _, code in book.codes()}
    return [
        row
        for row in rows
        if row.row == "code" and row.retired and len(became[row.id]) < len(row.became)
    ]


def _lines(notes: Iterable[Note]) -> tuple[str, ...]:
    return tuple(f"{each.place}: {each.what}." for each in notes)


# Writing ---------------------------------------------------------------------------------------


def export_codebook(
    codebook: Codebook,
    place: Path,
    format: CodebookFormat,
    *,
    with_text: bool = False,
    exact: bool = False,
) -> tuple[Path, tuple[str, ...]]:
    """Writes a version of the codebook to a file; gives its place and what must be told.

    Args:
        codebook: the version.
        place: the file; in a folder it is called `codebook`.
        format: one of `FORMATS`.
        with_text: with the examples, which are words of transcripts.
        exact: of CSV: texts as they are, even where a spreadsheet would run them as formulas.

    Raises:
        UserError: there is no code, the file's ending is of another format, or it cannot be
            written.
    """
    ending = FORMATS[format]
    if place.is_dir():
        place = place / f"codebook{ending}"
    if place.suffix and place.suffix.casefold() != ending:
        hint = f"call it {place.with_suffix(ending).name}, or choose another format"
        raise UserError(f"{format} is written to {ending} files", str(place), hint)
    if not any(True for _ in codebook.codes()):
        raise UserError("the codebook has no codes", hint="make one before it is exported")
    told: list[str] = []
    if not with_text and any(code.examples for _, code in codebook.codes()):
        told.append("The examples are left out: they are words of transcripts.")
    if format == "qdc":
        from annotator.formats.codebook_qdc import write_qdc

        content, notes = write_qdc(codebook, with_text=with_text)
        told += [f"{each.what[:1].upper()}{each.what[1:]}." for each in notes]
    elif format == "codebook-xlsx":
        from annotator.formats.codebook_xlsx import write_codebook_workbook

        content = write_codebook_workbook(table_of(codebook, with_text=with_text))
    else:
        content = write_codebook(table_of(codebook, with_text=with_text), exact=exact)
    write_atomically(place, content)
    return place, tuple(told)
