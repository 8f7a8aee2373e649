"""The states of coders' records that packages have brought, as the study keeps them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from annotator.domain.ids import Id
from annotator.domain.merging import GONE, Node, kept_id
from annotator.domain.resolving import Known
from annotator.storage import schema
from annotator.storage.rows.inserting import insert_columns

Key = tuple[str, Id]
"""Kind and id of a record."""

AT_ONCE = 500
"""How many ids a statement asks for."""

_TABLE = schema.lineage
_DERIVED = "5"
"""The version of UUIDs that are made of what stands under them; all others are random."""


def known_of(connection: Connection, keys: Iterable[Key]) -> dict[Key, dict[Id, Known]]:
    """What the study knows of records, by whose they are; what it knows nothing of is left out."""
    wanted: dict[str, set[Id]] = defaultdict(set)
    for kind, record_id in keys:
        wanted[kind].add(record_id)
    found: dict[Key, dict[Id, Known]] = defaultdict(lambda: defaultdict(Known))
    for kind, ids in wanted.items():
        own = _TABLE.c.kind == kind
        for some in chunks(sorted(ids)):
            chosen = select(_TABLE).where(own, _TABLE.c.record_id.in_(some))
            for row in connection.execute(chosen):
                node = node_of(row)
                known = found[node.kind, node.record_id][row.coder_id]
                known.nodes[node.hash] = node
                if row.placed is not None:
                    known.placed[node.hash] = row.placed
    return {key: dict(own) for key, own in found.items()}


def waiting(connection: Connection) -> dict[Key, dict[Id, Known]]:
    """The records of which a state should stand and could not so far."""
    chosen = select(_TABLE.c.kind, _TABLE.c.record_id).where(
        _TABLE.c.placed == GONE, _TABLE.c.digest != GONE
    )
    rows = connection.execute(chosen.distinct()).all()
    found = known_of(connection, [(row[0], row[1]) for row in rows])
    return {
        key: waits
        for key, own in found.items()
        if (waits := {coder_id: each for coder_id, each in own.items() if each.waits()})
    }


def branch_at(connection: Connection, kind: str, place_id: Id) -> tuple[Id, Id] | None:
    """Id and coder of the record of which a state stands under an id of its own; else None."""
    if not is_derived(place_id):
        return None
    for row in leaves(connection, kind):
        if kept_id(node_of(row)) == place_id:
            return row.record_id, row.coder_id
    return None


def is_derived(record_id: Id) -> bool:
    """Whether an id was made of a state or of another id: something else may stand there too."""
    return record_id[14:15] == _DERIVED


def chunks(ids: Iterable[Id]) -> Iterator[tuple[Id, ...]]:
    """Ids in portions that one statement takes."""
    every = list(ids)
    return (tuple(every[at : at + AT_ONCE]) for at in range(0, len(every), AT_ONCE))


def add(connection: Connection, nodes: Iterable[tuple[Node, str | None, Id]]) -> None:
    """Puts states into the lineage, each with what was put into the study for it, and whose."""
    rows = sorted(  # the table is in this order
        (
            (n.hash, n.kind, n.record_id, n.parent, n.depth, n.digest, placed, coder_id)
            for n, placed, coder_id in nodes
        ),
        key=itemgetter(0),
    )
    if rows:
        names = (column.name for column in _TABLE.c)
        columns = dict(zip(names, zip(*rows, strict=True), strict=True))
        insert_columns(connection, _TABLE, columns)


def add_first(
    connection: Connection, kind: str, coder_id: Id,
    ids: Sequence[Id], hashes: Sequence[str], digests: Sequence[str],
) -> None:  # fmt: skip
    """Puts the first states of a coder's records in, each of which stands as it was written."""
    order = sorted(range(len(hashes)), key=hashes.__getitem__)  # that of the table
    said = [digests[at] for at in order]
    count = len(order)
    columns: dict[str, Sequence[Any]] = {
        "hash": [hashes[at] for at in order],
        "kind": [kind] * count,
        "record_id": [ids[at] for at in order],
        "parent": [""] * count,
        "depth": [1] * count,
        "digest": said,
        "placed": said,
        "coder_id": [coder_id] * count,
    }
    insert_columns(connection, _TABLE, columns)


def replace_placed(connection: Connection, placed: Mapping[str, str | None]) -> None:
    """Notes for known states what was put into the study for them."""
    if placed:
        own = (
            update(_TABLE).where(_TABLE.c.hash == bindparam("own")).values(placed=bindparam("put"))
        )
        connection.execute(own, [{"own": hash_, "put": value} for hash_, value in placed.items()])


def adopt(connection: Connection, coders: Mapping[str, Id]) -> None:
    """Notes whose states are of which that was not known."""
    if coders:
        own = update(_TABLE).where(_TABLE.c.hash == bindparam("own"))
        rows = [{"own": hash_, "whose": coder_id} for hash_, coder_id in coders.items()]
        connection.execute(own.values(coder_id=bindparam("whose")), rows)


def leaves(connection: Connection, kind: str) -> Sequence[Row[Any]]:
    """The states of a kind that nobody went on from."""
    chosen = select(_TABLE).where(_TABLE.c.kind == kind, _TABLE.c.placed.is_not(None))
    return connection.execute(chosen).all()


def node_of(row: Row[Any]) -> Node:
    """The state that a row of the lineage is."""
    return Node(row.kind, row.record_id, row.hash, row.parent, row.depth, row.digest)


def as_row(node: Node, coder_id: Id) -> dict[str, Any]:
    """A state as a package carries it: what was put for it is the study's matter."""
    return {
        "hash": node.hash,
        "kind": node.kind,
        "record_id": node.record_id,
        "parent": node.parent,
        "depth": node.depth,
        "digest": node.digest,
        "placed": None,
        "coder_id": coder_id,
    }
