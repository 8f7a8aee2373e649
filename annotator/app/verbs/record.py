"""The record of changes: who did what when, on which machine, and whether it is whole.

It is the study's journal without what stood in the records: no words, but kinds, ids, revisions
and the chain of hashes. A coder sees the own entries only, numbered by themselves: the study's
own numbers would tell how much others do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, get_args

from annotator import storage
from annotator.app.open_study import OpenStudy
from annotator.app.verbs.noting import action_and_files, note_export
from annotator.domain.counted import counted
from annotator.domain.edits import Record
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView
from annotator.formats.atomic import write_atomically
from annotator.formats.csv_tables import csv_bytes
from annotator.storage import Chain, EntryFilter, JournalEntry

PI = "PI"
"""Who does what no coder does: the PI, or a program."""
SHORT_MACHINE = 6  # characters of a machine's name that are shown
KINDS = tuple(sorted(kind.__name__.lower() for kind in get_args(Record)))
"""The kinds of records that entries may name."""
_AT_ONCE = 20_000
_COLUMNS = {
    "number": "number of the entry",
    "at": "when, UTC, ISO 8601, by that machine's clock",
    "who": "the coder; PI for the PI and for programs",
    "machine": "short name of the machine, made from its own by a hash",
    "machine_number": "the how-manieth entry of that machine",
    "action": "what was done; of an export with names and SHA-256 of the files",
    "records": "what was written: kind, id and revision of each, joined by |",
}
_CHAINED = {
    "payload_sha256": "salted hash of what stood in the records before and after",
    "hash": "SHA-256 of the entry before and of this one",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which entries a person wants to see.

    Attributes:
        who: name of a coder, or `PI`; empty for all.
        kind: only what wrote such a record; empty for all.
        since, until: local days, both included.
        words: some that stand in the action.
    """

    who: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry as it is shown.

    Attributes:
        number: of a coder's own entries counted among those.
        at: local time.
        files: of an export, each with its SHA-256.
    """

    number: int
    at: datetime
    who: str
    machine: str
    action: str
    files: tuple[str, ...]
    entry: JournalEntry

    @property
    def written(self) -> str:
        """What was written, by kind: `2 moments, 1 memo`."""
        kinds = Counter(kind for kind, _, _ in self.entry.records)
        return ", ".join(counted(number, *_named(kind)) for kind, number in kinds.items())


class Entries:
    """The entries that are asked for; each is read once it is looked at.

    Args:
        study: open for everyone's work, or for a coder, who sees the own entries only.
        asked: which of them.

    Raises:
        UserError: nobody is called so.
    """

    def __init__(self, study: OpenStudy, asked: Asked | None = None) -> None:
        self._study = study
        self._own = study.seen_by
        self._names = {coder.id: coder.name for coder in study.view.coders.values()}
        asked = asked or Asked()
        wanted = _filter(study.view, asked, self._own)
        self.numbers = study.look(lambda store: storage.entry_numbers(store, wanted))
        self._places: dict[int, int] | None = None
        if self._own is not None:
            every = _filter(study.view, Asked(), self._own)
            own = study.look(lambda store: storage.entry_numbers(store, every))
            self._places = {seq: place for place, seq in enumerate(own, 1)}

    def __len__(self) -> int:
        return len(self.numbers)

    def lines(self, first: int, last: int) -> list[Line]:
        """The lines `[first, last)` of those asked for."""
        wanted = self.numbers[first:last]
        found = self._study.look(lambda store: storage.entries_of(store, wanted))
        return [self._line(each) for each in found]

    def _line(self, entry: JournalEntry) -> Line:
        action, files = action_and_files(entry.action)
        return Line(
            number=entry.seq if self._places is None else self._places[entry.seq],
            at=datetime.fromisoformat(entry.at).astimezone(),
            who=self._names.get(entry.actor, entry.actor[:8]) if entry.actor else PI,
            machine=entry.device[:SHORT_MACHINE],
            action=action,
            files=tuple(files),
            entry=entry,
        )


def follow(study: OpenStudy, before: Chain | None = None, most: int = _AT_ONCE) -> Chain:
    """Follows the chain of hashes by so many entries more."""
    return study.look(lambda store: storage.follow_chain(store, before or Chain(), most))


def followed(study: OpenStudy) -> Chain:
    """The whole chain, from the first entry to the last."""
    chain = follow(study)
    while not chain.is_done:
        chain = follow(study, chain)
    return chain


def chain_text(chain: Chain, seen_by: Id | None) -> str:
    """What a person is told of it; a coder not how many entries there are."""
    if not chain.is_done:
        return "Following the chain of entries…"
    if seen_by is not None:
        if chain.broken_at is None:
            return "The record is whole: no entry was changed, left out or put in."
        return "The record is broken: an entry was changed past the program. Tell the PI."
    if chain.broken_at is None:
        entries = counted(chain.checked, "entry", "entries")
        return f"Whole: {entries} in one unbroken chain, from the first to the last."
    return (
        f"Broken at entry {chain.broken_at}: it was changed, left out or put in past the "
        f"program. The {counted(chain.checked, 'entry', 'entries')} before it are whole."
    )


def people_of(study: OpenStudy) -> tuple[str, ...]:
    """Whose entries may be asked for by whoever has the study open."""
    if study.seen_by is not None:
        coder = study.view.coders.get(study.seen_by)
        return () if coder is None else (coder.name,)
    return (PI, *sorted(each.name for each in study.view.coders.values()))


def record_values(lines: Iterable[Line], *, chained: bool) -> list[dict[str, Any]]:
    """Entries as JSON values; hashes only where all of the chain is there."""
    return [
        {
            "number": each.number,
            "at": each.entry.at,
            "who": each.who,
            "machine": each.entry.device,
            "action": each.action,
            "files": list(each.files),
            "records": [
                {"kind": kind, "id": record_id, "revision": revision}
                for kind, record_id, revision in each.entry.records
            ],
            **({"hash": each.entry.hash} if chained else {}),
        }
        for each in lines
    ]


def record_text(lines: Sequence[Line]) -> str:
    """Entries to read, one a line."""
    return "\n".join(
        f"{each.number:>6}  {each.at:%Y-%m-%d %H:%M:%S}  {each.who:<10} {each.machine}  "
        f"{each.action}" + (f" ({each.written})" if each.entry.records else "")
        for each in lines
    )


def record_table(lines: Iterable[Line], *, chained: bool) -> Table:
    """Entries as a table, from which the chain can be reckoned anew where it is all there."""
    rows: list[tuple[Value, ...]] = []
    for each in lines:
        entry = each.entry
        records = "|".join(" ".join(map(str, touched)) for touched in entry.records)
        own = (entry.at, each.who, entry.device, entry.device_seq, entry.action, records)
        rows.append((each.number, *own, *((entry.payload_sha256, entry.hash) if chained else ())))
    named = {**_COLUMNS, **(_CHAINED if chained else {})}
    columns = tuple(Column(name=name, means=means) for name, means in named.items())
    return Table(name="record", means="an entry", columns=columns, rows=tuple(rows))


def export_record(study: OpenStudy, entries: Entries, place: Path) -> str:
    """Writes entries to a CSV file and puts that down; gives what must be told of that.

    Raises:
        UserError: there is none, or the file cannot be written.
    """
    if not len(entries):
        raise UserError("there is no entry to export", hint="ask for more of the record")
    table = record_table(entries.lines(0, len(entries)), chained=study.seen_by is None)
    write_atomically(place, csv_bytes(table))
    return note_export(study, "record of changes", [place], rows=len(table.rows))


def _filter(view: StudyView, asked: Asked, seen_by: Id | None) -> EntryFilter:
    """What storage is asked for; a coder's own entries, whatever was asked."""
    actors: frozenset[Id | None] | None = None
    if seen_by is not None:
        actors = frozenset([seen_by])
    elif asked.who:
        coder = view.find_coder(asked.who)
        if coder is None and asked.who != PI:
            known = ", ".join((PI, *sorted(each.name for each in view.coders.values())))
            raise UserError(f"no coder {asked.who!r}", hint=f"there are {known}")
        actors = frozenset([None if coder is None else coder.id])
    return EntryFilter(
        actors=actors,
        kind=asked.kind,
        since="" if asked.since is None else _begins(asked.since),
        until="" if asked.until is None else _begins(asked.until + timedelta(days=1)),
        words=tuple(asked.words.split()),
    )


def _begins(day: date) -> str:
    """When a local day begins, as the journal writes times."""
    begin = datetime.combine(day, time()).astimezone()
    return begin.astimezone(tz=UTC).isoformat(timespec="milliseconds")


def _named(kind: str) -> tuple[str, str]:
    """One and many of a kind."""
    if kind == "asked":
        return "question of a turn", "questions of turns"
    return kind, f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
