"""The coders' progress as a table: a row for each coder and round, with what is out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.app.verbs.progressing import CoderProgress, OutProgress, StudyProgress
from annotator.domain.counted import counted
from annotator.domain.table import Column, Table

WAITS = ("out", "returned in part")
"""The states of a file of work that is still waited for."""
_COLUMNS = (
    ("round", "name of the round"), ("coder", "pseudonym"),
    ("assigned", "transcripts handed to the coder"), ("to_do", "of them not begun"),
    ("in_progress", "of them begun"), ("done", "of them done"),
    ("moments", "moments marked"), ("judgements", "units judged"),
    ("worked_min", "minutes at work; longer pauses than ten minutes are not counted"),
    ("last_seen", "when the coder last did something, UTC"),
    ("clock", "what that says of the clock of the coder's machine, where it was wrong"),
    ("due", "the day by which the round is wanted"), ("late", "1 where that has passed"),
    ("out_since", "since when a file of work is out, UTC; the first of several"),
    ("came_back", "when work was last handed in, by the coder's clock, UTC"),
    ("state", "how it stands, in a word"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressRow:
    """How one coder stands in one round.

    Attributes:
        files: the files of work that were handed out for it.
    """

    own: CoderProgress
    files: tuple[OutProgress, ...] = ()

    @property
    def left(self) -> int:
        """Transcripts that are not done."""
        return self.own.assigned - self.own.done

    @property
    def waiting(self) -> tuple[OutProgress, ...]:
        """The files that are still waited for."""
        return tuple(each for each in self.files if each.state in WAITS)

    @property
    def out_since(self) -> str | None:
        """Since when the first of them is out; None where none is."""
        return min((each.made_at for each in self.waiting), default=None)

    @property
    def came_back(self) -> str | None:
        """When work was last handed in."""
        return max((each.returned_at for each in self.files if each.returned_at), default=None)

    @property
    def clock(self) -> str:
        """That the clock of a coder's machine was wrong; empty where it may have been right."""
        return self.own.clock or next((each.clock for each in self.files if each.clock), "")

    @property
    def state(self) -> str:
        """How it stands, in a word; empty where the coder was asked for nothing."""
        own = self.own
        if own.assigned and not self.left:
            return "done"
        if self.files and all(each.state == "struck off" for each in self.files):
            return "struck off"
        if own.late:
            return "overdue"
        if any(each.state == "returned in part" for each in self.files):
            return "back in part"
        if self.waiting:
            return "out"
        if not own.assigned:
            return ""
        return "at work" if own.done or own.in_progress else "not begun"


def progress_rows(found: StudyProgress) -> list[ProgressRow]:
    """A row for each coder and round, in the order of rounds, then of names."""
    return [
        ProgressRow(
            own=each,
            files=tuple(
                file
                for file in found.packages
                if (file.round, file.coder) == (each.round, each.coder)
            ),
        )
        for each in found.coders
    ]


def summary(rows: Sequence[ProgressRow]) -> str:
    """How far all of them are, in one line."""
    coders = len({each.own.coder for each in rows})
    assigned = sum(each.own.assigned for each in rows)
    done = sum(each.own.done for each in rows)
    out = sum(len(each.waiting) for each in rows)
    overdue = sum(each.state == "overdue" for each in rows)
    parts = [counted(coders, "coder"), f"{done} of {counted(assigned, 'transcript')} done"]
    if out:
        parts.append(f"{counted(out, 'file')} of work out")
    if overdue:
        parts.append(f"{overdue} overdue")
    if wrong := len({each.own.coder for each in rows if each.clock}):
        parts.append(f"the clock of {counted(wrong, 'coder')} was wrong")
    return " · ".join(parts)


def progress_table(rows: Sequence[ProgressRow]) -> Table:
    """Rows as a table to keep."""
    return Table(
        name="progress",
        means="how far one coder is in one round",
        columns=tuple(Column(name=name, means=means) for name, means in _COLUMNS),
        rows=tuple(
            (
                each.own.round, each.own.coder, each.own.assigned, each.own.to_do,
                each.own.in_progress, each.own.done, each.own.moments, each.own.judgements,
                each.own.worked_ms // 60_000, each.own.last_seen, each.clock, each.own.due,
                int(each.own.late), each.out_since, each.came_back, each.state,
            )
            for each in rows
        ),
    )  # fmt: skip
