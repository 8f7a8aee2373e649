"""The schema that we ship, word for word, and whether a file has it.

A file from elsewhere may carry triggers and views that act behind our backs: no file is
written, nor anything but its schema read, before this comparison.
"""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection

from annotator.storage import schema

# By schema version. `tests/storage/test_whitelist.py` prints the value for a new one.
FINGERPRINTS: dict[int, str] = {
    1: "18e7a713dbf1498619d95a07d96a150d03eaf19de302321b88725070ee1ed231",
    2: "7512fe15b7f97d16c5788ac6ce8bd6c8548ac73a4edbd7031422febbcee225b2",
    3: "e0ce0673da5f911fe15249ac8bd10a520e5d3d8bfa35b9e7f14e10b3f28bdd31",
    4: "d94fe03b5e69fca05c38c5407e488e8bab19046e1258e1ad7ae3a35a8252c5c2",
    5: "ffb5c46f65d6d5eb57cde03eb050e32fddbe129e395c607f7b1cbb82133d092d",
    6: "f32083a06ce2ff41f82c659bc99dde5ca907c7843e779761c267bb8df30f7f72",
    7: "a8e6e179bd8982b31643c6662ee66eb3890fe60ab5c79f3cae354a9b87d83a23",
}

# Tables whose text is written by FTS5 or Alembic, and may differ between their versions.
_OF_OTHERS = frozenset(
    {
        "alembic_version",
        *(
            f"{index}_{part}"
            for index in ("turn_words", "memo_words", "note_words", "judgement_words")
            for part in ("data", "idx", "docsize", "config")
        ),
    }
)


def fingerprint(connection: Connection) -> str:
    """SHA-256 of the schema: kind, name and text of all that is in it."""
    rows = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master")
    lines = sorted(
        "|".join((kind, name, table, "" if kind == "table" and name in _OF_OTHERS else sql or ""))
        for kind, name, table, sql in rows
    )
    return sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def is_shipped(connection: Connection, version: int) -> bool:
    """Whether the file has exactly the schema of that version."""
    return fingerprint(connection) == FINGERPRINTS.get(version)


def is_current(connection: Connection) -> bool:
    """Whether the file has exactly the schema of this program."""
    return is_shipped(connection, schema.VERSION)
