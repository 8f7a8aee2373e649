"""Files of handed-out work that lie by a study: whose they are only their own passphrase tells."""

from __future__ import annotations

import time
from contextlib import suppress
from itertools import islice
from pathlib import Path

ENDING = ".iprwork"
MOST = 20
"""More are told as a number."""
_MADE_WITHIN_S = 600
_UNFINISHED = f".*{ENDING}.????????.new"


def is_being_made(stray: Path) -> bool:
    """Whether an unfinished file may be work, of whatever study, that is handed out just now."""
    if f"{ENDING}." not in stray.name:
        return False
    with suppress(OSError):
        return time.time() - stray.stat().st_mtime < _MADE_WITHIN_S
    return False


def work_files(place: Path) -> tuple[str, ...]:
    """Where files of work lie in a study's folder and in those right below it.

    Args:
        place: the study.

    Raises:
        OSError: the folder cannot be read.
    """
    folder = place.parent
    patterns = (f"*{ENDING}", f"*/*{ENDING}", _UNFINISHED)
    found = sorted({each for name in patterns for each in folder.glob(name) if each.is_file()})
    names = [each.relative_to(folder).as_posix() for each in islice(found, MOST)]
    left = len(found) - len(names)
    return (*names, f"and {left} more") if left else tuple(names)
