"""What stands of one record once more of its states are known, and what that changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.domain.ids import Id
from annotator.domain.merging import (
    GONE,
    KEPT_ONCE,
    Node,
    after,
    digest_of,
    ended_beside,
    first,
    kept_id,
    kept_id_of,
    leaves_of,
    settled,
)

Live = Callable[[Id], Any]
"""The record of this kind that stands under an id, None where none does."""

Content = Callable[[Node, Id], Any]
"""What a state says, as a record of that id; None where it is not at hand."""

Reason = Callable[[Any], str | None]
"""Why a record cannot stand in the study; None where it can."""

LEANING = frozenset({"pairing"})
"""Kinds that stand on records which may go: whether one still can is asked again."""

NOT_AT_HAND = "what it says is not in these files"


@dataclass(slots=True)
class Known:
    """What the study knows of one record.

    Attributes:
        nodes: its states by hash.
        placed: by hash of a state that nobody went on from: its digest where it was put into
            the study, `GONE` where it was not.
    """

    nodes: dict[str, Node] = field(default_factory=dict)
    placed: dict[str, str] = field(default_factory=dict)

    def places(self, record_id: Id) -> dict[Id, Node]:
        """By id in the study the state that was put there; none or a deletion for the record's."""
        leaves = leaves_of(self.nodes.values())
        put = [each for each in leaves if self.placed[each.hash] != GONE]
        return {record_id: (put or leaves)[0], **{kept_id(each): each for each in put[1:]}}

    def waits(self) -> bool:
        """Whether a state should stand and does not, since it could not so far."""
        leaves = leaves_of(self.nodes.values())
        put = [each for each in leaves if self.placed[each.hash] != GONE]
        said = {GONE, *(each.digest for each in put)}
        left = [each for each in leaves if each.digest not in said]
        return any(each.kind not in KEPT_ONCE or not put for each in left)


@dataclass(frozen=True, slots=True)
class Aside:
    """One state that cannot stand.

    Attributes:
        record_id: under which it would.
        says: the record, where that is known.
    """

    node: Node
    record_id: Id
    why: str
    says: Any


@dataclass(slots=True)
class Resolved:
    """What becomes of one record.

    Attributes:
        before, stands: records by id, as they were and as they shall be; `stands` lacks those
            that go.
        nodes: states that are new to the study, each with what is put for it; None for those
            that somebody went on from.
        placed: the same of states that were known, where it changes.
        aside: states that cannot stand.
        outdone: states that could stand and do not, since of their kind one is kept: they are
            not lost, for what stands instead may be reopened.
        beside: ids under which a state newly stands beside the record's own.
        edit_beats_deletion: see `Settled`.
    """

    before: dict[Id, Any] = field(default_factory=dict)
    stands: dict[Id, Any] = field(default_factory=dict)
    nodes: list[tuple[Node, str | None]] = field(default_factory=list)
    placed: dict[str, str | None] = field(default_factory=dict)
    aside: list[Aside] = field(default_factory=list)
    outdone: list[Aside] = field(default_factory=list)
    beside: list[Id] = field(default_factory=list)
    edit_beats_deletion: bool = False


def resolve(
    key: tuple[str, Id],
    known: Known,
    incoming: Mapping[str, Node],
    *,
    live: Live,
    content: Content,
    reason: Reason,
) -> Resolved:
    """What stands of a record by what the study knows and what comes in.

    It follows from all the states, from what they say and from what can stand: not from what
    stood before. A state that cannot stand leaves its place to the next that can.

    Args:
        key: kind and id of the record.
        known: what the study knows of it.
        incoming: states that come in, by hash.
        live: what stands in the study now.
        content: what a state says that comes in, or that is kept.
        reason: why a record cannot stand.
    """
    kind, record_id = key
    done = Resolved()
    nodes = dict(known.nodes)
    _take_own_work(key, known, nodes, live, done)
    nodes.update(incoming)
    found, unfit = _weighed(key, nodes.values(), done, content, reason)
    finished = {hash_ for hash_, made in found.items() if _is_done(made)}
    now = settled(nodes.values(), unfit, finished)
    has_one = now.stands.digest != GONE and now.stands.hash not in unfit
    done.edit_beats_deletion = (
        has_one
        and now.edit_beats_deletion
        and _is_deletion(key, known, nodes.values(), live, done.before)
    )
    wanted = {record_id: now.stands, **dict(now.kept)} if has_one else {}
    for place_id, leaf in wanted.items():
        if place_id not in done.before:
            done.before[place_id] = live(place_id)
        done.stands[place_id] = _named(found[leaf.hash], place_id)
        if place_id != record_id and done.before[place_id] is None:
            done.beside.append(place_id)
    for hash_, why in unfit.items():
        if has_one and kind in KEPT_ONCE and why == NOT_AT_HAND:
            continue  # left behind by a version of the program that kept no such state
        node = nodes[hash_]
        own = kept_id(node) if has_one or done.aside else record_id
        done.aside.append(Aside(node, own, why, _named(found[hash_], own)))
    done.outdone = [
        Aside(each, record_id, "", _named(found[each.hash], record_id)) for each in now.outdone
    ]
    placed = {leaf.hash: leaf.digest for leaf in wanted.values()}
    _note(known, nodes, placed, done)
    return done


def _weighed(
    key: tuple[str, Id], nodes: Iterable[Node], done: Resolved, content: Content, reason: Reason
) -> tuple[dict[str, Any], dict[str, str]]:
    """What the states say that nobody went on from, and why those cannot stand that cannot."""
    kind, record_id = key
    says = {_says(each): each for each in done.before.values() if each is not None}
    found: dict[str, Any] = {}
    unfit: dict[str, str] = {}
    for leaf in leaves_of(nodes):
        if leaf.digest == GONE:
            continue
        standing = says.get(leaf.digest)
        made = content(leaf, record_id) if standing is None else standing
        found[leaf.hash] = made
        if made is None:
            unfit[leaf.hash] = NOT_AT_HAND
        elif standing is None or kind in LEANING:
            why = reason(made)
            if why is not None:
                unfit[leaf.hash] = why
    return found, unfit


def _is_deletion(
    key: tuple[str, Id], known: Known, nodes: Iterable[Node], live: Live, before: Mapping[Id, Any]
) -> bool:
    """Whether a state that says nothing was deleted, and no other end was put to it.

    What stood beside another and was handed out anew is a record of its own since; and of what
    is kept once the study leaves all others behind.
    """
    kind, record_id = key
    if kind in KEPT_ONCE:
        return bool(known.nodes) and before[record_id] is None
    gone = (each for each in leaves_of(nodes) if each.digest == GONE)
    return any(live(kept_id_of(each.parent)) is None for each in gone)


def _take_own_work(
    key: tuple[str, Id], known: Known, nodes: dict[str, Node], live: Live, done: Resolved
) -> None:
    """What was done in the study itself since the last merge is a state too."""
    kind, record_id = key
    if not known.nodes:
        done.before[record_id] = live(record_id)
        if done.before[record_id] is not None:
            node = first(kind, record_id, _says(done.before[record_id]))
            nodes[node.hash] = node
        return
    for place_id, leaf in known.places(record_id).items():
        done.before[place_id] = live(place_id)
        says = _says(done.before[place_id])
        if says != (leaf.digest if known.placed[leaf.hash] != GONE else GONE):
            node = after(leaf, says)
            nodes[node.hash] = node
            for _, end in ended_beside(known.nodes.values(), leaf):
                nodes[end.hash] = end


def _note(known: Known, nodes: dict[str, Node], placed: Mapping[str, str], done: Resolved) -> None:
    """Keeps the new states, and for each that nobody went on from what was put for it."""
    former = {each.parent for each in nodes.values()}
    for node in nodes.values():
        value = None if node.hash in former else placed.get(node.hash, GONE)
        if node.hash not in known.nodes:
            done.nodes.append((node, value))
        elif known.placed.get(node.hash) != value:
            done.placed[node.hash] = value


def _named(record: Any, record_id: Id) -> Any:
    return record if record is None or record.id == record_id else replace(record, id=record_id)


def _is_done(record: Any) -> bool:
    """Whether a record says that work is done."""
    return getattr(record, "progress", None) == "done"


def _says(record: Any) -> str:
    return GONE if record is None else digest_of(record)
