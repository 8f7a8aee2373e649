"""Makes new studies and brings in their codebook."""

from __future__ import annotations

from pathlib import Path

from annotator import storage
from annotator.app.file_bytes import file_bytes
from annotator.domain.codebook import Anchor, Code, Codebook, CodeSet, Scale
from annotator.domain.edits import added
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.study import Study
from annotator.formats.codebook_csv import CodebookRow, read_codebook

ENDING = ".iprstudy"


def create_study(
    place: Path, title: str, passphrase: str | None, *, codebook: Path | None = None
) -> None:
    """Makes a study file, with the codebook that is given or an empty one.

    Args:
        place: the file to make; it must not exist.
        title: title of the study.
        passphrase: None for a plain file.
        codebook: a CSV file as `export` writes it, or a plain table of name, key, definition.

    Raises:
        UserError: the codebook cannot be read, or the file cannot be made. Nothing is left then.
    """
    if not title.strip():
        raise UserError("the study has no title", str(place), "give --title")
    rows = read_codebook(file_bytes(codebook), codebook.name) if codebook else ()
    book = codebook_from(rows)
    store = storage.create(place, Study(id=new_id(), title=title), passphrase)
    try:
        store.apply(added(book), action="Bring in the codebook")
    except BaseException:
        store.close()
        place.unlink(missing_ok=True)
        raise
    store.close()


def codebook_from(rows: tuple[CodebookRow, ...], number: int = 1) -> Codebook:
    """A codebook version from the rows of a table."""
    names = dict.fromkeys(row.code_set for row in rows)
    return Codebook(
        id=new_id(),
        number=number,
        sets=tuple(
            _code_set(name, [row for row in rows if row.code_set == name]) for name in names
        ),
    )


def _code_set(name: str, rows: list[CodebookRow]) -> CodeSet:
    """One set with its codes and scales."""
    head = next((row for row in rows if row.row == "set"), None)
    ids = {row.name: row.id or new_id() for row in rows if row.row == "code"}
    codes = tuple(_code(row, ids) for row in rows if row.row == "code")
    scales = tuple(_scale(row) for row in rows if row.row == "scale")
    if head is None:
        return CodeSet(id=new_id(), name=name, codes=codes, scales=scales)
    return CodeSet(
        id=head.id or new_id(),
        name=name,
        codes=codes,
        scales=scales,
        unit=head.unit,
        exclusive=head.exclusive,
        obligatory=head.obligatory,
        accounts=head.accounts,
        roles=head.roles,
    )


def _code(row: CodebookRow, ids: dict[str, Id]) -> Code:
    return Code(
        id=ids[row.name],
        name=row.name,
        parent_id=ids[row.parent] if row.parent else None,
        key=row.key,
        colour=row.colour or "grey",
        definition=row.definition,
        include=row.include,
        exclude=row.exclude,
        examples=row.examples,
        retired=row.retired,
    )


def _scale(row: CodebookRow) -> Scale:
    if row.minimum is None or row.maximum is None:  # the reader refuses such a scale
        raise ValueError("a scale without bounds")
    return Scale(
        id=row.id or new_id(),
        name=row.name,
        minimum=row.minimum,
        maximum=row.maximum,
        anchors=tuple(Anchor(value=value, label=label) for value, label in row.anchors),
    )
