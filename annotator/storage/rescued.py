"""What a rescue brought, in numbers and names: nothing of a transcript."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from annotator.storage.lost_texts import LostText


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescued:
    """What a rescue brought.

    Attributes:
        place: the new file.
        pages: of the damaged file; `damaged` of them are not as they were written, or not there.
        rows: read from whole pages.
        healed: records that the journal alone had, or had otherwise.
        backup: the backup that was used, None where there was no sound one.
        from_backup: records brought from it, by kind.
        lost: how many records are known to be lost, by kind and by the name of the coder who
            wrote them last (empty for the PI).
        unsure: the same of records that are there, but may be older than they were, may have
            lost codes, ratings or turns, or stand in for what is lost.
        stood_in: records and parts of them that were made anew from what is known, since others
            hang on them, by what they are.
        lost_texts: of which characters are lost and stand as U+FFFD, and about where.
        changed_texts: names of those that are not what was brought in, by their fingerprints.
        entries: of the journal that stand in an unbroken chain and are kept; of `entries_read`.
        is_proven: False where the salt is lost: nothing then says that the pages are as they were
            written, and the new file has no passphrase but the recovery key.
        papers_lost: of handed-out work, without which it is a study of its own.
        entries_lost: how many could not be read. What they wrote is there only where its own
            rows or the backup have it, and is not among `lost`.
        erasures_unknown: whether somebody may have been erased of whom the new file knows
            nothing: what is still out may then bring them back.
    """

    place: Path
    pages: int
    damaged: int
    rows: int
    healed: int
    backup: Path | None
    from_backup: dict[str, int]
    lost: dict[tuple[str, str], int]
    unsure: dict[tuple[str, str], int]
    stood_in: dict[str, int]
    lost_texts: tuple[LostText, ...]
    changed_texts: tuple[str, ...]
    entries: int
    entries_read: int
    entries_lost: int
    is_proven: bool = True
    papers_lost: bool = False
    erasures_unknown: bool = False

    @property
    def blanks(self) -> int:
        """Characters of texts that are lost."""
        return sum(each.lost for each in self.lost_texts)

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the study is missing, as far as can be known."""
        lost = self.lost or self.unsure or self.entries_lost or self.papers_lost
        return self.is_proven and not (lost or self.erasures_unknown)
