"""Whose records an erasure takes, under the ids by which their coders' files know them.

A record may stand in the study under another id than its own: two coders' records had one id, or
two states of one stand side by side. What the study knows of a record's states, and what comes
back of it, goes by its own id; and another coder may have that id too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from annotator.domain.ids import Id
from annotator.domain.merging import kept_id_of, other_id
from annotator.storage import kept, schema
from annotator.storage.erasure.known import erased_records
from annotator.storage.kept import Own
from annotator.storage.lineage import Key, chunks, is_derived
from annotator.storage.rows import CODERS_KINDS

_TABLE = schema.lineage


def owns_of(connection: Connection, standing: Iterable[Own]) -> set[Own]:
    """Coders' records by their own ids, of those that stand or stood in the study.

    Args:
        connection: of the study, in a transaction.
        standing: kind, id in the study and coder of each; what is no coder's is left out.
    """
    found = {own for own in standing if own[0] in CODERS_KINDS and own[2]}
    moved = {
        (kind, place_id, coder_id): (kind, record_id, coder_id)
        for (kind, record_id, coder_id), place_id in kept.other_ids(connection).items()
    }
    derived = {own for own in found if is_derived(own[1])}
    found.update(moved[own] for own in derived & moved.keys())
    if derived:
        found.update(_beside(connection, derived))
    return found


def _beside(connection: Connection, derived: set[Own]) -> Iterator[Own]:
    """The records one state of which stands or stood under an id that is made of it."""
    coders = {own[:2]: own[2] for own in derived}
    kinds = sorted({kind for kind, _, _ in derived})
    columns = (_TABLE.c.kind, _TABLE.c.record_id, _TABLE.c.hash)
    for kind, record_id, hash_ in connection.execute(
        select(*columns).where(_TABLE.c.kind.in_(kinds))
    ):
        coder_id = coders.get((kind, kept_id_of(hash_)))
        if coder_id is not None:
            yield kind, record_id, coder_id


def states_of(connection: Connection, owns: Iterable[Own]) -> list[str]:
    """Hashes of all states that the study knows of records; those of nobody go with each."""
    wanted = set(owns)
    keys = {own[:2] for own in wanted}
    columns = (_TABLE.c.kind, _TABLE.c.record_id, _TABLE.c.coder_id, _TABLE.c.hash)
    found: list[str] = []
    for some in chunks(sorted({record_id for _, record_id in keys})):
        chosen = select(*columns).where(_TABLE.c.record_id.in_(some))
        for kind, record_id, coder_id, hash_ in connection.execute(chosen):
            of_nobody = not coder_id and (kind, record_id) in keys
            if of_nobody or (kind, record_id, coder_id) in wanted:
                found.append(hash_)
    return found


def name_of(own: Own) -> Key:
    """By what an erasure notes a coder's record, so that it is known as that coder's."""
    kind, record_id, coder_id = own
    return kind, other_id(coder_id, record_id)


class ErasedOwn:
    """Which records of one coder were touched by an erasure, by the coder's own ids."""

    def __init__(self, study: Connection, coder_id: Id) -> None:
        self._coder_id = coder_id
        self._keys = erased_records(study)
        self._others = set(study.execute(select(schema.coders.c.id)).scalars()) - {coder_id}

    def __contains__(self, key: Key) -> bool:
        if name_of((*key, self._coder_id)) in self._keys:
            return True
        if key not in self._keys:
            return False
        # Noted before it was noted whose: then it may be anybody's.
        return not any(name_of((*key, each)) in self._keys for each in self._others)
