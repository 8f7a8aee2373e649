"""The end of a transaction on a file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from annotator.domain.errors import UserError
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
