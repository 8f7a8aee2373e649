"""Putting work together that was done apart: a union of what was written, whatever the order.

Each write of a coder's record is a node that names the node before it. What stands under a
record's id follows from the set of its nodes alone: no clock, no name and no order of arrival
decides. So merging is idempotent, commutative and associative.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import NAMESPACE_OID, uuid5

from annotator.domain.ids import Id

GONE = ""
"""The digest of a record that was deleted."""

KEPT_ONCE = frozenset({"assignment"})
"""Kinds of which two states are not both kept: what is done is done once, wherever it was done."""


class Node(NamedTuple):
    """One state of one record, as somebody wrote it.

    Attributes:
        hash: of all the rest; the node's name.
        parent: hash of the state before; empty for the first.
        depth: how many states there are up to this one.
        digest: hash of what the record says; `GONE` where it was deleted.
    """

    kind: str
    record_id: Id
    hash: str
    parent: str
    depth: int
    digest: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What follows from the nodes of one record.

    Attributes:
        stands: the state under the record's own id; it may be a deletion.
        kept: states that were written beside it and say something else, each under an id of
            its own.
        outdone: of a kind of which two are not kept, states that say something else and could
            stand as well.
        edit_beats_deletion: somebody deleted it where another went on with it.
    """

    stands: Node
    kept: tuple[tuple[Id, Node], ...] = ()
    outdone: tuple[Node, ...] = ()
    edit_beats_deletion: bool = False


def first(kind: str, record_id: Id, digest: str) -> Node:
    """The node of a record that nothing came before."""
    return _node(kind, record_id, None, digest)


def after(former: Node, digest: str) -> Node:
    """The node of the next state of the same record."""
    return _node(former.kind, former.record_id, former, digest)


def _node(kind: str, record_id: Id, former: Node | None, digest: str) -> Node:
    parent, depth = ("", 1) if former is None else (former.hash, former.depth + 1)
    named = f"{kind}\n{record_id}\n{parent}\n{depth}\n{digest}"
    return Node(kind, record_id, sha256(named.encode()).hexdigest(), parent, depth, digest)


def is_whole(node: Node) -> bool:
    """Whether a node's name is that of what it says."""
    named = f"{node.kind}\n{node.record_id}\n{node.parent}\n{node.depth}\n{node.digest}"
    return sha256(named.encode()).hexdigest() == node.hash


def settled(
    nodes: Iterable[Node], unfit: Container[str] = (), done: Container[str] = ()
) -> Settled:
    """What stands of one record, by all nodes of it that are known.

    Of the states that nobody went on from, one that can stand comes before one that cannot, one
    that is not deleted before one that is, and one that says that the work is done before one
    that does not; then the one with most states before it, then the one of the greater hash
    stands. The others are kept beside it where they say something else.

    Args:
        nodes: all of them.
        unfit: hashes of states that cannot stand in the study. Where no other is left, the
            greatest of these is given as what stands, and the caller puts nothing for it.
        done: hashes of states that say that the work is done.

    >>> one = first("moment", "m", "a")
    >>> both = settled([one, after(one, "b"), after(one, "c")])
    >>> both.stands.digest in "bc", len(both.kept)
    (True, 1)
    >>> settled([one, after(one, GONE), after(one, "c")]).stands.digest
    'c'
    >>> work = first("assignment", "a", "to do")
    >>> gone_on, finished = after(after(work, "begun"), "paused"), after(work, "done")
    >>> every = [work, after(work, "begun"), gone_on, finished]
    >>> settled(every, done=[finished.hash]).stands.digest
    'done'
    """
    every = leaves_of(nodes, done)
    fit = [each for each in every if each.hash not in unfit]
    stands = (fit or every)[0]
    said = {stands.digest, GONE}
    others: list[Node] = []
    for leaf in fit[1:]:
        if leaf.digest not in said:
            said.add(leaf.digest)
            others.append(leaf)
    beaten = stands.digest != GONE and any(each.digest == GONE for each in every)
    if stands.kind in KEPT_ONCE:
        return Settled(stands, outdone=tuple(others), edit_beats_deletion=beaten)
    kept = tuple((kept_id(each), each) for each in others)
    return Settled(stands, kept, edit_beats_deletion=beaten)


def leaves_of(nodes: Iterable[Node], done: Container[str] = ()) -> list[Node]:
    """The states that nobody went on from; the one that would stand comes first."""
    every = set(nodes)
    former = {each.parent for each in every}

    def rank(node: Node) -> tuple[bool, bool, int, str]:
        return node.digest != GONE, node.hash in done, node.depth, node.hash

    return sorted((each for each in every if each.hash not in former), key=rank, reverse=True)


def ended_beside(nodes: Iterable[Node], stands: Node) -> list[tuple[Node, Node]]:
    """States that the study leaves behind as it goes on from the one that stands, and their ends.

    It does so of what is kept once: the study goes on knowing of both, so that a state which it
    has set back itself does not come up again.
    """
    if stands.kind not in KEPT_ONCE:
        return []
    left = (each for each in leaves_of(nodes) if each != stands and each.digest != GONE)
    return [(each, after(each, GONE)) for each in left]


def kept_id(node: Node) -> Id:
    """The id under which a state is kept beside the one that stands: its record's and its own."""
    return kept_id_of(node.hash)


def kept_id_of(hash_: str) -> Id:
    """The same of a state of which only the hash is known."""
    return str(uuid5(NAMESPACE_OID, hash_))


def other_id(coder_id: Id, record_id: Id) -> Id:
    """Where a coder's record stands whose id is that of another coder's record too."""
    return str(uuid5(NAMESPACE_OID, f"{coder_id}\n{record_id}"))


def place_of(coder_id: Id, record_id: Id, coders: Iterable[Id]) -> Id:
    """The id of a coder's record in the study, where these coders have one under that id.

    Which of them came first does not count, so that it is the same in whatever order they come.

    >>> place_of("b", "m", ["b"]) == place_of("a", "m", "ab") == "m"
    True
    >>> place_of("b", "m", "ab") == other_id("b", "m")
    True
    """
    return record_id if coder_id == min(coders) else other_id(coder_id, record_id)


def by_record(nodes: Iterable[Node]) -> dict[tuple[str, Id], list[Node]]:
    """Nodes by kind and id of their record."""
    found: dict[tuple[str, Id], list[Node]] = defaultdict(list)
    for node in nodes:
        found[node.kind, node.record_id].append(node)
    return found


# What a record says --------------------------------------------------------------------------


def digest_of(record: Any) -> str:
    """The digest of what a record says: all of it but its id.

    A field that stands at its default is not part of it, so that a field which a later version
    adds changes no digest.
    """
    kind = type(record)
    return digest_of_values(kind, {name: getattr(record, name) for name in _fields(kind)[0]})


def digest_of_values(kind: type[Any], values: Mapping[str, Any]) -> str:
    """The same of a record of a kind that is given as values, as the journal has it."""
    text = _ENCODER.encode(said_of(kind, values))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def said_of(kind: type[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What of a record's values its digest is of."""
    said = dict(values)
    said.pop("id", None)
    for name, default in _fields(kind)[1]:
        value = said.get(name, MISSING)
        if value is default or (value is not MISSING and _is_usual(value, default)):
            del said[name]
    return said


def _is_usual(value: Any, default: Any) -> bool:
    """Whether a value is a field's default, or a list of nothing where that is a tuple."""
    return (value == default and type(value) is type(default)) or (default == () and not value)


_FIELDS: dict[type[Any], tuple[list[str], list[tuple[str, Any]]]] = {}


def _fields(kind: type[Any]) -> tuple[list[str], list[tuple[str, Any]]]:
    """The names of a class's fields, and of those that have a default the name with it."""
    if kind not in _FIELDS:
        every = [(each.name, each.default) for each in fields(kind)]
        usual = [each for each in every if each[1] is not MISSING]
        _FIELDS[kind] = [name for name, _ in every], usual
    return _FIELDS[kind]


def plain(value: object) -> object:
    """What JSON cannot hold by itself: records as their fields, days in ISO form."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    isoformat = getattr(value, "isoformat", None)
    if isoformat is not None:
        return isoformat()
    raise TypeError(type(value).__name__)


_ENCODER = json.JSONEncoder(
    default=plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
)
