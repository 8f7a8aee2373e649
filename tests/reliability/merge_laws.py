"""The laws of merging, over many small worlds: the long form by its own command.

    python -m tests.reliability.merge_laws --cases 100000

A world is what two or three machines do with copies of one file of work, with clocks up to ten
years wrong: records are made, changed, deleted, the file is copied on, handed in and worked on
again. Whatever the order and the portions in which the files come in, however often, the study
must be the same, and nothing that was written last anywhere may be missing. The control, in
which the newest clock wins, must break these laws.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotator.domain.ids import Id
from annotator.domain.memo import Memo
from annotator.domain.merging import GONE, Node, after, by_record, digest_of, first, settled
from annotator.domain.resolving import Known, resolve

Key = tuple[str, Id]
NOW = datetime(2025, 3, 12, tzinfo=UTC)
TEN_YEARS = 3650


@dataclass(frozen=True)
class Step:
    """One thing that happens: on which machine, to which record, what, by which clock."""

    machine: int
    what: str
    record: int
    says: int
    days: int


steps = st.builds(
    Step,
    machine=st.integers(0, 2),
    what=st.sampled_from(("write", "write", "write", "delete", "copy", "hand in")),
    record=st.integers(0, 3),
    says=st.integers(0, 2),
    days=st.integers(-TEN_YEARS, TEN_YEARS),
)
worlds = st.lists(steps, min_size=1, max_size=16)


@dataclass
class Machine:
    """A copy of the file: each record's states, and what it says now."""

    nodes: dict[Key, list[Node]] = field(default_factory=dict)
    says: dict[Key, Memo | None] = field(default_factory=dict)

    def copy(self) -> Machine:
        return Machine({key: list(own) for key, own in self.nodes.items()}, dict(self.says))

    def write(self, key: Key, memo: Memo | None) -> None:
        digest = GONE if memo is None else digest_of(memo)
        own = self.nodes.setdefault(key, [])
        own.append(after(own[-1], digest) if own else first(*key, digest))
        self.says[key] = memo


@dataclass(frozen=True)
class File:
    """What is handed in: states, and what the last ones say."""

    nodes: tuple[Node, ...]
    contents: dict[str, Memo]


@dataclass
class Study:
    """What the study knows and what stands in it."""

    known: dict[Key, Known] = field(default_factory=dict)
    live: dict[Id, Memo] = field(default_factory=dict)


Merge = Callable[[Study, Sequence[File]], None]


def files_of(world: Sequence[Step]) -> tuple[Study, list[File]]:
    """The study at the start, and the files that come back in it."""
    start = Machine()
    study = Study()
    for place in (0, 1):  # two of the records were handed out, two are made on the machines
        memo = _memo(place, 9, 0)
        start.write(("memo", memo.id), memo)
        [node] = start.nodes["memo", memo.id]
        study.known["memo", memo.id] = Known({node.hash: node}, {node.hash: node.digest})
        study.live[memo.id] = memo
    machines = [start.copy() for _ in range(3)]
    files = []
    for step in world:
        machine = machines[step.machine]
        key = ("memo", str(UUID(int=step.record)))
        if step.what == "copy":
            machines[(step.machine + 1) % 3] = machine.copy()
        elif step.what == "hand in":
            files.append(_file(machine))
        elif step.what == "write":
            machine.write(key, _memo(step.record, step.says, step.days))
        elif machine.says.get(key) is not None:
            machine.write(key, None)
    files += [_file(each) for each in machines]
    return study, files


def _memo(record: int, says: int, days: int) -> Memo:
    made_at = (NOW + timedelta(days=days)).isoformat()
    where = {"about": "study", "about_id": "s", "made_at": made_at}
    return Memo(id=str(UUID(int=record)), coder_id="c", text=str(says), **where)  # type: ignore[arg-type]


def _file(machine: Machine) -> File:
    nodes = tuple(node for own in machine.nodes.values() for node in own)
    contents = {
        own[-1].hash: memo
        for key, own in machine.nodes.items()
        if (memo := machine.says.get(key)) is not None
    }
    return File(nodes, contents)


def merge(study: Study, files: Sequence[File]) -> None:
    """Takes files in, as storage does it."""
    contents = {key: memo for file in files for key, memo in file.contents.items()}
    incoming = by_record(node for file in files for node in file.nodes)
    for key, nodes in incoming.items():
        known = study.known.setdefault(key, Known())
        done = resolve(
            key,
            known,
            {node.hash: node for node in nodes},
            live=study.live.get,
            content=lambda node, place: _named(contents.get(node.hash), place),
            reason=lambda _: None,
        )
        for place in done.before:
            study.live.pop(place, None)
        study.live.update(done.stands)
        for node, placed in done.nodes:
            known.nodes[node.hash] = node
            if placed is not None:
                known.placed[node.hash] = placed
        for hash_, value in done.placed.items():
            if value is None:
                known.placed.pop(hash_, None)
            else:
                known.placed[hash_] = value


def merge_by_clock(study: Study, files: Sequence[File]) -> None:
    """The control: of two states the one with the newer clock wins."""
    for file in files:
        for memo in file.contents.values():
            standing = study.live.get(memo.id)
            if standing is None or memo.made_at >= standing.made_at:
                study.live[memo.id] = memo


def _named(memo: Memo | None, place: Id) -> Any:
    return None if memo is None else replace(memo, id=place)


def merged(world: Sequence[Step], order: Sequence[Sequence[int]], by: Merge) -> Study:
    """The study after the files came in, in portions of these numbers."""
    study, files = files_of(world)
    for portion in order:
        by(study, [files[number] for number in portion])
    return study


def broken_law(world: Sequence[Step], seed: int, by: Merge = merge) -> str | None:
    """The first law that a world breaks; None where all hold."""
    chance = random.Random(seed)
    _, files = files_of(world)
    numbers = list(range(len(files)))
    once = merged(world, [[number] for number in numbers], by)
    shuffled = chance.sample(numbers, len(numbers))
    if merged(world, [[number] for number in shuffled], by) != once:
        return "commutative"
    cut = chance.randint(0, len(numbers))
    if merged(world, [shuffled[:cut], shuffled[cut:]], by) != once:
        return "associative"
    again = chance.choices(numbers, k=3)
    if merged(world, [*([number] for number in numbers), again, numbers], by) != once:
        return "idempotent"
    stand = {digest_of(memo) for memo in once.live.values()}
    for own in by_record(node for file in files for node in file.nodes).values():
        end = settled(own)
        last = [end.stands, *(node for _, node in end.kept)]
        if any(node.digest not in {GONE, *stand} for node in last):
            return "nothing is lost"
    return None


def laws(cases: int, by: Merge = merge) -> Callable[[], None]:
    """A Hypothesis test of so many worlds."""

    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds, st.integers(0, 999))
    def hold(world: list[Step], seed: int) -> None:
        broken = broken_law(world, seed, by)
        assert broken is None, f"{broken}: {world}"

    return hold


def main() -> int:
    """Tries the laws, then the control, which must break them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    cases = parser.parse_args().cases
    laws(cases)()
    print(f"{cases} worlds: merging is idempotent, commutative, associative, and loses nothing")
    try:
        laws(cases, merge_by_clock)()
    except AssertionError as broken:
        print(f"control, the newest clock wins: broken as it must be ({str(broken)[:60]} …)")
        return 0
    print("control, the newest clock wins: it should break the laws, and did not")
    return 1


if __name__ == "__main__":
    sys.exit(main())
