"""What an edit touched, for the views to decide whether they care."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.domain.consensus import Decision
from annotator.domain.edits import Edit, Record, replacements
from annotator.domain.guide import Asked
from annotator.domain.ids import Id
from annotator.domain.memo import Memo
from annotator.domain.moment import Moment
from annotator.domain.transcript import Aside, Stop, Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Flags of what was touched.

    Attributes:
        kinds: names of the record classes, lower case (`moment`, `codebook`).
        record_ids: the records themselves.
        transcript_ids: transcripts whose text, stops, asides, questions, moments or settled
            passages were touched.
        everything: an operation (merge, migration) that views cannot follow in parts.
    """

    kinds: frozenset[str] = frozenset()
    record_ids: frozenset[Id] = frozenset()
    transcript_ids: frozenset[Id] = frozenset()
    everything: bool = False

    def touch(self, *kinds: str) -> bool:
        """Whether any of these kinds of record was touched."""
        return self.everything or any(kind in self.kinds for kind in kinds)


EVERYTHING = Changes(everything=True)


def changes_of(edit: Edit) -> Changes:
    """What an edit touches."""
    kinds: set[str] = set()
    record_ids: set[Id] = set()
    transcript_ids: set[Id] = set()
    for replacement in replacements(edit):
        for record in (replacement.before, replacement.after):
            if record is not None:
                kinds.add(kind_of(record))
                record_ids.add(record.id)
                transcript_ids.update(_transcript_ids(record))
    return Changes(
        kinds=frozenset(kinds),
        record_ids=frozenset(record_ids),
        transcript_ids=frozenset(transcript_ids),
    )


def together(several: Iterable[Changes]) -> Changes:
    """What changes one after the other touched."""
    every = tuple(several)
    if any(each.everything for each in every):
        return EVERYTHING
    return Changes(
        kinds=frozenset().union(*(each.kinds for each in every)),
        record_ids=frozenset().union(*(each.record_ids for each in every)),
        transcript_ids=frozenset().union(*(each.transcript_ids for each in every)),
    )


def kind_of(record: Record) -> str:
    """The name of a record's class in lower case."""
    return type(record).__name__.lower()


def _transcript_ids(record: Record) -> tuple[Id, ...]:
    if isinstance(record, Moment | Stop | Aside | Asked | Decision):
        return (record.transcript_id,)
    if isinstance(record, Memo) and record.transcript_id is not None:
        return (record.transcript_id,)
    if isinstance(record, Transcript):
        return (record.id,)
    return ()
