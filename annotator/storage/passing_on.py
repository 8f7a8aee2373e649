"""What was looked at in another process, as text from there to here: JSON, never a pickle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from annotator.domain.merging import Node
from annotator.domain.package import Package
from annotator.storage.key import Key
from annotator.storage.quick_json import dumps, loads
from annotator.storage.receiving import Sealed
from annotator.storage.returned import Returned
from annotator.storage.rows.plain import record_of
from annotator.storage.straight import Batch
from annotator.storage.work_days import WorkDay

_PLAIN = ("name", "package_id", "coder_id", "round_id", "partial", "returned_at", "contents")
_LISTS = ("devices", "journal")


def text_of_file(file: Sealed) -> bytes:
    """A file with its key. It is for a pipe alone."""
    return dumps([str(file.place), None if file.key is None else file.key.text, file.named])


def file_of_text(text: bytes) -> Sealed:
    """The file again."""
    place, key, named = loads(text)
    return Sealed(Path(place), None if key is None else Key(key), named)


def text_of(returned: Returned) -> bytes:
    """What a file brings back."""
    values: dict[str, Any] = {name: getattr(returned, name) for name in (*_PLAIN, *_LISTS)}
    values["seen_at"] = returned.seen_at
    values["unlisted"] = None if returned.unlisted is None else asdict(returned.unlisted)
    values["foreign"] = [[*key, why] for key, why in returned.foreign.items()]
    values["days"] = [asdict(each) for each in returned.days]
    values["nodes"] = [
        [node.kind, node.record_id, node.hash, node.parent, node.depth, node.digest]
        for own in returned.nodes.values()
        for node in own
    ]
    values["straight"] = [_values_of(each) for each in returned.straight]
    return dumps(values)


def returned_of(text: bytes) -> Returned:
    """The same again."""
    values = loads(text)
    nodes: dict[tuple[str, str], list[Node]] = {}
    for cells in values["nodes"]:
        nodes.setdefault((cells[0], cells[1]), []).append(Node(*cells))
    unlisted = values["unlisted"]
    package = None if unlisted is None else record_of("package", unlisted)
    assert package is None or isinstance(package, Package)
    seq, head = values["seen_at"]
    lists: Any = {name: tuple(values[name]) for name in _LISTS}
    return Returned(
        **{name: values[name] for name in _PLAIN},
        **lists,
        seen_at=(seq, head),
        unlisted=package,
        foreign={(kind, record_id): why for kind, record_id, why in values["foreign"]},
        days=tuple(WorkDay(**each) for each in values["days"]),
        nodes=nodes,
        straight=tuple(_batch_of(each) for each in values["straight"]),
    )


# A batch: what many rows have in common is said once --------------------------------------------

_MANY = 4
"""So many rows for each value, and they name its number instead."""


def _values_of(batch: Batch) -> dict[str, Any]:
    number = {each: at for at, each in enumerate(batch.ids)}
    return {
        "kind": batch.kind,
        "coder_id": batch.coder_id,
        "digests": batch.digests,
        "hashes": batch.hashes,
        "columns": [[str(name), _packed(own)] for name, own in batch.columns.items()],
        "parts": [
            [
                [number[row[0]] for row in rows],
                *map(_packed, zip(*(row[1:] for row in rows), strict=True)),
            ]
            for rows in batch.parts
        ],
    }


def _batch_of(values: dict[str, Any]) -> Batch:
    columns = {name: _unpacked(own) for name, own in values["columns"]}
    ids = columns["id"]
    parts = []
    for at, *own in values["parts"]:
        cells = map(_unpacked, own)
        parts.append(list(zip([ids[each] for each in at], *cells, strict=True)))
    return Batch(
        kind=values["kind"],
        coder_id=values["coder_id"],
        columns=columns,
        parts=tuple(parts),
        digests=values["digests"],
        hashes=values["hashes"],
    )


def _packed(column: Sequence[Any]) -> list[Any]:
    """A column, whose values are of one type or none: as it is, or its values by number."""
    values = list(set(column))
    if len(values) == 1:
        return [values, len(column)]
    if len(values) * _MANY > len(column):
        return [list(column)]
    numbers = {each: at for at, each in enumerate(values)}
    return [values, [numbers[each] for each in column]]


def _unpacked(packed: list[Any]) -> list[Any]:
    """The column again, equal values as one object."""
    if len(packed) == 1:
        own: list[Any] = packed[0]
        return own
    values, at = packed
    return values * at if isinstance(at, int) else [values[each] for each in at]
