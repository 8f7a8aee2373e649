"""The states of coders' records that packages have brought, as the study keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from annotator.domain.ids import Id
from annotator.domain.merging import GONE, Node, after, first, kept_id, settled
from annotator.domain.resolving import Known
from annotator.storage import schema

Key = tuple[str, Id]
"""Kind and id of a record."""

AT_ONCE = 500
"""How many ids a statement asks for."""


def known_of(connection: Connection, keys: Iterable[Key]) -> dict[Key, Known]:
    """What the study knows of records; those of which it knows nothing are left out."""
    wanted = set(keys)
    table = schema.lineage
    found: dict[Key, Known] = {}
    for ids in chunks(sorted({record_id for _, record_id in wanted})):
        chosen = select(table).where(table.c.record_id.in_(ids))
        for hash_, kind, record_id, parent, depth, digest, placed in connection.execute(chosen):
            if (kind, record_id) in wanted:
                own = found.setdefault((kind, record_id), Known())
                own.nodes[hash_] = Node(kind, record_id, hash_, parent, depth, digest)
                if placed is not None:
                    own.placed[hash_] = placed
    return found


def waiting(connection: Connection, kind: str) -> list[Id]:
    """Ids of records of a kind of which a state should stand and could not so far."""
    table = schema.lineage
    chosen = select(table.c.record_id).where(
        table.c.kind == kind, table.c.placed == GONE, table.c.digest != GONE
    )
    keys = [(kind, each) for each in connection.execute(chosen.distinct()).scalars()]
    return [record_id for (_, record_id), own in known_of(connection, keys).items() if own.waits()]


def chunks(ids: Iterable[Id]) -> Iterator[tuple[Id, ...]]:
    """Ids in portions that one statement takes."""
    every = list(ids)
    return (tuple(every[at : at + AT_ONCE]) for at in range(0, len(every), AT_ONCE))


def add(connection: Connection, nodes: Iterable[tuple[Node, str | None]]) -> None:
    """Puts states into the lineage, each with what was put into the study for it."""
    rows = [
        {
            "hash": node.hash,
            "kind": node.kind,
            "record_id": node.record_id,
            "parent": node.parent,
            "depth": node.depth,
            "digest": node.digest,
            "placed": placed,
        }
        for node, placed in nodes
    ]
    if rows:
        connection.execute(insert(schema.lineage), rows)


def replace_placed(connection: Connection, placed: Mapping[str, str | None]) -> None:
    """Notes for known states what was put into the study for them."""
    table = schema.lineage
    for hash_, value in placed.items():
        own = update(table).where(table.c.hash == hash_)
        connection.execute(own, {"placed": value})


def leaf_for(connection: Connection, key: Key, digest: str) -> list[Node]:
    """All states of a record that is handed out, up to the one in which it is.

    What was not known yet is put into the lineage: the record's first state, or what somebody
    made of it in the study itself. A state that stands under an id of its own, since it was
    written beside another, is from now on a record of its own.
    """
    kind, record_id = key
    known = known_of(connection, [key]).get(key)
    if known is None:
        if record_id[14:15] == "5":  # only ids of states kept beside another are of that version
            _part(connection, key)
        node = first(kind, record_id, digest)
        add(connection, [(node, digest)])
        return [node]
    standing = standing_leaf(known)
    nodes = list(known.nodes.values())
    if known.placed[standing.hash] == digest:
        return nodes
    node = after(standing, digest)
    replace_placed(connection, {standing.hash: None})
    add(connection, [(node, digest)])
    return [*nodes, node]


def standing_leaf(known: Known) -> Node:
    """The state that stands under the record's own id."""
    return settled(known.nodes.values()).stands


def _part(connection: Connection, key: Key) -> None:
    """Ends the branch of another record whose last state stands under this id."""
    table = schema.lineage
    chosen = select(table).where(table.c.kind == key[0], table.c.placed.is_not(None))
    for hash_, kind, record_id, parent, depth, digest, _ in connection.execute(chosen).all():
        node = Node(kind, record_id, hash_, parent, depth, digest)
        if kept_id(node) == key[1]:
            replace_placed(connection, {node.hash: None})
            add(connection, [(after(node, GONE), GONE)])


def as_row(node: Node) -> dict[str, Any]:
    """A state as a package carries it: what was put for it is the study's matter."""
    return {
        "hash": node.hash,
        "kind": node.kind,
        "record_id": node.record_id,
        "parent": node.parent,
        "depth": node.depth,
        "digest": node.digest,
        "placed": None,
    }
