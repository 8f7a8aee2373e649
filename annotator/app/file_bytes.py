"""The bytes of a file that a person named."""

from __future__ import annotations

from pathlib import Path

from annotator.domain.errors import UserError
from annotator.formats.limits import FILE_BYTES


def file_bytes(path: Path) -> bytes:
    """The bytes of a transcript or table.

    Raises:
        UserError: it is not there, a folder, too large, or may not be read.
    """
    try:
        size = path.stat().st_size
        if size > FILE_BYTES:
            raise UserError(
                f"the file has {size >> 20} MB, the limit is {FILE_BYTES >> 20} MB",
                str(path),
                "a transcript or table is text only: take pictures and recordings out",
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError("no such file", str(path), "check the path") from None
    except IsADirectoryError:
        raise UserError("that is a folder", str(path), "name the file in it") from None
    except OSError as error:
        raise UserError(
            f"cannot be read ({error.strerror})", str(path), "check its rights"
        ) from None
