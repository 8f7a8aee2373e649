"""A coder's records as they go along with handed-out work: under the coder's own ids, as they are.

What is handed out tells nothing of others. Where a script gave records of two coders one id, one
of them stands in the study under another id: its coder gets it back under the one that the coder
knows, or the other id would say that somebody else has that one too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from annotator.domain.edits import Record
from annotator.domain.ids import Id
from annotator.domain.merging import (
    GONE,
    Node,
    after,
    digest_of,
    ended_beside,
    first,
    kept_id,
    leaves_of,
)
from annotator.domain.moment import Pairing
from annotator.storage import kept, lineage, schema
from annotator.storage.lineage import Key
from annotator.storage.rows import CODERS_KINDS, codec_of


def as_known(connection: Connection, held: Sequence[Record], coder_id: Id) -> list[Record]:
    """What a file is to hold, with the coder's records under the ids that their coder knows.

    Args:
        connection: of the study, in a transaction.
        held: records as they stand in the study.
        coder_id: for whom it is.
    """
    own_ids = _own_ids(connection, held, coder_id)
    return [_named(each, own_ids) for each in held] if own_ids else list(held)


def states_of(connection: Connection, held: Sequence[Record], coder_id: Id) -> list[Node]:
    """The states of a coder's records that are handed out, each record's up to where it is."""
    own = {(codec_of(each).kind, each.id): each for each in held}
    own = {key: each for key, each in own.items() if key[0] in CODERS_KINDS}
    for key in own:
        if lineage.is_derived(key[1]) and not lineage.known_of(connection, [key]):
            _part(connection, key)
    return [
        node
        for key, record in own.items()
        for node in _states(connection, key, coder_id, digest_of(record))
    ]


def _own_ids(connection: Connection, held: Sequence[Record], coder_id: Id) -> dict[Key, Id]:
    """By kind and id in the study the id that the coder knows, where that is another one."""
    keys = {(codec_of(each).kind, each.id) for each in held}
    others = {
        (kind, place_id): record_id
        for (kind, record_id, whose), place_id in kept.other_ids(connection).items()
        if whose == coder_id and (kind, place_id) in keys and (kind, record_id) not in keys
    }
    apart = lineage.known_of(connection, others)  # handed out so before: a record of its own
    return {key: own for key, own in others.items() if key not in apart}


def _named(record: Record, own_ids: Mapping[Key, Id]) -> Record:
    kind = codec_of(record).kind
    if isinstance(record, Pairing):
        ids = (own_ids.get(("moment", each), each) for each in record.moment_ids)
        record = replace(record, moment_ids=tuple(ids))
    own_id = own_ids.get((kind, record.id))
    return record if own_id is None else replace(record, id=own_id)


def _states(connection: Connection, key: Key, coder_id: Id, digest: str) -> list[Node]:
    """The states of one record that lead to the one in which it is handed out, or to an end.

    What was not known yet is put into the lineage: the record's first state, or what somebody
    made of it in the study itself.
    """
    kind, record_id = key
    known = lineage.known_of(connection, [key]).get(key, {}).get(coder_id)
    if known is None:
        node = first(kind, record_id, digest)
        lineage.add(connection, [(node, digest, coder_id)])
        return [node]
    nodes = dict(known.nodes)
    standing = known.places(record_id)[record_id]
    for former, end in ended_beside(known.nodes.values(), standing):  # its coder goes on from here
        nodes[end.hash] = end
        lineage.replace_placed(connection, {former.hash: None})
        lineage.add(connection, [(end, GONE, coder_id)])
        kept.let_go(connection, [former.hash])
    if known.placed[standing.hash] != digest:
        lineage.replace_placed(connection, {standing.hash: None})
        standing = after(standing, digest)
        nodes[standing.hash] = standing
        lineage.add(connection, [(standing, digest, coder_id)])
    return _up_to(nodes, standing)


def _up_to(nodes: Mapping[str, Node], standing: Node) -> list[Node]:
    """A state and those before it, and of those beside it the ones that came to an end.

    Any other was written beside it and may stand some day; it is not what the coder gets.
    """
    led: dict[str, Node] = {}
    ends = [each for each in leaves_of(nodes.values()) if each.digest == GONE]
    for leaf in (standing, *ends):
        node: Node | None = leaf
        while node is not None and node.hash not in led:
            led[node.hash] = node
            node = nodes.get(node.parent)
    return list(led.values())


def _part(connection: Connection, key: Key) -> None:
    """Ends the branch of another record whose last state stands under this id.

    It was written beside another, and is from now on a record of its own.
    """
    kind, place_id = key
    other = connection.execute(
        select(schema.other_ids.c.record_id, schema.other_ids.c.coder_id).where(
            schema.other_ids.c.id == place_id, schema.other_ids.c.kind == kind
        )
    ).first()
    for row in lineage.leaves(connection, kind):
        node = lineage.node_of(row)
        stands = row.placed != GONE and other == (row.record_id, row.coder_id)
        if kept_id(node) == place_id or stands:
            lineage.replace_placed(connection, {node.hash: None})
            lineage.add(connection, [(after(node, GONE), GONE, row.coder_id)])
