"""What is left of records that are lost: who names them, and what indexes and journal say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select

from annotator.domain.edits import Record
from annotator.domain.ids import Id
from annotator.domain.record_shape import is_id
from annotator.storage import schema
from annotator.storage.carving import Carved
from annotator.storage.cells import Entry
from annotator.storage.rows import CODECS
from annotator.storage.salvage import Named, Salvaged, State
from annotator.storage.shapes import named_by

KINDS = {codec.table.name: codec.kind for codec in CODECS.values()}
"""By table, the kind of its records."""

# What names a record without a foreign key.
_JUDGED, _MEMOS = schema.judgements.c, schema.memos.c
_BY_WORD = {
    "accounts": (
        select(_JUDGED.target_id).where(_JUDGED.unit.in_(("account", "bin"))),
        select(_MEMOS.about_id).where(_MEMOS.about == "account"),
    ),
    "sessions": (
        select(_JUDGED.target_id).where(_JUDGED.unit == "session"),
        select(_MEMOS.about_id).where(_MEMOS.about == "session"),
    ),
    "dyads": (
        select(_JUDGED.target_id).where(_JUDGED.unit == "dyad"),
        select(_MEMOS.about_id).where(_MEMOS.about == "dyad"),
    ),
}


class Remains:
    """What stand-ins are made from, and where they are put.

    Attributes:
        connection: to the new file.
        carved: what was read of the damaged one.
        made: how many stand-ins there are, by kind; codes, sets and scales of a codebook too.
        blanked: transcripts of whose text something is lost and stands as `BLANK`.
        unsized: those of them of which nobody knows how long they were: at least as they are.
    """

    def __init__(
        self,
        connection: Connection,
        known: Mapping[Named, State],
        carved: Carved,
        done: Salvaged,
    ) -> None:
        self.connection, self.carved = connection, carved
        self.made: Counter[str] = Counter()
        self.blanked: set[Id] = set()
        self.unsized: set[Id] = set()
        self._known, self._done = known, done
        self._said = {name: said_of(carved, name) for name in KINDS}
        self._names: dict[str, list[tuple[Table, str]]] = defaultdict(list)
        for name, table in schema.metadata.tables.items():
            for column, above in named_by(connection, name):
                self._names[above].append((table, column))

    def said(self, table: Table, record_id: Id) -> Entry:
        """What the indexes say of a record, by column."""
        return self._said[table.name].get(record_id, {})

    def ids(self, statement: Any) -> list[Any]:
        """The first cell of each row, without doublets, in order."""
        return list(dict.fromkeys(self.connection.execute(statement).scalars()))

    def only(self, statement: Any) -> Any:
        """The one value that a statement gives, None where it gives none or several."""
        found = [each for each in self.ids(statement) if each is not None]
        return found[0] if len(found) == 1 else None

    def missing(self, table: Table) -> list[Id]:
        """Records that others name and that are not there, in the order of making if known.

        What is no id was not written by this program: a plain file may hold anything.
        """
        asked = [select(own.c[column]) for own, column in self._names[table.name]]
        named: set[Id] = set()
        for statement in (*asked, *_BY_WORD.get(table.name, ())):
            named |= set(self.connection.execute(statement.distinct()).scalars())
        there = set(self.connection.execute(select(table.c.id)).scalars())
        gone = {each for each in named - there if is_id(each)}
        last = 1 << 62
        return sorted(gone, key=lambda each: (self.said(table, each).get("seq") or last, each))

    def known(self, kind: str, record_id: Id) -> Record | None:
        """A record as the journal has it; it is not in the file where another has its name."""
        state = self._known.get((kind, record_id))
        return None if state is None else state.after

    def known_ids(self, kind: str) -> list[Id]:
        """All of a kind that the journal names."""
        return [record_id for own, record_id in self._known if own == kind]

    def name(self, column: Any, wanted: object, stem: str) -> str:
        """A name that nobody has: the wanted one, if it can be, else a stem and a number."""
        taken = set(self.connection.execute(select(column)).scalars())
        if isinstance(wanted, str) and wanted:
            if wanted not in taken:
                return wanted
            stem = f"{wanted} rescued "
        number = 1
        while f"{stem}{number}" in taken:
            number += 1
        return f"{stem}{number}"

    def put(self, record: Record) -> None:
        """Writes a stand-in; its parts stand where they stood."""
        codec = CODECS[type(record).__name__.lower()]
        table, state = codec.table, self._known.get((codec.kind, record.id))
        row = {**codec.cells(record), "owner": None}
        row["revision"] = 1 if state is None else max(1, state.revision)
        seq = self.said(table, record.id).get("seq")
        if seq is not None and not self.ids(select(table.c.seq).where(table.c.seq == seq)):
            row["seq"] = seq
        stones = schema.tombstones.c
        own = (stones.kind == codec.kind) & (stones.id == record.id)
        self.connection.execute(delete(schema.tombstones).where(own))
        self.connection.execute(table.insert(), row)
        self.tell(codec.kind, record.id)

    def tell(self, kind: str, record_id: Id, what: str = "") -> None:
        """Notes that something of a record is a stand-in: it all, or what of it."""
        self.made[what or kind] += 1
        self._done.unsure.add((kind, record_id))

    def free_number(self, column: Any, *where: Any, wanted: object = None, least: int = 1) -> int:
        """The wanted number where nobody has it, else the first that is free."""
        taken = set(self.connection.execute(select(column).where(*where)).scalars())
        if isinstance(wanted, int) and wanted not in taken:
            return wanted
        return next(each for each in range(least, len(taken) + least + 1) if each not in taken)

    def next_position(self, table: Table, codebook_id: Id) -> int:
        """Behind all other rows of a codebook's part."""
        own = table.c.codebook_id == codebook_id
        last = self.connection.execute(select(func.max(table.c.position)).where(own)).scalar()
        return 0 if last is None else last + 1


def said_of(carved: Carved, name: str) -> dict[Id, Entry]:
    """What the indexes of a table say of its records, by id."""
    rows = _merged(carved.entries.get(name, ()), ("seq",))
    return {row["id"]: row for row in rows if isinstance(row.get("id"), str)}  # type: ignore[misc]


def owners_said(carved: Carved) -> dict[Named, Id | None]:
    """Whose records are, as far as an index says it."""
    said = {kind: said_of(carved, name) for name, kind in KINDS.items()}
    return {
        (kind, record_id): str(own["coder_id"])
        for kind, records in said.items()
        for record_id, own in records.items()
        if own.get("coder_id")
    }


def said_of_parts(carved: Carved, name: str) -> list[Entry]:
    """What the indexes say of the rows of a codebook's part."""
    return _merged(carved.entries.get(name, ()), ("codebook_id", "position"))


def _merged(entries: Iterable[Entry], key: Sequence[str]) -> list[Entry]:
    """What all entries of one row say together."""
    rows: dict[tuple[object, ...], Entry] = {}
    for entry in entries:
        rows.setdefault(tuple(entry.get(each) for each in key), {}).update(entry)
    return list(rows.values())
