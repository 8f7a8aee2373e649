"""The report of a merge in the making: what is counted, and what more is to be said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from annotator.domain.edits import Record, Replace
from annotator.domain.ids import Id
from annotator.domain.merge_report import CoderCounts, MergedFile, MergeReport, Told
from annotator.domain.package import Package
from annotator.domain.record_shape import is_id
from annotator.domain.work_time import clock_fault
from annotator.storage import schema
from annotator.storage.fitting import Fitting
from annotator.storage.lineage import Key
from annotator.storage.returned import Returned
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load


class Telling:
    """What a merge has to tell so far."""

    def __init__(self, connection: Connection, fitting: Fitting) -> None:
        self._fitting = fitting
        self._names = {each.id: each.name for each in load(connection, CODECS["coder"])}
        chosen = select(schema.rounds.c.id, schema.rounds.c.name)
        self._rounds = {row[0]: row[1] for row in connection.execute(chosen)}
        self._counts: dict[tuple[Id, str], Counter[str]] = defaultdict(Counter)
        self._told: dict[str, list[Told]] = defaultdict(list)
        self.carried = 0

    def count(self, coder_id: Id, what: str, kind: str, number: int = 1) -> None:
        """Counts records of a coder: new, changed, deleted or known."""
        self._counts[coder_id, what][kind] += number

    def tell(
        self, what: str, key: Key, words: str, coder_id: Id, record: Record | None = None
    ) -> None:
        """Tells more of one record: why it is set aside, or what it stands beside."""
        told = Told(
            kind=key[0],
            record_id=key[1] if is_id(key[1]) else ascii(key[1])[:60],  # nothing it could hide
            coder=self._names.get(coder_id, ""),
            what=words,
            place=self._fitting.place(record),
        )
        self._told[what].append(told)

    def told(self, what: str) -> set[Id]:
        """Ids of the records of which that was told."""
        return {each.record_id for each in self._told[what]}

    def file(
        self,
        returned: Returned,
        package: Package,
        before: Package | None,
        every: Sequence[Returned],
        *,
        brings: bool,
    ) -> MergedFile:
        """One file in the report.

        Args:
            package, before: what the study knows of it after the merge and before.
            every: all files of the merge.
            brings: whether it has a state that the study did not know.
        """
        state = None if before is None else before.state
        return MergedFile(
            name=returned.name,
            coder=self._names.get(returned.coder_id, ""),
            round=self._rounds.get(returned.round_id, ""),
            partial=returned.partial,
            returned_at=returned.returned_at,
            devices=len(package.devices),
            apart=tuple(each.name for each in every if _went_apart(returned, each)),
            late=state == "returned" and brings,
            struck=state == "struck off" != package.state,
            clock=clock_fault(returned.returned_at, package.made_at, datetime.now(UTC)),
        )

    def report(self, files: Iterable[MergedFile], *, changes: bool) -> MergeReport:
        """All of it."""
        coders = sorted({coder for coder, _ in self._counts}, key=lambda each: self._names[each])
        told: Mapping[str, Any] = self._told
        return MergeReport(
            files=tuple(files),
            coders=tuple(self._of_coder(each) for each in coders),
            kept_twice=tuple(told["kept"]),
            set_aside=tuple(told["aside"]),
            both_told=tuple(told["both"]),
            left=tuple(told["left"]),
            carried=self.carried,
            earlier=len(told["left"]),
            changes=changes,
        )

    def _of_coder(self, coder_id: Id) -> CoderCounts:
        return CoderCounts(
            coder=self._names[coder_id],
            new=dict(self._counts[coder_id, "new"]),
            changed=dict(self._counts[coder_id, "changed"]),
            deleted=dict(self._counts[coder_id, "deleted"]),
            known=sum(self._counts[coder_id, "known"].values()),
        )


def said_of(change: Replace) -> str:
    """What becomes of what stands in one place: new, changed or deleted."""
    if change.after is None:
        return "deleted"
    return "new" if change.before is None else "changed"


def _went_apart(one: Returned, other: Returned) -> bool:
    """Whether two files are copies of the same work, and neither goes on from the other."""
    if one.package_id != other.package_id:
        return False
    return any(mine != theirs for mine, theirs in zip(one.journal, other.journal, strict=False))
