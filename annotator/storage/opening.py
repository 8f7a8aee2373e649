"""Opening a study file: nothing in it is trusted before it was looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, select

from annotator.domain.errors import UserError
from annotator.storage import journal, schema, whitelist
from annotator.storage.connection import hang_up, pragma, reading, sql_connection
from annotator.storage.header import Header, read_header
from annotator.storage.key import PROFILES, Key, derive
from annotator.storage.trouble import NOTADB, Damaged, code_of, told

Ask = Callable[[], str | None]


def is_of(key: Key, passphrase: str) -> bool:
    """Whether a key was derived from a passphrase."""
    return any(derive(passphrase, key.salt, profile) == key for profile in PROFILES)


def open_file(place: Path, ask: Ask | None) -> tuple[Key | None, Connection]:
    """The key of a study file and a connection to it, after the checks of every opening.

    An older schema is left as it is; see `is_older`.

    Raises:
        UserError: not there, not a study, wrong passphrase, made by a newer version, hostile.
        Damaged: it is a study, but its content is not as it was written.
    """
    header = read_header(place)
    key = _key(place, header, ask)
    return key, open_again(place, key)


def open_again(place: Path, key: Key | None) -> Connection:
    """A connection to a study file whose key is known, after the same checks."""
    _compare_salt(place, key)
    connection = sql_connection(place, key)
    try:
        with told(place), reading(connection):
            _look(connection, place, encrypted=key is not None)
    except BaseException:
        hang_up(connection)
        raise
    return connection


def _compare_salt(place: Path, key: Key | None) -> None:
    """Sees that the file still begins with its salt, which no page's HMAC covers.

    With the derived key such a file would open, and with the passphrase never again.
    """
    if key is None:
        return
    if read_header(place).salt != key.salt:
        raise Damaged(place, ["the salt at its beginning is not that of its key"])


def is_older(connection: Connection) -> bool:
    """Whether the file has an older schema than this program."""
    with reading(connection):
        return int(pragma(connection, "user_version") or 0) < schema.VERSION


def _key(place: Path, header: Header, ask: Ask | None) -> Key | None:
    """The key that opens the file, None where it is plain."""
    if not header.encrypted:
        return None
    passphrase = ask() if ask is not None else None
    if not passphrase:
        raise UserError("encrypted", str(place), "give the passphrase")
    for profile in PROFILES:
        key = derive(passphrase, header.salt, profile)
        try:
            hang_up(sql_connection(place, key))
        except Damaged as error:
            if code_of(error.__cause__ or error) != NOTADB:
                raise
        else:
            return key
    raise UserError(
        "wrong passphrase, or not a study file",
        str(place),
        "try the passphrase again; upper and lower case differ",
    )


def _look(connection: Connection, place: Path, *, encrypted: bool) -> None:
    """Schema first; then what the file holds."""
    _refuse_strangers(connection, place)
    findings = page_findings(connection, encrypted=encrypted)
    if not findings:
        findings = reference_findings(connection) + head_findings(connection)
    if findings:
        raise Damaged(place, findings)


def _refuse_strangers(connection: Connection, place: Path) -> None:
    where = str(place)
    if pragma(connection, "application_id") not in (schema.APPLICATION_ID, schema.PACKAGE_ID):
        raise UserError("a database, but not a study", where, "give a .iprstudy file")
    version = int(pragma(connection, "user_version") or 0)
    if version > schema.VERSION:
        raise UserError(
            f"made by a newer version of IPR Annotator (schema {version}, "
            f"this one knows {schema.VERSION})",
            where,
            "update IPR Annotator",
        )
    if not whitelist.is_shipped(connection, version):
        raise UserError(
            "its tables are not those of IPR Annotator; the file was changed by another program",
            where,
            "do not use it; open a backup",
        )


def page_findings(connection: Connection, *, encrypted: bool) -> list[str]:
    """Pages that are not as they were written."""
    if encrypted:
        rows = connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().all()
        return [str(row) for row in rows]
    rows = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
    return [str(row) for row in rows if row != "ok"]


def reference_findings(connection: Connection) -> list[str]:
    """References to records that are not there."""
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    pairs = sorted({(str(row[0]), str(row[2])) for row in rows})
    return [f"{child} name {parent} that are not there" for child, parent in pairs]


def head_findings(connection: Connection) -> list[str]:
    """Whether the journal ends where its head says."""
    table = schema.journal
    last = connection.execute(select(table).order_by(table.c.seq.desc()).limit(2)).all()
    if not last:
        return ["the journal is empty"]
    cells = dict(last[0]._mapping)  # noqa: SLF001 (SQLAlchemy's public name for it)
    former = last[1].hash if len(last) > 1 else journal.FIRST_HASH
    whole = journal.link(former, cells) == cells["hash"]
    if not whole or journal.head(connection) != (cells["seq"], cells["hash"]):
        return ["the journal does not end where its head says"]
    return []
