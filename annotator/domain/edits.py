"""Edits: the only way a study changes. Each knows its own inverse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.codebook import Codebook
from annotator.domain.consensus import Decision, Gate
from annotator.domain.filter import Filter
from annotator.domain.guide import Asked, Question
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.measures import Measure, Score
from annotator.domain.memo import Memo
from annotator.domain.moment import Moment, Pairing
from annotator.domain.package import Package
from annotator.domain.round import Assignment, Coder, Opening, Round
from annotator.domain.study import Account, Dyad, Interview, Participant, Session, Study
from annotator.domain.transcript import Aside, Stop, Transcript

Record = (
    Study
    | Coder
    | Participant
    | Dyad
    | Session
    | Account
    | Interview
    | Transcript
    | Stop
    | Aside
    | Question
    | Asked
    | Measure
    | Score
    | Codebook
    | Round
    | Assignment
    | Opening
    | Moment
    | Pairing
    | Judgement
    | Memo
    | Filter
    | Decision
    | Gate
    | Package
)


@dataclass(frozen=True, slots=True)
class Replace:
    """One record becomes another: new where `before` is None, gone where `after` is None.

    `before` is the state that the edit was made for; where the study holds another, the edit
    is stale and nothing happens.
    """

    before: Record | None
    after: Record | None

    def __post_init__(self) -> None:
        before, after = self.before or self.record, self.after or self.record
        if type(before) is not type(after) or before.id != after.id:
            raise ValueError("an edit keeps the kind and the id of its record")

    @property
    def record(self) -> Record:
        """The record as it is after the edit, or as it was where it is gone."""
        record = self.before if self.after is None else self.after
        if record is None:
            raise ValueError("an edit that replaces nothing by nothing")
        return record

    def inverse(self) -> Replace:
        """The edit that takes this one back."""
        return Replace(self.after, self.before)


@dataclass(frozen=True, slots=True)
class Several:
    """Edits that happen together or not at all, in order."""

    edits: tuple[Edit, ...]

    def inverse(self) -> Several:
        """The inverses in opposite order."""
        return Several(tuple(edit.inverse() for edit in reversed(self.edits)))


Edit = Replace | Several


def replacements(edit: Edit) -> Iterator[Replace]:
    """The single replacements of an edit, in order."""
    if isinstance(edit, Replace):
        yield edit
    else:
        for part in edit.edits:
            yield from replacements(part)


def added(*records: Record) -> Several:
    """The edit that adds records, in order."""
    return Several(tuple(Replace(None, record) for record in records))


OWNED = (Moment, Pairing, Judgement, Memo, Filter, Assignment, Opening, Decision, Gate)


def owner_of(record: Record) -> Id | None:
    """The coder who alone writes a record; None for what belongs to the study (the PI)."""
    return record.coder_id if isinstance(record, OWNED) else None
