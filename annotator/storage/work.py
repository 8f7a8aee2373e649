"""The papers of handed-out work: what was handed out, signed, and what is handed in, signed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    Table,
    Text,
    cast,
    func,
    insert,
    select,
    type_coerce,
)
from sqlcipher3 import dbapi2

from annotator.domain.codebook import Codebook
from annotator.domain.edits import Record, Replace, owner_of
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.merging import digest_of
from annotator.domain.package import Package, Work
from annotator.storage import schema
from annotator.storage.rows import CODECS, CODERS_KINDS
from annotator.storage.rows.loading import load
from annotator.storage.signing import new_pair

ANEW = "ask its coder to hand it in again, or hand the work out anew"

_MANIFEST = {
    "study": str, "package": str, "verify_key": str, "coder": str, "round": str,
    "codebook": str, "codebook_digest": str, "records": str, "lineage": str,
    "accounts": list, "made_at": str,
}  # fmt: skip
_CLOSING = {
    "schema": int, "device": str, "returned_at": str, "partial": bool, "counts": dict,
    "rows": str, "head": str,
}  # fmt: skip

_ROWS = f"json {dbapi2.sqlite_version} "
"""How a digest of rows begins that is made of them as this SQLite writes JSON."""

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?\+00:00", re.ASCII)
_DEVICE = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Papers:
    """What stands in the table `work` of a package, as text and as values."""

    manifest_text: str
    manifest: dict[str, Any]
    signature: bytes
    private: bytes
    closing_text: str | None
    closing: dict[str, Any] | None
    closing_signature: bytes | None


def papers_of(connection: Connection) -> Papers | None:
    """The papers of a package; None in a study.

    Raises:
        UserError: they cannot be read.
    """
    row = connection.execute(select(schema.work)).first()
    if row is None:
        return None
    return Papers(
        manifest_text=row.manifest,
        manifest=_values(row.manifest, _MANIFEST),
        signature=row.signature,
        private=row.private,
        closing_text=row.closing,
        closing=None if row.closing is None else _values(row.closing, _CLOSING),
        closing_signature=row.closing_signature,
    )


def _values(text: str, names: Mapping[str, type]) -> dict[str, Any]:
    """What a paper says, each value of its type."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict) or any(
        not isinstance(values.get(name), kind) for name, kind in names.items()
    ):
        raise UserError("the papers of this work cannot be read", hint=ANEW)
    return values


def altered(name: str, what: str) -> UserError:
    """The error for a file that is not as it was handed out and in."""
    return UserError(f"the file was altered ({what})", name, ANEW)


def is_time(text: str) -> bool:
    """Whether a text is a time in UTC as this program writes it.

    >>> is_time("2026-03-01T09:30:00+00:00"), is_time("yesterday")
    (True, False)
    """
    if _TIME.fullmatch(text) is None:
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_device(name: str) -> bool:
    """Whether a text is a machine's short name (see `journal.device_of`)."""
    return _DEVICE.fullmatch(name) is not None


def work_of(connection: Connection) -> Work | None:
    """What a package is; None in a study."""
    papers = papers_of(connection)
    if papers is None:
        return None
    closing = papers.closing
    return Work(
        package_id=papers.manifest["package"],
        coder_id=papers.manifest["coder"],
        round_id=papers.manifest["round"],
        handed_in=closing is not None and not closing["partial"],
    )


def refuse_others(actor: Id | None, changes: Iterable[Replace]) -> None:
    """Lets a coder write no record that is another's; the PI does what is done for all."""
    records = [each for change in changes for each in (change.before, change.after) if each]
    if actor and any(owner_of(each) not in (None, actor) for each in records):
        raise UserError(
            "this is another coder’s, and only its owner changes it",
            hint="open the study as that coder, or for everyone’s work",
        )


def refuse_foreign(work: Work, changes: Iterable[Replace]) -> None:
    """Lets only the coder write in handed-out work, in its round, and nobody once it is handed in.

    Raises:
        UserError: it is handed in, or a record is not the coder's own or of another round.
    """
    if work.handed_in:
        raise UserError(
            "this work is handed in, and is only read now", hint="the PI can hand it out anew"
        )
    both = [each for change in changes for each in (change.before, change.after)]
    records = [each for each in both if each is not None]
    if any(owner_of(each) != work.coder_id for each in records):
        raise UserError(
            "in handed-out work only its coder’s own moments, judgements and memos change",
            hint="all else is the PI’s, in the study itself",
        )
    if any(getattr(each, "round_id", work.round_id) != work.round_id for each in records):
        raise UserError(
            "in handed-out work only what is of its own round changes",
            hint="ask the PI to hand out the other round too",
        )


def refuse_other_codes(connection: Connection, changes: Iterable[Replace]) -> None:
    """Keeps the codes of a version under which work is out: it could not come back any more.

    The program makes a new version instead; undoing an older step would not. Work of which the
    same changes take back that it is out, and do not put it back, does not count.

    Raises:
        UserError: such a version would have other codes.
    """
    changes = list(changes)
    at_last = {
        each.id: change.after
        for change in changes
        for each in (change.before, change.after)
        if isinstance(each, Package)
    }
    books = {
        change.record.id
        for change in changes
        if isinstance(change.before, Codebook)
        and isinstance(change.after, Codebook)
        and change.before.sets != change.after.sets
    }
    table = schema.packages
    out = select(table.c.id).where(table.c.codebook_id.in_(books))
    taken_back = {key for key, file in at_last.items() if _book_of(file) not in books}
    if books and set(connection.execute(out).scalars()) - taken_back:
        raise UserError(
            "work was handed out with this version of the codebook, so its codes stay as they are",
            hint="change the codebook as it is now: that makes a new version",
        )


def _book_of(file: Record | None) -> Id | None:
    """Under which version of the codebook a file of work is out; None where it is not."""
    return file.codebook_id if isinstance(file, Package) else None


def study_key(connection: Connection) -> tuple[bytes, bytes]:
    """The study's key, public and private half; made where the study has none yet.

    Raises:
        UserError: this file has no private half: it is not the PI's.
    """
    table = schema.study_key
    row = connection.execute(select(table.c.public, table.c.private)).first()
    if row is not None and row.private is None:
        raise UserError(
            "this is handed-out work, which hands out nothing", hint="give the study itself"
        )
    if row is not None:
        return row.public, row.private
    public, private = new_pair()
    connection.execute(insert(table), {"only": 1, "public": public, "private": private})
    return public, private


# What the papers vouch for -------------------------------------------------------------------


def handed_digest(records: Iterable[Record]) -> str:
    """One digest of all that is the PI's in a package, in whatever order it is given."""
    lines = sorted(f"{type(each).__name__} {each.id} {digest_of(each)}" for each in records)
    return sha256("\n".join(lines).encode()).hexdigest()


def pis_records(connection: Connection) -> list[Record]:
    """All records in a file that no coder writes."""
    kinds = [kind for kind in CODECS if kind not in CODERS_KINDS]
    return [record for kind in kinds for record in load(connection, CODECS[kind])]


def lineage_digest(hashes: Iterable[str]) -> str:
    """One digest of the states with which the coder's records were handed out."""
    return sha256("\n".join(sorted(hashes)).encode()).hexdigest()


def rows_digest(connection: Connection) -> str:
    """One digest of all rows of the coder's records, and of what is deleted, as they stand.

    SQLite writes them out as JSON: so many rows cost half there of what they cost one by one.
    Digests that another version has made, or another way of making them, begin otherwise.
    """
    digest = sha256()
    for kind in CODERS_KINDS:
        codec = CODECS[kind]
        _digest_rows(connection, digest, codec.table, codec.table.c.id)
        for part in codec.parts:
            _digest_rows(connection, digest, part.table, part.parent_column, part.table.c.position)
    stones = schema.tombstones
    _digest_rows(connection, digest, stones, stones.c.kind, stones.c.id)
    return f"{_ROWS}{digest.hexdigest()}"


def can_compare_rows(closing: Mapping[str, Any]) -> bool:
    """Whether a file was handed in by a program that made its digest of rows as this one does."""
    return bool(closing["schema"] == schema.VERSION and closing["rows"].startswith(_ROWS))


def _digest_rows(connection: Connection, digest: Any, table: Table, *order: Column[Any]) -> None:
    names = [column.name for column in table.c if column.name != "seq"]
    rows = select(*(table.c[name] for name in names)).order_by(*order).subquery()
    listed = func.json_group_array(func.json_array(*(type_coerce(each, Text) for each in rows.c)))
    digest.update(f"{table.name}\n".encode())
    digest.update(connection.execute(select(cast(listed, LargeBinary))).scalar_one())


def coders_ids(connection: Connection) -> set[Id]:
    """Whose records a file holds."""
    found: set[Id] = set()
    for kind in CODERS_KINDS:
        table = CODECS[kind].table
        found.update(connection.execute(select(table.c.coder_id).distinct()).scalars())
    return found
