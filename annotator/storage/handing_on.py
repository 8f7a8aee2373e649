"""The states of a coder's records as they go along with handed-out work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
from annotator.storage import kept, lineage, schema
from annotator.storage.lineage import Key
from annotator.storage.rows import CODERS_KINDS, codec_of


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
