"""What stands of one record once more of its states are known, and what that changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.domain.ids import Id
from annotator.domain.merging import GONE, Node, after, digest_of, first, settled

Live = Callable[[Id], Any]
"""The record of this kind that stands under an id, None where none does."""

Content = Callable[[Node, Id], Any]
"""What a state says, as a record of that id; None where it is not at hand."""

Reason = Callable[[Any], str | None]
"""Why a record cannot stand in the study; None where it can."""


@dataclass(slots=True)
class Known:
    """What the study knows of one record.

    Attributes:
        nodes: its states by hash.
        placed: by hash of a state that nobody went on from: the digest of what was put into
            the study for it, `GONE` where nothing was.
    """

    nodes: dict[str, Node] = field(default_factory=dict)
    placed: dict[str, str] = field(default_factory=dict)

    def waits(self) -> bool:
        """Whether a state should stand and does not, since it could not so far."""
        if not self.nodes:
            return False
        now = settled(self.nodes.values())
        leaves = (now.stands, *(leaf for _, leaf in now.kept))
        return any(each.digest not in (GONE, self.placed[each.hash]) for each in leaves)


@dataclass(slots=True)
class Resolved:
    """What becomes of one record.

    Attributes:
        before, stands: records by id, as they were and as they shall be; `stands` lacks those
            that go.
        nodes: states that are new to the study, each with what is put for it; None for those
            that somebody went on from.
        placed: the same of states that were known, where it changes.
        aside: ids of what cannot stand, with the reason and what it says, where that is known.
        beside: ids under which a state newly stands beside the record's own.
        edit_beats_deletion: see `Settled`.
    """

    before: dict[Id, Any] = field(default_factory=dict)
    stands: dict[Id, Any] = field(default_factory=dict)
    nodes: list[tuple[Node, str | None]] = field(default_factory=list)
    placed: dict[str, str | None] = field(default_factory=dict)
    aside: list[tuple[Id, str, Any]] = field(default_factory=list)
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

    Args:
        key: kind and id of the record.
        known: what the study knows of it.
        incoming: states that come in, by hash.
        live: what stands in the study now.
        content: what a state that comes in says.
        reason: why a record cannot stand.
    """
    _, record_id = key
    done = Resolved()
    nodes = dict(known.nodes)
    _take_own_work(key, known, nodes, live, done)
    nodes.update(incoming)
    now = settled(nodes.values())
    done.edit_beats_deletion = now.edit_beats_deletion
    wanted = dict(now.kept)
    if now.stands.digest != GONE:
        wanted = {record_id: now.stands, **wanted}
    placed: dict[str, str] = {}
    for place_id, leaf in wanted.items():
        if place_id not in done.before:
            done.before[place_id] = live(place_id)
        placed[leaf.hash] = _put(place_id, leaf, done, content, reason)
        is_new = done.before[place_id] is None and place_id in done.stands
        if place_id != record_id and is_new:
            done.beside.append(place_id)
    _note(known, nodes, placed, done)
    return done


def _take_own_work(
    key: tuple[str, Id], known: Known, nodes: dict[str, Node], live: Live, done: Resolved
) -> None:
    """What was done in the study itself since the last merge is a state too."""
    kind, record_id = key
    done.before[record_id] = live(record_id)
    if known.nodes:
        former = settled(known.nodes.values())
        for place_id, leaf in ((record_id, former.stands), *former.kept):
            if place_id != record_id:
                done.before[place_id] = live(place_id)
            says = _says(done.before[place_id])
            if says != known.placed[leaf.hash]:
                node = after(leaf, says)
                nodes[node.hash] = node
    elif done.before[record_id] is not None:
        node = first(kind, record_id, _says(done.before[record_id]))
        nodes[node.hash] = node


def _put(place_id: Id, leaf: Node, done: Resolved, content: Content, reason: Reason) -> str:
    """Puts a state where it stands, if it can; what stood there stays where it cannot.

    Returns:
        The digest of what stands there then.
    """
    standing = done.before[place_id]
    if _says(standing) == leaf.digest:
        done.stands[place_id] = standing
        return leaf.digest
    made = content(leaf, place_id)
    if made is None:
        same = (each for each in done.before.values() if _says(each) == leaf.digest)
        found = next(same, None)
        made = None if found is None else replace(found, id=place_id)
    why = "what it says is not in these files" if made is None else reason(made)
    if why is None:
        done.stands[place_id] = made
        return leaf.digest
    done.aside.append((place_id, why, made))
    if standing is not None:
        done.stands[place_id] = standing
    return _says(standing)


def _note(known: Known, nodes: dict[str, Node], placed: Mapping[str, str], done: Resolved) -> None:
    """Keeps the new states, and for each that nobody went on from what was put for it."""
    former = {each.parent for each in nodes.values()}
    for node in nodes.values():
        value = None if node.hash in former else placed.get(node.hash, GONE)
        if node.hash not in known.nodes:
            done.nodes.append((node, value))
        elif known.placed.get(node.hash) != value:
            done.placed[node.hash] = value


def _says(record: Any) -> str:
    return GONE if record is None else digest_of(record)
