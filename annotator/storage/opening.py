"""Opening a study file: nothing in it is trusted before it was looked at."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from annotator.domain.errors import UserError, WrongPassphrase
from annotator.storage import journal, recovery_key, schema, whitelist
from annotator.storage.connection import hang_up, pragma, reading, sql_connection
from annotator.storage.header import Header, read_header
from annotator.storage.key import PROFILES, Key, Profile, derive, of_raw
from annotator.storage.pages import opens_some
from annotator.storage.trouble import NOTADB, Damaged, code_of, told

_PAGES = "pages"
Ask = Callable[[], str | None]


class PageCheck:
    """The pages of an encrypted file, looked through on another connection beside the first work.

    SQLCipher sees to each page that is read; these are all of them.
    """

    def __init__(self, place: Path, key: Key) -> None:
        self._place = place
        pool = ThreadPoolExecutor(1)
        self._found = pool.submit(pages_beside, place, key)
        pool.shutdown(wait=False)

    def settle(self) -> None:
        """Waits until all are seen.

        Raises:
            Damaged: some are not as they were written.
        """
        if findings := self._found.result():
            raise Damaged(self._place, findings)


def open_file(
    place: Path, ask: Ask | None, *, settles: bool = True
) -> tuple[Key | None, Connection]:
    """The key of a study file and a connection to it, after the checks of every opening.

    An older schema is left as it is; see `is_older`. Without `settles` the pages of an encrypted
    file are still being looked through: `pages_of` gives what to wait for.

    Raises:
        UserError: not there, not a study, wrong passphrase, made by a newer version, hostile.
        Damaged: it is a study, but its content is not as it was written.
    """
    key = key_of(place, ask)
    return key, open_again(place, key, settles=settles)


def key_of(place: Path, ask: Ask | None) -> Key | None:
    """The key that opens a study file, None where it is plain.

    Raises:
        UserError: not there, not a study, wrong passphrase.
    """
    return _key(place, read_header(place), ask)


def open_again(place: Path, key: Key | None, *, settles: bool = True) -> Connection:
    """A connection to a study file whose key is known, after the same checks."""
    _compare_salt(place, key)
    connection = sql_connection(place, key)
    try:
        with told(place), reading(connection):
            _refuse_strangers(connection, place)
        pages = None if key is None else PageCheck(place, key)
        try:
            with told(place), reading(connection):
                _look(connection, place, encrypted=key is not None)
        except UserError:
            if pages is not None:
                pages.settle()  # what is wrong with a page says more
            raise
        if pages is not None and settles:
            pages.settle()
    except BaseException:
        hang_up(connection)
        raise
    connection.info[_PAGES] = None if settles else pages
    return connection


def pages_of(connection: Connection) -> PageCheck | None:
    """What is still to be waited for before anything is written."""
    pages: PageCheck | None = connection.info.pop(_PAGES, None)
    return pages


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


def key_by(place: Path, passphrase: str | None) -> Key | None:
    """The same by a passphrase that is known; errors as `key_of`."""
    return key_of(place, lambda: passphrase)


def _key(place: Path, header: Header, ask: Ask | None) -> Key | None:
    """The key that opens the file, None where it is plain."""
    if not header.encrypted:
        return None
    if len(set(header.salt)) == 1:  # zeros, say: nobody is to doubt the passphrase for that
        raise Damaged(place, ["its beginning is lost"])
    passphrase = ask() if ask is not None else None
    if not passphrase:
        raise UserError("encrypted", str(place), "give the passphrase")
    faults = set()
    for key, fault in candidates(passphrase, header.salt, PROFILES):
        if _fits(place, key):
            return key
        if opens_some(place, key):  # nobody is to doubt the passphrase for that either
            raise Damaged(place, ["page 1 is not as it was written"])
        faults.add(fault)
    fault = max(faults)
    raise WrongPassphrase(
        f"wrong passphrase ({fault})" if fault else "wrong passphrase, or not a study file",
        str(place),
        "type it again" if fault else "try the passphrase again; upper and lower case differ",
    )


def candidates(
    passphrase: str, salt: bytes, profiles: Sequence[Profile]
) -> Iterator[tuple[Key, str]]:
    """The keys that what was typed may stand for, one after the other.

    With each what is wrong with it as a recovery key; a whole one is tried first, since nobody
    has such a passphrase by chance.
    """
    typed = recovery_key.typed(passphrase)
    if typed.raw is not None:
        yield of_raw(typed.raw, salt), ""
    for profile in profiles:
        yield derive(passphrase, salt, profile), typed.fault


def knows(key: Key, passphrase: str) -> bool:
    """Whether somebody knows the passphrase of a file, or its recovery key."""
    return any(
        hmac.compare_digest(each.raw, key.raw)
        for each, _ in candidates(passphrase, key.salt, PROFILES)
    )


def _fits(place: Path, key: Key) -> bool:
    """Whether a file opens with a key.

    Raises:
        Damaged: it may be of this key, but cannot be read.
    """
    try:
        hang_up(sql_connection(place, key))
    except Damaged as error:
        if code_of(error.__cause__ or error) != NOTADB:
            raise
        return False
    return True


def _look(connection: Connection, place: Path, *, encrypted: bool) -> None:
    """What the file holds, but for the pages of an encrypted one."""
    findings = [] if encrypted else page_findings(connection, encrypted=False)
    findings = findings or reference_findings(connection) + head_findings(connection)
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


def sound_findings(connection: Connection, place: Path, key: Key | None) -> list[str]:
    """Pages that are not as they were written, and references to what is not there.

    The pages of an encrypted file are looked through at the same time, on another connection.
    """
    if key is None:
        return page_findings(connection, encrypted=False) or reference_findings(connection)
    with ThreadPoolExecutor(1) as pool:
        pages = pool.submit(pages_beside, place, key)
        failed: UserError | DBAPIError | None = None
        references: list[str] = []
        try:
            references = reference_findings(connection)
        except (UserError, DBAPIError) as error:
            failed = error
        findings = pages.result()
    if not findings and failed is not None:
        raise failed
    return findings or references


def pages_beside(place: Path, key: Key) -> list[str]:
    """Pages of an encrypted file that are not as they were written, by another connection."""
    connection = sql_connection(place, key)
    try:
        with told(place), reading(connection):
            return page_findings(connection, encrypted=True)
    finally:
        hang_up(connection)


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
