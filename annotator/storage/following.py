"""The journal of handed-in work, followed link by link, and each record from state to state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.merging import (
    GONE,
    Node,
    after,
    digest_of_values,
    first,
    is_whole,
    said_of,
    settled,
)
from annotator.storage import journal, schema
from annotator.storage.lineage import Key
from annotator.storage.quick_json import Reader, dumps_sorted
from annotator.storage.rows import CODECS, CODERS_KINDS
from annotator.storage.scope import Scope
from annotator.storage.work import altered, is_device

_MANY = "moment"
"""The kind of which there are many, nearly all of them written once."""

_NONSENSE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


@dataclass(slots=True)
class Walked:
    """What a file's journal tells.

    Attributes:
        scope: what the file was handed out for.
        nodes: the states of the coder's records, each record's in order.
        contents: by hash of a record's last state what it says, None where it was deleted.
        last: the last state of each record, foreign ones too.
        foreign: records on which was written what the file was not handed out for, with the
            reason; the other attributes have of them what stood before that.
        devices: short names of the machines on which it was written.
        hashes: of the records of the journal, in order.
        times: of each its machine and when it was written.
    """

    scope: Scope
    nodes: dict[Key, list[Node]] = field(default_factory=dict)
    contents: dict[str, Mapping[str, Any] | None] = field(default_factory=dict)
    last: dict[Key, Node] = field(default_factory=dict)
    foreign: dict[Key, str] = field(default_factory=dict)
    devices: set[str] = field(default_factory=set)
    hashes: list[str] = field(default_factory=list)
    times: list[tuple[str, str]] = field(default_factory=list)

    @property
    def head(self) -> str:
        """The hash of the journal's last record."""
        return self.hashes[-1] if self.hashes else journal.FIRST_HASH

    def knows(self, hash_: str) -> bool:
        """Whether a record of the journal has this hash."""
        return hash_ in self.hashes


def walk(package: Connection, manifest: Mapping[str, Any], name: str) -> Walked:
    """Follows the journal from its first record to its head.

    Args:
        package: the file's connection, in a transaction.
        manifest: what was handed out, as it was signed.
        name: of the file.

    Raises:
        UserError: a link of the journal is broken, or tells what no coder of this file wrote.
    """
    walked = Walked(Scope.of(package, manifest))
    _begin(package, walked, name)
    steps = _Steps(walked, manifest["coder"], name)
    entries, payloads = schema.journal, schema.journal_payloads
    linked = (entries.c[each] for each in journal.LINKED)
    chosen = select(entries.c.hash, payloads.c.salt, payloads.c.payload, *linked)
    joined = chosen.join(payloads, payloads.c.seq == entries.c.seq, isouter=True)
    former = journal.FIRST_HASH
    reader = Reader()
    for place, row in enumerate(package.execute(joined.order_by(entries.c.seq)), 1):
        hash_, salt, payload, *cells = row
        said = dict(zip(journal.LINKED, cells, strict=True))
        whole = said["seq"] == place and journal.link(former, said) == hash_
        if not whole or payload is None:
            raise _broken(name, place)
        if journal.payload_hash(salt, payload) != said["payload_sha256"]:
            raise _broken(name, place)
        former = hash_
        walked.hashes.append(former)
        if place == 1:
            continue  # the study, as it was handed out
        walked.devices.add(said["device"])
        walked.times.append((said["device"], said["at"]))
        try:
            changes, exact = reader.read(payload)
            records, _ = reader.read(said["records"])
            for (kind, record_id, _), change in zip(records, changes, strict=True):
                steps.take(place, _key(kind, record_id), change["after"], exact=exact)
            if not is_device(said["device"]):
                raise ValueError
        except _NONSENSE:
            raise _senseless(name, place) from None
    steps.finish()
    if journal.head(package)[1] != walked.head:
        raise altered(name, "its journal does not end where its head says")
    return walked


def _key(kind: object, record_id: object) -> Key:
    if isinstance(kind, str) and isinstance(record_id, str):
        return kind, record_id
    raise ValueError


def _broken(name: str, place: int) -> UserError:
    return altered(name, f"its journal is broken at record {place}")


def _senseless(name: str, place: int) -> UserError:
    return altered(name, f"its journal makes no sense at record {place}")


def _begin(package: Connection, walked: Walked, name: str) -> None:
    """The states with which the coder's records were handed out; the deepest is the last."""
    table = schema.lineage
    for row in package.execute(select(table).order_by(table.c.depth)):
        node = Node(row.kind, row.record_id, row.hash, row.parent, row.depth, row.digest)
        if not is_whole(node):
            raise altered(name, "the beginnings of its records were changed")
        walked.nodes.setdefault((node.kind, node.record_id), []).append(node)
    for (kind, record_id), nodes in walked.nodes.items():
        walked.last[kind, record_id] = settled(nodes).stands


_Step = tuple[int, Key, Mapping[str, Any]]
"""Where in the journal, which record, and what it says."""


class _Steps:
    """Takes up what was written, in order; moments that are new one after the other together."""

    def __init__(self, walked: Walked, coder_id: Id, name: str) -> None:
        self._walked = walked
        self._coder_id = coder_id
        self._name = name
        self._new: dict[Key, _Step] = {}

    def take(self, place: int, key: Key, values: Any, *, exact: bool) -> None:
        """Takes up one write of a record.

        Args:
            place: in the journal.
            key: kind and id of the record.
            values: what it says; None where it was deleted.
            exact: whether the quicker JSON writes the values as the standard one.
        """
        is_new = key not in self._new and key not in self._walked.last
        if is_new and exact and key[0] == _MANY and self._is_own(values):
            self._new[key] = (place, key, values)
            return
        self.finish()
        self._follow(key, values)

    def finish(self) -> None:
        """Takes up the moments that still wait."""
        steps, self._new = list(self._new.values()), {}
        if not steps:
            return
        if self._walked.scope.holds_moments([values for _, _, values in steps]):
            self._follow_new(steps)
            return
        for place, key, values in steps:
            try:
                self._follow(key, values)
            except _NONSENSE:
                raise _senseless(self._name, place) from None

    def _is_own(self, values: Any) -> bool:
        return isinstance(values, dict) and values.get("coder_id") == self._coder_id

    def _follow_new(self, steps: Sequence[_Step]) -> None:
        """`_follow` for moments that are new, own, and of what was handed out."""
        walked, record = self._walked, CODECS[_MANY].record
        for place, key, values in steps:
            try:
                digest = sha256(dumps_sorted(said_of(record, values))).hexdigest()
                node = first(_MANY, key[1], digest)
            except _NONSENSE:
                raise _senseless(self._name, place) from None
            walked.last[key] = node
            walked.contents[node.hash] = values
            walked.nodes[key] = [node]

    def _follow(self, key: Key, values: Mapping[str, Any] | None) -> None:
        walked, (kind, record_id) = self._walked, key
        foreign = values is not None and values.get("coder_id") != self._coder_id
        if kind not in CODERS_KINDS or foreign:
            raise altered(self._name, "its journal tells of somebody else’s records")
        if key not in walked.foreign and (why := _foreign(walked, key, values)) is not None:
            walked.foreign[key] = why
        digest = GONE if values is None else digest_of_values(CODECS[kind].record, values)
        former = walked.last.get(key)
        node = first(kind, record_id, digest) if former is None else after(former, digest)
        walked.last[key] = node
        if key in walked.foreign:
            return
        if former is not None:
            walked.contents.pop(former.hash, None)
        walked.contents[node.hash] = values
        walked.nodes.setdefault(key, []).append(node)


def _foreign(walked: Walked, key: Key, values: Mapping[str, Any] | None) -> str | None:
    """Why a write is not of what was handed out; None where it is."""
    if values is None:
        return None if key in walked.nodes else "it was deleted in a file that never held it"
    return walked.scope.reason(*key, values, walked.nodes)
