"""Records of handed-in work that can come in as they are: by column, ready for the tables.

Of most records that come back a study knows nothing, and they were written once and stand on
the design alone. Whether such a one can stand is seen where its file is looked at; what is left
for the study is to see that nobody else has its id. All others are settled one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from operator import itemgetter
from typing import Any

from annotator.domain.edits import Record
from annotator.domain.ids import Id
from annotator.domain.merging import GONE, Node, first
from annotator.storage import lineage
from annotator.storage.issuer import Issuer
from annotator.storage.lineage import Key
from annotator.storage.rows import CODECS
from annotator.storage.rows.codec import Codec, Part
from annotator.storage.rows.plain import columns_of, record_of

KINDS = ("moment", "judgement", "memo")
"""Kinds that stand on the design alone."""

_ID = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Records of one kind and one coder, in the order of their ids.

    Attributes:
        columns: of their own table, by name.
        parts: by part of the codec its rows: id of the record, position and cells.
        digests, hashes: of what each says, and of its one state.
    """

    kind: str
    coder_id: Id
    columns: Mapping[str, list[Any]] = field(repr=False)
    parts: tuple[list[tuple[Any, ...]], ...] = field(repr=False)
    digests: list[str] = field(repr=False)
    hashes: list[str] = field(repr=False)

    @property
    def ids(self) -> list[Id]:
        """Those of the records, in order."""
        return self.columns[_ID]

    def __len__(self) -> int:
        return len(self.digests)

    def only(self, ids: set[Id]) -> Batch:
        """The records among these ids."""
        if ids.issuperset(self.ids):
            return self
        at = [number for number, each in enumerate(self.ids) if each in ids]
        return Batch(
            kind=self.kind,
            coder_id=self.coder_id,
            columns={name: [own[each] for each in at] for name, own in self.columns.items()},
            parts=tuple([row for row in rows if row[0] in ids] for rows in self.parts),
            digests=[self.digests[each] for each in at],
            hashes=[self.hashes[each] for each in at],
        )

    def records(self) -> Iterator[Record]:
        """The records themselves."""
        codec = CODECS[self.kind]
        parts = []
        for part, rows in zip(codec.parts, self.parts, strict=True):
            of: dict[Id, list[Any]] = {}
            for row in rows:
                of.setdefault(row[0], []).append(part.value(*row[2:]))
            parts.append((part.field, of))
        for cells in zip(*self.columns.values(), strict=True):
            own = dict(zip(self.columns, cells, strict=True))
            held = {name: of.get(own[_ID], []) for name, of in parts}
            yield codec.made(own, held)

    def loose(self) -> tuple[dict[Key, list[Node]], dict[str, Mapping[str, Any] | None]]:
        """The states of the records one by one, and what they say, as a file brings them."""
        nodes: dict[Key, list[Node]] = {}
        contents: dict[str, Mapping[str, Any] | None] = {}
        for record, digest in zip(self.records(), self.digests, strict=True):
            node = first(self.kind, record.id, digest)
            nodes[self.kind, record.id] = [node]
            contents[node.hash] = asdict(record)
        return nodes, contents


def batches_of(
    issuer: Issuer,
    coder_id: Id,
    nodes: Mapping[Key, list[Node]],
    contents: Mapping[str, Mapping[str, Any] | None],
) -> tuple[Batch, ...]:
    """The records of a file that can come in straight."""
    found: dict[str, list[_Said]] = {kind: [] for kind in KINDS}
    for (kind, record_id), own in nodes.items():
        if kind not in found or len(own) > 1:
            continue
        node = own[0]
        values = contents.get(node.hash)
        if values is None or node.parent or node.digest == GONE or lineage.is_derived(record_id):
            continue
        found[kind].append((record_id, node, values))
    batches = (_batch_of(issuer, kind, coder_id, own) for kind, own in found.items() if own)
    return tuple(each for each in batches if len(each))


_Said = tuple[Id, Node, Mapping[str, Any]]
"""The one state of a record and what it says."""


def _batch_of(issuer: Issuer, kind: str, coder_id: Id, said: list[_Said]) -> Batch:
    """Those of the records of one kind that can come in straight."""
    said.sort(key=itemgetter(0))
    columns = _fitting_columns(issuer, kind, said)
    if columns is not None:
        return _batch(kind, coder_id, [node for _, node, _ in said], columns)
    fit: list[tuple[Node, Record]] = []
    for record_id, node, values in said:
        record = _fitting_record(issuer, node, values)
        if record is not None and record_id == record.id:
            fit.append((node, record))
    names = [each.name for each in fields(CODECS[kind].record)]
    columns = {name: [getattr(record, name) for _, record in fit] for name in names}
    return _batch(kind, coder_id, [node for node, _ in fit], columns)


def _fitting_columns(
    issuer: Issuer, kind: str, said: Sequence[_Said]
) -> dict[str, list[Any]] | None:
    """The records by column where all can stand as they are; None where that is not sure."""
    record = CODECS[kind].record
    try:
        columns = columns_of(record, [values for _, _, values in said])
        if columns["id"] != [record_id for record_id, _, _ in said]:
            return None
        if not issuer.fitting.all_fit(record, columns):
            return None
    except (AttributeError, TypeError, ValueError, KeyError):  # one is no such record
        return None
    on = columns.get("transcript_id", ())
    return columns if issuer.newest.issuperset(each for each in on if each is not None) else None


def _fitting_record(issuer: Issuer, node: Node, values: Mapping[str, Any]) -> Any:
    """The record that a file has written once, where it can stand as it is; else None."""
    try:
        own = values if values.get(_ID) == node.record_id else {**values, _ID: node.record_id}
        record = record_of(node.kind, own)
        if issuer.fitting.reason(record) is not None:
            return None
    except (AttributeError, TypeError, ValueError, KeyError):  # no such record: to be told
        return None
    on = getattr(record, "transcript_id", None)
    return record if on is None or on in issuer.newest else None


def _batch(
    kind: str, coder_id: Id, nodes: Sequence[Node], columns: Mapping[str, list[Any]]
) -> Batch:
    """Records that are given by field, in the order of their ids."""
    codec = CODECS[kind]
    return Batch(
        kind=kind,
        coder_id=coder_id,
        columns={name: columns[name] for name in codec.columns},
        parts=tuple(_rows(codec, part, columns) for part in codec.parts),
        digests=[node.digest for node in nodes],
        hashes=[node.hash for node in nodes],
    )


def _rows(codec: Codec, part: Part, columns: Mapping[str, list[Any]]) -> list[tuple[Any, ...]]:
    """The rows of a part. They say what its field says and of which codebook it is, no more."""
    own = columns[part.field]
    if not any(own):
        return []
    books = columns.get("codebook_id", [None] * len(own))
    known: dict[tuple[Any, Any], list[tuple[Any, ...]]] = {}
    rows: list[tuple[Any, ...]] = []
    for at, key in enumerate(zip(books, own, strict=True)):
        said = known.get(key)
        if said is None:
            record = codec.record(**{name: each[at] for name, each in columns.items()})
            said = known[key] = [(place, *cells) for place, cells in enumerate(part.cells(record))]
        record_id = columns[_ID][at]
        rows += [(record_id, *each) for each in said]
    return rows
