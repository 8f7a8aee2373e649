"""The journal as a person goes through it: chosen entries page by page, and whether it is whole.

Nothing here reads a payload, so nothing here holds words of a transcript.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, func, or_, select

from annotator.domain.ids import Id
from annotator.storage import journal, schema
from annotator.storage.journal import FIRST_HASH, JournalEntry
from annotator.storage.store import Store
from annotator.storage.work import papers_of

_AT_ONCE = 900  # fewer than any database takes values in one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """Which entries are asked for.

    Attributes:
        actors: of these coders only, None among them for the PI and programs; None for all.
        kind: only those that wrote a record of this kind.
        since, until: UTC in ISO form, the second one not included; empty for no limit.
        words: all of them stand in the action, case aside.
        after: only those with a higher number.
    """

    actors: frozenset[Id | None] | None = None
    kind: str = ""
    since: str = ""
    until: str = ""
    words: tuple[str, ...] = ()
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """How far the chain of hashes was followed.

    Attributes:
        checked: so many entries, from the first, are as they were written.
        hash: of the last of them.
        broken_at: number of the first that is not; None as long as all are.
        is_done: whether there is nothing more to follow.
    """

    checked: int = 0
    hash: str = FIRST_HASH
    broken_at: int | None = None
    is_done: bool = False


def entry_numbers(store: Store, wanted: EntryFilter) -> Sequence[int]:
    """The numbers of the entries that are asked for, in order.

    All of them are counted only, as long as none is missing in between.
    """
    seq, conditions = schema.journal.c.seq, _conditions(wanted)
    with store.reading() as connection:
        if not conditions:
            count = connection.execute(select(func.count()).select_from(schema.journal)).scalar()
            first, last = connection.execute(select(func.min(seq), func.max(seq))).one()
            if count and count == last - first + 1:
                return range(first, last + 1)
        chosen = select(seq).where(*conditions).order_by(seq)
        return [int(each) for each in connection.execute(chosen).scalars()]


def entries_of(store: Store, numbers: Collection[int]) -> list[JournalEntry]:
    """Entries by their numbers, in order."""
    listed, found = sorted(numbers), []
    table = schema.journal
    with store.reading() as connection:
        for first in range(0, len(listed), _AT_ONCE):
            own = listed[first : first + _AT_ONCE]
            chosen = select(table).where(table.c.seq.in_(own)).order_by(table.c.seq)
            found += [journal.entry_of(row) for row in connection.execute(chosen)]
    return found


def follow_chain(store: Store, before: Chain, most: int) -> Chain:
    """Follows the chain by so many entries more; at its end the journal's head must agree."""
    table = schema.journal
    with store.reading() as connection:
        seq, head = journal.head(connection)
        later = select(table).where(table.c.seq > before.checked).order_by(table.c.seq)
        former, checked = before.hash, before.checked
        for row in connection.execute(later.limit(most)):
            cells = dict(row._mapping)  # noqa: SLF001 (SQLAlchemy's public name for it)
            if cells["seq"] != checked + 1 or journal.link(former, cells) != cells["hash"]:
                return Chain(checked=checked, hash=former, broken_at=checked + 1, is_done=True)
            former, checked = cells["hash"], checked + 1
    if checked == before.checked + most and checked < seq:
        return Chain(checked=checked, hash=former)
    now = Chain(checked=checked, hash=former, is_done=True)
    return now if (seq, head) == (checked, former) else replace(now, broken_at=checked + 1)


def note(store: Store, action: str, actor: Id | None) -> int | None:
    """Puts down what was done without a change of any record; gives the study's new revision.

    None where it is not put down: handed-out work that was handed in is signed as it is.

    Raises:
        UserError: the file cannot be written.
    """
    with store.noting() as connection:
        papers = papers_of(connection)
        if papers is not None and papers.closing_text is not None:
            return None
        foreign = journal.head(connection)[0] != store.revision
        revision = journal.append(
            connection, [], [], action=action, actor=actor, device=store.device
        )
    if not foreign:  # else whoever looks next finds that somebody has written
        store.revision = revision
    return revision


def _conditions(wanted: EntryFilter) -> Sequence[ColumnElement[bool]]:
    table = schema.journal
    conditions: list[ColumnElement[bool]] = []
    if wanted.actors is not None:
        known = [each for each in wanted.actors if each is not None]
        if None in wanted.actors:
            conditions.append(or_(table.c.actor.is_(None), table.c.actor.in_([*known, ""])))
        else:
            conditions.append(table.c.actor.in_(known))
    if wanted.after:
        conditions.append(table.c.seq > wanted.after)
    if wanted.kind:
        conditions.append(table.c.records.contains(f'["{wanted.kind}",', autoescape=True))
    if wanted.since:
        conditions.append(table.c.at >= wanted.since)
    if wanted.until:
        conditions.append(table.c.at < wanted.until)
    if wanted.words:
        conditions.append(
            and_(*(table.c.action.icontains(each, autoescape=True) for each in wanted.words))
        )
    return conditions
