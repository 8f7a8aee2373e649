"""What a merge brings, or would bring: counts and ids, never words of a transcript or a memo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.domain.ids import Id


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedFile:
    """One file that came back.

    Attributes:
        devices: on how many machines it was worked, with what had come back before.
        apart: names of other files of this merge that are copies of the same work, in which it
            went on otherwise.
        late: it brings work, though the same work had been handed in for good and merged: so
            this is another copy.
        struck: it had been struck off, and comes in all the same.
        clock: that the clock of its machine was wrong, and by how much at least; else empty.
    """

    name: str
    coder: str
    round: str
    partial: bool
    returned_at: str
    devices: int
    apart: tuple[str, ...] = ()
    late: bool = False
    struck: bool = False
    clock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderCounts:
    """What one coder's files bring, by kind of record."""

    coder: str
    new: Mapping[str, int]
    changed: Mapping[str, int]
    deleted: Mapping[str, int]
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One record of which more is to be said.

    Attributes:
        place: where it stands, for a person to find it; empty where that is not known.
    """

    kind: str
    record_id: Id
    coder: str
    what: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeReport:
    """All that a merge does.

    Attributes:
        kept_twice: states that stand beside the record's own, since both were written.
        set_aside: records that cannot stand in the study, each with the reason.
        both_told: records that one deleted where another went on: they stay.
        left: moments on a transcript that was corrected, whose words are not once in the new one.
        carried: how many moments on such a transcript stand on the corrected one now.
        earlier: how many are `left`.
        changes: whether anything changes at all.
    """

    files: tuple[MergedFile, ...]
    coders: tuple[CoderCounts, ...]
    kept_twice: tuple[Told, ...] = ()
    set_aside: tuple[Told, ...] = ()
    both_told: tuple[Told, ...] = ()
    left: tuple[Told, ...] = ()
    carried: int = 0
    earlier: int = 0
    changes: bool = False
