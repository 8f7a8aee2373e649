"""One replacement, written: checked against what stands there, then row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from annotator.domain.edits import Record, Replace, owner_of
from annotator.domain.errors import Stale, UserError
from annotator.domain.study import Study
from annotator.domain.transcript import Transcript, text_sha256
from annotator.storage import schema, search
from annotator.storage.journal import Touched
from annotator.storage.rows import CODECS, codec_of
from annotator.storage.rows.codec import Codec, Part
from annotator.storage.rows.loading import load_many, load_one
from annotator.storage.rows.parting import put_parts

_AT_ONCE = 500
"""How many records one statement asks for."""


def write(connection: Connection, change: Replace) -> Touched:
    """Kind, id and new revision of the record that was written.

    Raises:
        Stale: the record is not as the edit expects it; nothing was written.
        UserError: what may never be done to this kind of record.
    """
    codec = codec_of(change.record)
    _refuse(connection, change)
    if load_one(connection, codec, change.record.id) != change.before:
        raise stale(codec)
    renews = not search.same_words(change.before, change.after)
    if change.before is not None and renews:
        search.leave(connection, change.before)
    revision = _write_rows(connection, codec, change)
    if change.after is not None and renews:
        search.enter(connection, change.after)
    return codec.kind, change.record.id, revision


def write_several(connection: Connection, changes: Sequence[Replace]) -> list[Touched]:
    """The same of changes of different records; rows that change by themselves go together.

    Returns:
        Those first, by kind; errors as `write`.
    """
    by_kind: dict[str, list[Replace]] = defaultdict(list)
    others: list[Replace] = []
    for each in changes:
        codec = codec_of(each.record)
        (by_kind[codec.kind] if _is_of_one_row(codec, each) else others).append(each)
    touched: list[Touched] = []
    for kind, own in by_kind.items():
        for at in range(0, len(own), _AT_ONCE):
            touched += _rewrite(connection, CODECS[kind], own[at : at + _AT_ONCE])
    return touched + [write(connection, each) for each in others]


def _is_of_one_row(codec: Codec, change: Replace) -> bool:
    """Whether a record only changes in its own row, of which nobody else need be told."""
    before, after = change.before, change.after
    if before is None or after is None or isinstance(before, Study | Transcript):
        return False
    keeps_words = not search.has_words(codec.record) or search.same_words(before, after)
    return keeps_words and all(
        _numbered(part, before) == _numbered(part, after) for part in codec.parts
    )


def _rewrite(connection: Connection, codec: Codec, changes: Sequence[Replace]) -> list[Touched]:
    """Writes the own rows of records anew, and nothing else of them."""
    table = codec.table
    ids = [each.record.id for each in changes]
    standing = {each.id: each for each in load_many(connection, codec, ids)}
    if any(standing.get(each.record.id) != each.before for each in changes):
        raise stale(codec)
    chosen = select(table.c.id, table.c.revision).where(table.c.id.in_(ids))
    revisions = {row[0]: row[1] + 1 for row in connection.execute(chosen)}
    rows = [
        {
            **codec.cells(each.record),
            "owner": owner_of(each.record),
            "revision": revisions[each.record.id],
            "own": each.record.id,
        }
        for each in changes
    ]
    connection.execute(update(table).where(table.c.id == bindparam("own")), rows)
    return [(codec.kind, each, revisions[each]) for each in ids]


def stale(codec: Codec) -> Stale:
    """What is raised where a record of a kind is not as it is expected."""
    return Stale(
        f"this {codec.kind} was changed by somebody else in the meantime",
        hint="look at it as it is now, then do it again",
    )


def _refuse(connection: Connection, change: Replace) -> None:
    """Stops what no caller may ask for."""
    before, after = change.before, change.after
    if isinstance(before, Study) and after is None:
        raise UserError("a study file keeps its study")
    if isinstance(after, Study) and before is None and _count(connection):
        raise UserError("a study file holds one study", hint="make another file for this one")
    if not isinstance(after, Transcript):
        return
    if isinstance(before, Transcript) and before.text != after.text:
        raise ValueError("the text of a transcript is never changed: make a new version")
    if after.sha256 != text_sha256(after.text):
        raise ValueError("the SHA-256 of a transcript is not that of its text")


def _count(connection: Connection) -> int:
    """How many studies the file holds: none only while it is made."""
    return int(connection.execute(select(func.count()).select_from(schema.study)).scalar_one())


def _write_rows(connection: Connection, codec: Codec, change: Replace) -> int:
    before, after = change.before, change.after
    if after is None:
        assert before is not None
        _write_parts(connection, codec, before.id, before, None)
        return _bury(connection, codec, before)
    cells = {**codec.cells(after), "owner": owner_of(after)}
    if before is None:
        revision = _dug_up(connection, codec, after) + 1
        connection.execute(insert(codec.table), {**cells, "revision": revision})
    else:
        revision = _revision(connection, codec, after) + 1
        own = update(codec.table).where(codec.table.c.id == after.id)
        connection.execute(own, {**cells, "revision": revision})
    _write_parts(connection, codec, after.id, before, after)
    return revision


def _revision(connection: Connection, codec: Codec, record: Record) -> int:
    table = codec.table
    chosen = select(table.c.revision).where(table.c.id == record.id)
    return int(connection.execute(chosen).scalar_one())


def _bury(connection: Connection, codec: Codec, record: Record) -> int:
    """Deletes the record's row and keeps its revision, so that it can come back as newer."""
    revision = _revision(connection, codec, record) + 1
    connection.execute(delete(codec.table).where(codec.table.c.id == record.id))
    connection.execute(insert(schema.tombstones), _stone(codec, record, revision))
    return revision


def _stone(codec: Codec, record: Record, revision: int) -> dict[str, Any]:
    return {"kind": codec.kind, "id": record.id, "revision": revision, "owner": owner_of(record)}


def _dug_up(connection: Connection, codec: Codec, record: Record) -> int:
    """The revision under a record's tombstone, which is taken away; 0 where it has none."""
    stones = schema.tombstones
    own = (stones.c.kind == codec.kind) & (stones.c.id == record.id)
    revision = connection.execute(select(stones.c.revision).where(own)).scalar()
    if revision is None:
        return 0
    connection.execute(delete(stones).where(own))
    return int(revision)


def _write_parts(
    connection: Connection,
    codec: Codec,
    record_id: str,
    before: Record | None,
    after: Record | None,
) -> None:
    """Rows of parts that differ: those gone first, children last to come and first to go."""
    steps: list[tuple[Part, set[tuple[Any, ...]], list[tuple[Any, ...]]]] = []
    for part in codec.parts:
        old = set() if before is None else _numbered(part, before)
        new = set() if after is None else _numbered(part, after)
        steps.append((part, old - new, sorted(new - old, key=lambda row: int(row[0]))))
    for part, gone, _ in reversed(steps):
        if gone:
            _delete(connection, part, record_id, gone)
    for part, _, come in steps:
        if come:
            names = (part.parent, "position", *part.columns)
            rows = [dict(zip(names, (record_id, *row), strict=True)) for row in come]
            owner = owner_of(after) if after is not None else None
            put_parts(connection, part.table, rows, [owner] * len(rows))


def _numbered(part: Part, record: Record) -> set[tuple[Any, ...]]:
    return {(position, *cells) for position, cells in enumerate(part.cells(record))}


def _delete(connection: Connection, part: Part, record_id: str, rows: set[tuple[Any, ...]]) -> None:
    own = delete(part.table).where(
        part.parent_column == bindparam("record_id"),
        part.table.c.position == bindparam("place"),
    )
    connection.execute(own, [{"record_id": record_id, "place": row[0]} for row in rows])
