"""The laws of merging, through the tables of a real study: plan, write, read back, take back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Protocol

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from annotator.domain.codebook import CodeSet
from annotator.domain.edits import Edit, Replace, added
from annotator.domain.ids import new_id
from annotator.domain.package import Package
from annotator.domain.round import Coder
from annotator.storage import Store, create, schema
from annotator.storage.head_start import HeadStart, NotAsPlannedError
from annotator.storage.issuer import Issuer
from annotator.storage.merging import write_plan
from annotator.storage.planning import Plan, planned
from annotator.storage.receiving import straightened
from annotator.storage.returned import Returned
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load
from annotator.storage.straight import Batch
from tests.reliability.merge_laws import KINDS, File, Names, Step, files_of, laws, worlds
from tests.storage.making import make, new_study


class _TakenBack(Exception):
    """Ends a transaction of which nothing shall stay."""


def stored_laws(cases: int) -> None:
    """Tries so many worlds in a study that is made for it, and is as it was after each."""
    with tempfile.TemporaryDirectory() as folder, _study(Path(folder) / "laws.iprstudy") as ready:
        store, names = ready

        laws(cases, merged_by_store(store, names), names)()


def same_either_way(cases: int) -> None:
    """Tries so many worlds record by record, and with a head start, too: both change nothing."""
    with tempfile.TemporaryDirectory() as folder, _study(Path(folder) / "laws.iprstudy") as ready:
        store, names = ready
        straight = merged_by_store(store, names)
        one_by_one = merged_by_store(store, names, straight=False)
        ahead = merged_by_store(store, names, ahead=True)

        @settings(max_examples=cases, deadline=None, database=None)
        @given(worlds, st.integers(0, 999))
        def hold(world: list[Step], cut: int) -> None:
            files = files_of(world, names)
            at = cut % (len(files) + 1)
            parts = [files[:at], files[at:]] if cut % 2 else [[each] for each in files]
            portions = [part for part in (*parts, files) if part]
            told: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
            end = straight(portions, told[0])
            assert end == one_by_one(portions, told[1])
            assert end == ahead(portions, told[2])
            assert told[0] == told[1] == told[2]

        hold()


class Merged(Protocol):
    """The end of merging files in these portions; the reports go into `told`."""

    def __call__(
        self, portions: Sequence[Sequence[File]], told: list[Any] | None = None
    ) -> Any: ...


def merged_by_store(
    store: Store, names: Names, *, straight: bool = True, ahead: bool = False
) -> Merged:
    """Merges in the study, which is as it was afterwards.

    Args:
        store: the study.
        names: of what stands in it.
        straight: what can comes in straight, else record by record.
        ahead: it is written before the plan is known.
    """

    def merged(portions: Sequence[Sequence[File]], told: list[Any] | None = None) -> Any:
        end = None
        try:
            with store.writing() as connection:
                for files in portions:
                    came = [_returned(each, names) for each in files]
                    if straight:
                        issuer = Issuer.of(connection)
                        came = [straightened(each, issuer) for each in came]
                    plan = planned(connection, came)
                    if told is not None:
                        told.append(plan.report)
                    if plan.report.changes:
                        left = _left(connection, came, plan) if ahead else None
                        write_plan(connection, plan, store.device, left)
                end = end_of(connection)
                raise _TakenBack
        except _TakenBack:
            return end

    return merged


def _left(connection: Connection, came: Sequence[Returned], plan: Plan) -> list[Batch] | None:
    """What is left to be written after a head start; None where that was taken back."""
    start = HeadStart(connection)
    try:
        with connection.begin_nested():
            for each in came:
                start.take(connection, each)
            return start.left(plan.straight)
    except NotAsPlannedError:
        return None


@contextmanager
def _study(place: Path) -> Iterator[tuple[Store, Names]]:
    made = make(("one two three", "four five six"))
    whole = CodeSet(id=new_id(), name="Whole", unit="session")
    book = replace(made.codebook, sets=(*made.codebook.sets, whole))
    names = Names(
        transcript=made.transcripts[0].id,
        session=made.session.id,
        account=made.transcripts[0].account_id,
        round=made.round.id,
        codebook=made.codebook.id,
        code_set=whole.id,
    )
    with create(place, new_study(), None, actor="tests") as store:
        store.apply(made.edit, action="import")
        store.apply(Replace(made.codebook, book), action="set")
        store.apply(handed_out(names), action="hand out")
        yield store, names


def handed_out(names: Names) -> Edit:
    """The coders of a world, each with work that is out."""
    coders = [Coder(id=each, name=f"C{at}") for at, each in enumerate(names.coders)]
    packages = [
        Package(
            id=each.id, round_id=names.round, coder_id=each.id, codebook_id=names.codebook,
            account_ids=(), verify_key="", made_at="2025-03-12T10:00:00+00:00",
        )
        for each in coders
    ]  # fmt: skip
    return added(*coders, *packages)


def _returned(file: File, names: Names) -> Returned:
    return Returned(
        name="file",
        package_id=file.coder_id,
        coder_id=file.coder_id,
        round_id=names.round,
        partial=True,
        returned_at="2025-03-12T10:00:00+00:00",
        devices=(),
        nodes={key: list(nodes) for key, nodes in file.nodes.items()},
        contents={key: asdict(each) for key, each in file.contents.items()},
        journal=(),
    )


def end_of(connection: Connection) -> tuple[Any, Any, Any]:
    """All that a merge may change, whatever the order of making."""
    table = schema.lineage
    rows = connection.execute(select(table).order_by(table.c.hash)).all()
    others = connection.execute(select(schema.other_ids).order_by(schema.other_ids.c.id)).all()
    live = {(kind, each.id): each for kind in KINDS for each in load(connection, CODECS[kind])}
    kept = {row.hash: tuple(row) for row in connection.execute(select(schema.kept_states))}
    return (list(map(tuple, rows)), list(map(tuple, others))), live, kept
