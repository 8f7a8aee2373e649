"""What of the records that can come in straight is new to the study, and what it knows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select

from annotator.domain.ids import Id
from annotator.storage import journal, lineage, schema
from annotator.storage.lineage import Key
from annotator.storage.returned import Returned
from annotator.storage.rows import CODECS
from annotator.storage.straight import Batch
from annotator.storage.telling import Telling

_FEW = 4
"""Rows of a table by record that is asked for, up to which the whole table is read."""


def recognised(
    connection: Connection, returned: Sequence[Returned], telling: Telling
) -> list[Returned]:
    """The same files: straight is what is new; what is known is counted, the rest is loose.

    Loose becomes whatever has something to it: another file of these or the study has its id,
    the study knows another state of it, or it was looked at for an older state of the study.
    """
    head = journal.head(connection)
    kinds = {batch.kind for each in returned for batch in each.straight}
    waiting = lineage.waiting(connection) if kinds else {}
    seen = {kind: _Seen(connection, kind, returned, waiting) for kind in kinds}
    return [
        each
        if not each.straight
        else _recognised(each, seen, telling)
        if each.seen_at == head
        else _all_loose(each)
        for each in returned
    ]


def _recognised(each: Returned, seen: Mapping[str, _Seen], telling: Telling) -> Returned:
    straight: list[Batch] = []
    nodes, contents = dict(each.nodes), dict(each.contents)
    for batch in each.straight:
        new, known = seen[batch.kind].parted(batch)
        if len(new) + len(known) < len(batch):
            rest = batch.only(set(batch.ids).difference(new, known))
            loose_nodes, loose_contents = rest.loose()
            nodes.update(loose_nodes)
            contents.update(loose_contents)
        if new:
            straight.append(batch.only(new))
        if known:
            telling.count(batch.coder_id, "known", batch.kind, len(known))
    return replace(each, nodes=nodes, contents=contents, straight=tuple(straight))


def _all_loose(each: Returned) -> Returned:
    nodes, contents = dict(each.nodes), dict(each.contents)
    for batch in each.straight:
        loose_nodes, loose_contents = batch.loose()
        nodes.update(loose_nodes)
        contents.update(loose_contents)
    return replace(each, nodes=nodes, contents=contents, straight=())


class _Seen:
    """What there is of the records of one kind that could come in straight."""

    def __init__(
        self,
        connection: Connection,
        kind: str,
        returned: Sequence[Returned],
        waiting: Collection[Key],
    ) -> None:
        lists = [batch.ids for each in returned for batch in each.straight if batch.kind == kind]
        ids = set().union(*lists)
        self._states: dict[Id, list[tuple[str, Id]]] = defaultdict(list)
        table, stones, states = CODECS[kind].table, schema.tombstones, schema.lineage
        columns = (states.c.record_id, states.c.hash, states.c.coder_id)
        for row in _rows(connection, states, columns, ids, states.c.kind == kind):
            self._states[row[0]].append((row[1], row[2]))
        # Stays loose: what stands in two files, or waits; and new is only what is nowhere yet.
        self._loose = {key[1] for key in waiting if key[0] == kind}
        self._loose.update(key[1] for each in returned for key in each.nodes if key[0] == kind)
        if len(ids) < sum(map(len, lists)):
            counted = Counter(one for own in lists for one in own)
            self._loose.update(one for one, number in counted.items() if number > 1)
        self._old = self._loose.union(self._states)
        self._old.update(row[0] for row in _rows(connection, table, (table.c.id,), ids))
        dead = _rows(connection, stones, (stones.c.id,), ids, stones.c.kind == kind)
        self._old.update(row[0] for row in dead)

    def parted(self, batch: Batch) -> tuple[set[Id], set[Id]]:
        """Ids of a batch that are new to the study, and of those that it knows just so."""
        new = set(batch.ids).difference(self._old)
        known: set[Id] = set()
        if self._states:
            for record_id, hash_ in zip(batch.ids, batch.hashes, strict=True):
                own = self._states.get(record_id, ())
                if (hash_, batch.coder_id) in own and all(coder_id for _, coder_id in own):
                    known.add(record_id)
        return new, known.difference(self._loose)


def _rows(
    connection: Connection,
    table: Table,
    columns: Sequence[ColumnElement[Any]],
    ids: Collection[Id],
    *conditions: ColumnElement[bool],
) -> Iterable[tuple[Any, ...]]:
    """Rows of a table by ids in the first column: asked for in portions, or out of all of them."""
    if not ids:
        return
    asked = select(*columns).where(*conditions)
    count = connection.execute(select(func.count()).select_from(table)).scalar_one()
    if count <= _FEW * len(ids):
        for row in connection.execute(asked).all():
            if row[0] in ids:
                yield tuple(row)
        return
    for some in lineage.chunks(sorted(ids)):
        yield from map(tuple, connection.execute(asked.where(columns[0].in_(some))).all())
