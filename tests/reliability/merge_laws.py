"""The laws of merging, over many small worlds: the long form by its own command.

    python -m tests.reliability.merge_laws --count 100000

A world is what two or three coders do on machines with copies of their files of work, with clocks
up to ten years wrong: moments are made under ids that other coders have too, changed, deleted,
paired and parted, units judged, memos written, assignments done and reopened, the file is copied
on, handed in (in part, so to speak) and worked on again. Whatever the order and the portions in
which the files come in, however often, the study must be the same, and nothing that was written
last anywhere and can stand may be missing; what one copy leaves as done is done. `--stored` worlds
go through the tables of a real study besides. The control, in which the newest clock wins, must
break these laws.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.memo import Memo
from annotator.domain.merging import GONE, Node, after, digest_of, first, place_of, settled
from annotator.domain.moment import Moment, Pairing
from annotator.domain.resolving import Known, resolve
from annotator.domain.round import Assignment, Progress

Key = tuple[str, Id]
Own = tuple[str, Id, Id]
KINDS = ("moment", "pairing", "judgement", "memo", "assignment")
PROGRESS: tuple[Progress, ...] = ("to do", "in progress", "done")
CODERS = 3
MACHINES = 3
NOW = datetime(2025, 3, 12, tzinfo=UTC)
TEN_YEARS = 3650


@dataclass(frozen=True)
class Step:
    """One thing that happens: by whom, on which machine, to which record, what, by which clock."""

    coder: int
    machine: int
    what: str
    kind: str
    record: int
    says: int
    days: int


WHATS = ("write", "write", "write", "delete", "delete", "copy", "hand in", "hand in")
steps = st.builds(
    Step,
    coder=st.sampled_from((0, 0, 0, 1, 1, 2)),
    machine=st.integers(0, MACHINES - 1),
    what=st.sampled_from(WHATS),
    kind=st.sampled_from(("moment", "moment", "pairing", "pairing", *KINDS[2:])),
    record=st.integers(0, 2),
    says=st.integers(0, 2),
    days=st.integers(-TEN_YEARS, TEN_YEARS),
)
worlds = st.lists(steps, min_size=1, max_size=12)


@dataclass(frozen=True)
class Names:
    """What the records of a world name that no merge changes."""

    coders: tuple[Id, ...] = tuple(str(UUID(int=each)) for each in (9, 7, 8))
    transcript: Id = "t"
    session: Id = "s"
    account: Id = "a"
    round: Id = "r"
    codebook: Id = "b"
    code_set: Id = "c"


@dataclass
class Machine:
    """A copy of one coder's file: each record's states, and what it says now."""

    nodes: dict[Key, list[Node]] = field(default_factory=dict)
    says: dict[Key, Any] = field(default_factory=dict)

    def copy(self) -> Machine:
        return Machine({key: list(own) for key, own in self.nodes.items()}, dict(self.says))

    def write(self, key: Key, record: Any) -> None:
        digest = GONE if record is None else digest_of(record)
        own = self.nodes.setdefault(key, [])
        own.append(after(own[-1], digest) if own else first(*key, digest))
        self.says[key] = record

    def has(self, key: Key) -> bool:
        return self.says.get(key) is not None

    def take(self, step: Step, coder_id: Id, names: Names) -> None:
        """Writes or deletes, as the program lets a coder do it."""
        key = (step.kind, _id(step.kind, step.record))
        if step.what == "delete":
            if step.kind == "moment":
                for own, pairing in list(self.says.items()):
                    if own[0] == "pairing" and pairing and key[1] in pairing.moment_ids:
                        self.write(own, None)
            if self.has(key):
                self.write(key, None)
            return
        record = record_of(step, key[1], coder_id, names)
        if step.kind != "pairing" or all(self.has(("moment", id_)) for id_ in record.moment_ids):
            self.write(key, record)


@dataclass(frozen=True)
class File:
    """What is handed in: states, and what the last ones say."""

    coder_id: Id
    nodes: dict[Key, tuple[Node, ...]]
    contents: dict[str, Any]


def files_of(world: Sequence[Step], names: Names) -> list[File]:
    """The files that come back in a world."""
    machines = [[Machine() for _ in range(MACHINES)] for _ in range(CODERS)]
    start = machines[0][0]
    for record in (0, 1):  # one begins with two moments, on all machines
        start.take(Step(0, 0, "write", "moment", record, 0, 0), names.coders[0], names)
    machines[0] = [start.copy() for _ in range(MACHINES)]
    files = []
    for step in world:
        own = machines[step.coder]
        if step.what == "copy":
            own[(step.machine + 1) % MACHINES] = own[step.machine].copy()
        elif step.what == "hand in":
            files.append(_file(own[step.machine], names.coders[step.coder]))
        else:
            own[step.machine].take(step, names.coders[step.coder], names)
    for coder_id, own in zip(names.coders, machines, strict=True):
        files += [_file(each, coder_id) for each in own if each.nodes]
    return files


def _id(kind: str, record: int) -> Id:
    return str(UUID(int=100 * (KINDS.index(kind) + 1) + record))


def record_of(step: Step, record_id: Id, coder_id: Id, names: Names) -> Any:
    made_at = (NOW + timedelta(days=step.days)).isoformat()
    own: dict[str, Any] = {"id": record_id, "coder_id": coder_id, "made_at": made_at}
    said = str(step.says)
    if step.kind == "memo":
        return Memo(about="session", about_id=names.session, text=said, **own)
    if step.kind == "assignment":
        del own["made_at"]
        own |= {"round_id": names.round, "account_id": names.account, "done_at": made_at}
        return Assignment(progress=PROGRESS[step.says], **own)
    own |= {"round_id": names.round, "memo": said}
    if step.kind == "pairing":
        two = (_id("moment", step.record), _id("moment", (step.record + 1 + step.says % 2) % 3))
        return Pairing(session_id=names.session, moment_ids=two, relation="converging", **own)
    own["codebook_id"] = names.codebook
    if step.kind == "moment":
        return Moment(transcript_id=names.transcript, start=step.record, end=4, **own)
    return Judgement(code_set_id=names.code_set, unit="session", target_id=names.session, **own)


def _file(machine: Machine, coder_id: Id) -> File:
    nodes = {key: tuple(own) for key, own in machine.nodes.items()}
    contents = {own[-1].hash: machine.says[key] for key, own in nodes.items()}
    return File(coder_id, nodes, {key: each for key, each in contents.items() if each is not None})


# Merging -------------------------------------------------------------------------------------


@dataclass
class Study:
    """What the study knows, what stands in it, and what it keeps of what cannot."""

    known: dict[Own, Known] = field(default_factory=lambda: defaultdict(Known))
    live: dict[Key, Any] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    places: dict[Own, Id] = field(default_factory=dict)


Merge = Callable[[Study, Sequence[File]], None]


def merge(study: Study, files: Sequence[File]) -> None:
    """Takes files in by the same laws as storage does, but all anew each time."""
    contents = study.kept | {key: each for file in files for key, each in file.contents.items()}
    incoming: dict[Own, dict[str, Node]] = defaultdict(dict)
    for file in files:
        for key, nodes in file.nodes.items():
            incoming[*key, file.coder_id].update((node.hash, node) for node in nodes)
    owns = sorted({*study.known, *incoming}, key=lambda own: (KINDS.index(own[0]), own))
    holders: dict[Key, set[Id]] = defaultdict(set)
    for own in owns:
        holders[own[:2]].add(own[2])
    places = {own: place_of(own[2], own[1], holders[own[:2]]) for own in owns}
    live: dict[Key, Any] = {}
    kept: dict[str, Any] = {}
    for own in owns:
        done = resolve(
            own[:2],
            study.known[own],
            incoming.get(own, {}),
            live=lambda place, own=own: _told(study, own, place),  # type: ignore[misc]
            content=lambda node, place: _named(contents.get(node.hash), place),
            reason=lambda record: _reason(record, places, live),
        )
        for place, record in done.stands.items():
            at = places[own] if place == own[1] else place
            live[own[0], at] = _named(_in_study(record, places), at)
        aside = (*done.aside, *done.outdone)
        kept.update({each.node.hash: each.says for each in aside if each.says is not None})
        _learn(study.known[own], done)
    study.live, study.kept, study.places = live, kept, places


def _told(study: Study, own: Own, place: Id) -> Any:
    """What stands in the study, as the coder's file had it."""
    at = study.places.get(own, place) if place == own[1] else place
    record = study.live.get((own[0], at))
    if record is None or record.coder_id != own[2]:
        return None
    if isinstance(record, Pairing):
        back = {at: key[1] for key, at in study.places.items() if key[2] == own[2]}
        record = replace(record, moment_ids=tuple(back.get(e, e) for e in record.moment_ids))
    return record


def _in_study(record: Any, places: dict[Own, Id]) -> Any:
    if not isinstance(record, Pairing):
        return record
    ids = (places.get(("moment", each, record.coder_id), each) for each in record.moment_ids)
    return replace(record, moment_ids=tuple(ids))


def _reason(record: Any, places: dict[Own, Id], live: dict[Key, Any]) -> str | None:
    if not isinstance(record, Pairing):
        return None
    paired = [live.get(("moment", each)) for each in _in_study(record, places).moment_ids]
    stand = all(each is not None and each.coder_id == record.coder_id for each in paired)
    return None if stand else "a moment is not there"


def _learn(known: Known, done: Any) -> None:
    for node, placed in done.nodes:
        known.nodes[node.hash] = node
        if placed is not None:
            known.placed[node.hash] = placed
    for hash_, value in done.placed.items():
        known.placed.pop(hash_, None)
        if value is not None:
            known.placed[hash_] = value


def _named(record: Any, place: Id) -> Any:
    return None if record is None else replace(record, id=place)


def merge_by_clock(study: Study, files: Sequence[File]) -> None:
    """The control: of two states the one with the newer clock wins."""
    for file in files:
        for record in file.contents.values():
            key = (type(record).__name__.lower(), record.id)
            standing = study.live.get(key)
            if standing is None or _clock(record) >= _clock(standing):
                study.live[key] = record


def _clock(record: Any) -> Any:
    return record.done_at if isinstance(record, Assignment) else record.made_at


# The laws ------------------------------------------------------------------------------------

Merged = Callable[[Sequence[Sequence[File]]], Any]
"""The end of merging files in these portions."""


def merged_by(by: Merge) -> Merged:
    """The end in a study of nothing but what merging needs."""

    def go(portions: Sequence[Sequence[File]]) -> Any:
        study = Study()
        for files in portions:
            by(study, files)
        return study.known, study.live, study.kept

    return go


def broken_law(
    world: Sequence[Step], seed: int, merged: Merged, names: Names | None = None
) -> str | None:
    """The first law that a world breaks; None where all hold."""
    chance = random.Random(seed)
    files = files_of(world, names or Names())
    once = merged([[each] for each in files])
    shuffled = chance.sample(files, len(files))
    if merged([[each] for each in shuffled]) != once:
        return "commutative"
    cut = chance.randint(0, len(files))
    if merged([part for part in (shuffled[:cut], shuffled[cut:]) if part]) != once:
        return "associative"
    again = chance.choices(files, k=3) if files else []
    if files and merged([*([each] for each in files), again, files]) != once:
        return "idempotent"
    if not _has_all(files, once[1], once[2]):
        return "nothing is lost"
    return None if _has_done(files, once[1]) else "what is done is done"


def _has_all(files: Sequence[File], live: dict[Key, Any], kept: dict[str, Any]) -> bool:
    """Whether what was written last anywhere stands, or is kept until it can."""
    stand = {words_of(each) for each in live.values()}
    contents = {key: each for file in files for key, each in file.contents.items()}
    every: dict[Own, set[Node]] = defaultdict(set)
    for file in files:
        for key, nodes in file.nodes.items():
            every[*key, file.coder_id].update(nodes)
    for own in every.values():
        done = {
            node.hash
            for node in own
            if getattr(contents.get(node.hash), "progress", None) == "done"
        }
        end = settled(own, done=done)
        for node in (end.stands, *(node for _, node in end.kept)):
            gone = node.digest == GONE or node.hash in kept
            if not gone and words_of(contents[node.hash]) not in stand:
                return False
    return True


def _has_done(files: Sequence[File], live: dict[Key, Any]) -> bool:
    """Whether just those assignments stand as done that were left as done somewhere."""
    ends: dict[Own, dict[str, Node]] = defaultdict(dict)
    for file in files:
        for (kind, record_id), nodes in file.nodes.items():
            if kind == "assignment":
                ends[kind, record_id, file.coder_id].update({each.hash: each for each in nodes})
    contents = {key: each for file in files for key, each in file.contents.items()}
    wanted = 0
    for own in ends.values():
        gone_on = {each.parent for each in own.values()}
        says = [contents.get(each) for each in own.keys() - gone_on]
        wanted += any(each is not None and each.progress == "done" for each in says)
    stand = [each for each in live.values() if isinstance(each, Assignment)]
    return sum(each.progress == "done" for each in stand) == wanted


def words_of(record: Any) -> tuple[Any, ...]:
    if isinstance(record, Assignment):
        return type(record), record.coder_id, record.done_at, record.progress
    said = record.text if isinstance(record, Memo) else record.memo
    return type(record), record.coder_id, record.made_at, said


def laws(
    cases: int, merged: Merged | None = None, names: Names | None = None
) -> Callable[[], None]:
    """A Hypothesis test of so many worlds."""
    by = merged or merged_by(merge)

    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds, st.integers(0, 999))
    def hold(world: list[Step], seed: int) -> None:
        broken = broken_law(world, seed, by, names)
        assert broken is None, f"{broken}: {world}"

    return hold


def main() -> int:
    """Tries the laws, then the control, which must break them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", "--cases", type=int, default=100_000, help="worlds")
    parser.add_argument("--stored", type=int, default=500, help="worlds through a real study")
    wish = parser.parse_args()
    laws(wish.count)()
    print(f"{wish.count} worlds: merging is idempotent, commutative, associative, loses nothing")
    if wish.stored:
        from tests.reliability.stored_laws import stored_laws

        stored_laws(wish.stored)
        print(f"{wish.stored} worlds through the tables of a study: the same")
    try:
        laws(wish.count, merged_by(merge_by_clock))()
    except AssertionError as broken:
        print(f"control, the newest clock wins: broken as it must be ({str(broken)[:60]} …)")
        return 0
    print("control, the newest clock wins: it should break the laws, and did not")
    return 1


if __name__ == "__main__":
    sys.exit(main())
