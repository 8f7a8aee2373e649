"""The end of a transaction on a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from annotator.domain.errors import UserError
from annotator.storage import journal
from annotator.storage.opening import reference_findings


def commit(connection: Connection, place: Path) -> None:
    """Commits, or names the references that would be left hanging.

    Raises:
        UserError: a reference would be; all is as before.
    """
    try:
        connection.exec_driver_sql("COMMIT")
    except IntegrityError as error:
        left = ", ".join(reference_findings(connection)) or "a reference would be left hanging"
        raise UserError(
            f"this record is still needed, or names one that is missing ({left})",
            str(place),
            "take away first what needs it",
        ) from error


def is_stored(
    reading: Callable[[], AbstractContextManager[Connection]], place: Path, entry: tuple[int, str]
) -> bool:
    """Whether a file, opened anew after its disk failed in a commit, has an entry of the journal.

    Args:
        reading: opens it.
        place: of the file.
        entry: number and hash.

    Raises:
        UserError: it cannot be opened.
    """
    try:
        with reading() as connection:
            return journal.stands(connection, entry)
    except UserError as error:
        what = "the disk failed while this was stored, and does not say whether it is"
        hint = "look whether the last change is there before you do it again"
        raise UserError(what, str(place), hint) from error
