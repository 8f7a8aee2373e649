"""What states say that stand nowhere yet, and the ids of records that share theirs with others."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from annotator.domain.ids import Id
from annotator.domain.merging import Node, plain
from annotator.storage import schema
from annotator.storage.lineage import chunks

Own = tuple[str, Id, Id]
"""Kind and id of a record, and whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptState:
    """One state that stands nowhere, and what it says.

    Attributes:
        transcript_id, account_id, session_id, dyad_id: what it is on, as far as that is known.
        says: the fields of the record, as JSON.
    """

    hash: str
    kind: str
    record_id: Id
    coder_id: Id
    transcript_id: Id | None = None
    account_id: Id | None = None
    session_id: Id | None = None
    dyad_id: Id | None = None
    says: str = field(repr=False)


def kept_state(node: Node, record: Any, on: Mapping[str, Id | None]) -> KeptState:
    """A state with what it says, on what it is.

    Args:
        node: the state.
        record: what it says, as its file has it.
        on: ids by kind of what it is on.
    """
    return KeptState(
        hash=node.hash,
        kind=node.kind,
        record_id=node.record_id,
        coder_id=record.coder_id,
        transcript_id=on.get("transcript"),
        account_id=on.get("account"),
        session_id=on.get("session"),
        dyad_id=on.get("dyad"),
        says=json.dumps(record, default=plain, ensure_ascii=False, separators=(",", ":")),
    )


def states_of(connection: Connection, owns: Iterable[Own]) -> dict[Own, dict[str, str]]:
    """By record the states that are kept of it: what they say, by hash."""
    wanted = set(owns)
    table = schema.kept_states
    found: dict[Own, dict[str, str]] = {}
    for some in chunks(sorted({record_id for _, record_id, _ in wanted})):
        for row in connection.execute(select(table).where(table.c.record_id.in_(some))):
            own = (row.kind, row.record_id, row.coder_id)
            if own in wanted:
                found.setdefault(own, {})[row.hash] = row.says
    return found


def keep(connection: Connection, states: Collection[KeptState]) -> None:
    """Puts down what states say."""
    if states:
        connection.execute(insert(schema.kept_states), [asdict(each) for each in states])


def let_go(connection: Connection, hashes: Collection[str]) -> None:
    """Takes away what states say that stand now, or will never stand any more."""
    table = schema.kept_states
    for some in chunks(sorted(hashes)):
        connection.execute(delete(table).where(table.c.hash.in_(some)))


def other_ids(connection: Connection) -> dict[Own, Id]:
    """Where records stand whose own ids are those of other coders' records too."""
    rows = connection.execute(select(schema.other_ids))
    return {(row.kind, row.record_id, row.coder_id): row.id for row in rows}


def add_other_ids(connection: Connection, ids: Mapping[Own, Id]) -> None:
    """Puts down where such records stand."""
    rows = [
        {"id": place_id, "kind": kind, "coder_id": coder_id, "record_id": record_id}
        for (kind, record_id, coder_id), place_id in ids.items()
    ]
    if rows:
        connection.execute(insert(schema.other_ids), rows)
