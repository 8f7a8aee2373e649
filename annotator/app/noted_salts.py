"""Salts of the encrypted files that were opened on this machine, kept apart from the files.

A salt is no secret: each file begins with its own. Where that beginning is lost, a rescue takes
it from here, so that the passphrase still opens the rest. No name, no place and no time stands
beside it: nobody can tell from here which files there are.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from annotator.app.settings import settings_folder
from annotator.storage import Store, salt_of

MOST = 100
"""So many are tried at a rescue, each for a third of a second; of twice as many half are kept."""
_LINE = 33  # 16 bytes in hexadecimal, and an LF


def salts_file() -> Path:
    """The file of the salts, one a line, the newest last."""
    return settings_folder() / "salts"


def note(store: Store) -> None:
    """Notes the salt of an open file, unless it is noted or there is none.

    A lab machine may have no writable home: then nothing is noted.
    """
    salt = salt_of(store)
    if salt is None or salt in noted():
        return
    place = salts_file()
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        handle = os.open(place, flags, 0o600)
        try:  # one write at the end: what another program notes meanwhile stays too
            os.write(handle, f"{salt.hex()}\n".encode())
            is_long = os.fstat(handle).st_size > 2 * MOST * _LINE
        finally:
            os.close(handle)
        if is_long:
            _shorten(place)


def noted() -> list[bytes]:
    """The newest of them, the last first; none where the file is missing or damaged."""
    lines: list[bytes] = []
    with suppress(OSError):
        lines = salts_file().read_bytes().split()
    found: list[bytes] = []
    for each in reversed(lines):
        with suppress(ValueError, UnicodeDecodeError):
            salt = bytes.fromhex(each.decode("ascii"))
            if len(each) == _LINE - 1:
                found.append(salt)
    return list(dict.fromkeys(found))[:MOST]


def _shorten(place: Path) -> None:
    draft = place.with_name(f".{place.name}.{os.getpid()}.new")
    try:
        draft.write_bytes(b"".join(f"{each.hex()}\n".encode() for each in reversed(noted())))
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
