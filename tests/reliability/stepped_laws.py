"""The laws of merging where the study itself goes on between merges, through its real tables.

    python -m tests.reliability.stepped_laws --count 1000

A world is a row of phases. In each, coders work and hand in as in `merge_laws`, what they hand in
is merged, and then the PI does one thing in the study: reopens what is done, makes a new version
of the codebook, renames a coder, strikes a file of work off, hands out again to a coder (who goes
on from there on a machine of their own), or erases a participant. Coders' records have ids in
common, and of two under one id one is on the participant's text and one is not.

Within a phase any order and portions, and whatever came in before once more, must end alike, and
so must all that follows; a copy that is merged again at the end changes nothing. What nobody went
on from stands or is kept, unless a state of that very record was about the participant or quoted;
and of what was, no text, no state and no mark of one that was known is left, and none ever comes
back. The controls go by the id alone, whosever the record is: they must break these laws.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from annotator.domain.codebook import CodeSet
from annotator.domain.edits import Replace, added
from annotator.domain.ids import Id
from annotator.domain.memo import Memo
from annotator.domain.merging import GONE, Node, digest_of, leaves_of, settled
from annotator.domain.moment import Moment, Pairing
from annotator.domain.transcript import freeze
from annotator.domain.withdrawal import Wish
from annotator.storage import Store, create, journal
from annotator.storage.erasure import known, returning, rows
from annotator.storage.erasure.returning import has_erased, set_aside
from annotator.storage.erasure.rows import erase_rows, planned
from annotator.storage.handing_on import as_known, states_of
from annotator.storage.issuer import Issuer
from annotator.storage.lineage import Key
from annotator.storage.merging import write_plan
from annotator.storage.planning import planned as merge_planned
from annotator.storage.receiving import straightened
from annotator.storage.returned import Returned
from annotator.storage.rows import CODECS, codec_of
from annotator.storage.rows.loading import load
from annotator.storage.writing import write
from tests.reliability import merge_laws
from tests.reliability.merge_laws import CODERS, KINDS, MACHINES, File, Machine, Names, Own, Step
from tests.reliability.stored_laws import end_of, handed_out
from tests.storage.making import make, new_study
from tests.storage.making import reading as read_as

WHO = Wish(participant="T00")
SAID = "Never had anybody told them how small it felt."
QUOTE = "how small it felt"
STEPS = (
    "erase",
    "erase",
    "erase",
    "hand out",
    "hand out",
    "reopen",
    "codebook",
    "rename",
    "strike",
)


@dataclass(frozen=True)
class PiStep:
    """One thing that the PI does after a phase."""

    what: str
    coder: int


steps = st.builds(  # close together: what tells are records of two coders under one id
    Step,
    coder=st.sampled_from((0, 0, 1, 1, 2)),
    machine=st.sampled_from((0, 0, 1)),
    what=st.sampled_from(merge_laws.WHATS),
    kind=st.sampled_from(("moment", "moment", "memo", "memo", "pairing", *KINDS[2:])),
    record=st.integers(0, 2),
    says=st.integers(0, 2),
    days=st.integers(-merge_laws.TEN_YEARS, merge_laws.TEN_YEARS),
)
phases = st.lists(
    st.tuples(
        st.lists(steps, min_size=2, max_size=6),
        st.builds(PiStep, st.sampled_from(STEPS), st.integers(0, CODERS - 1)),
    ),
    min_size=2,
    max_size=3,
)
World = Sequence[tuple[Sequence[Step], PiStep]]


@dataclass
class Coding(Machine):
    """A copy of a coder's file, with the states that it was handed out with."""

    handed: set[str] = field(default_factory=set)

    def copy(self) -> Coding:
        own = super().copy()
        return Coding(own.nodes, own.says, set(self.handed))


@dataclass(frozen=True)
class Lab:
    """A study, and what its tests want to know of it.

    Attributes:
        package: holds its texts too, as work does that was out before an erasure.
        text_id: of the participant's text.
    """

    store: Store
    package: Store
    names: Names
    text_id: Id
    study_id: Id

    def record_of(self, step: Step, record_id: Id, coder_id: Id, names: Names) -> Any:
        """As in `merge_laws`; a moment's text, and what a memo is on, so that some of it goes."""
        record = _plain_record(step, record_id, coder_id, names)
        if isinstance(record, Moment):
            theirs = (step.record + names.coders.index(coder_id)) % 2
            return replace(record, transcript_id=self.text_id if theirs else names.transcript)
        if isinstance(record, Memo):
            words = SAID if step.says == 2 else f"{step.says}"
            return replace(record, about="study", about_id=self.study_id, text=words)
        return record


_plain_record = merge_laws.record_of


@dataclass
class Trace:
    """What happened: files and steps in turn.

    Attributes:
        ends: what the study held after each.
        before: what it held just before the first erasure; None where there is none.
    """

    parts: list[list[File] | PiStep] = field(default_factory=list)
    ends: list[Any] = field(default_factory=list)
    before: Any = None


# One world ------------------------------------------------------------------------------------


def broken_law(lab: Lab, world: World, seed: int) -> str | None:
    """The first law that a world breaks; None where all hold."""
    chance = random.Random(seed)
    said: dict[str, tuple[Own, Any]] = {}
    trace = _first_run(lab, world, said)
    once = trace.ends[-1]
    if _run_again(lab, trace, chance, again=False) != trace.ends:
        return "in any order and portions"
    if _run_again(lab, trace, chance, again=True) != trace.ends:
        return "whatever comes once more"
    files = [each for part in trace.parts if isinstance(part, list) for each in part]
    exempt: set[Own] = set()
    if trace.before is not None:
        theirs = {key for key, (own, each) in said.items() if _is_theirs(lab, own, each, said)}
        if _left(lab, once, trace.before, theirs):
            return "what is erased stays erased"
        exempt = {said[key][0] for key in theirs}
    return None if _has_all(files, once, exempt, said) else "nothing else is lost"


def _is_theirs(lab: Lab, own: Own, record: Any, said: dict[str, tuple[Own, Any]]) -> bool:
    """Whether a state is about the participant, or quotes."""
    if isinstance(record, Moment):
        return record.transcript_id == lab.text_id
    if isinstance(record, Memo):
        return QUOTE in record.text
    if not isinstance(record, Pairing):
        return False
    theirs = {
        key[1] for key, each in said.values()
        if key[0] == "moment" and key[2] == own[2] and _is_theirs(lab, key, each, said)
    }  # fmt: skip
    return not theirs.isdisjoint(record.moment_ids)


def _first_run(lab: Lab, world: World, said: dict[str, tuple[Own, Any]]) -> Trace:
    """The world as it happens: what is handed out goes into what comes back later."""
    trace = Trace()
    machines = [[Coding() for _ in range(MACHINES)] for _ in range(CODERS)]
    with _taken_back(lab) as connection:
        for steps, step in world:
            files = _worked(lab, machines, steps, said)
            trace.parts += [files, step]
            for each in files:
                _merge(lab, connection, [each])
            if step.what == "erase" and trace.before is None:
                trace.before = end_of(connection)
            handed = _do(lab, connection, step)
            if handed is not None:
                machines[step.coder] = [handed.copy() for _ in range(MACHINES)]
            trace.ends.append(end_of(connection))
        files = _worked(lab, machines, (), said)
        trace.parts.append(files)
        for each in files:
            _merge(lab, connection, [each])
        trace.ends.append(end_of(connection))
    return trace


def _run_again(lab: Lab, trace: Trace, chance: random.Random, *, again: bool) -> list[Any]:
    """The same with files in another order and portions, or once more as well."""
    ends: list[Any] = []
    seen: list[File] = []
    with _taken_back(lab) as connection:
        for part in trace.parts:
            if isinstance(part, PiStep):
                _do(lab, connection, part)
            else:
                order = chance.sample(part, len(part))
                cut = chance.randint(0, len(order))
                portions = [order[:cut], order[cut:]] if not again else [[each] for each in order]
                seen += part
                if again:
                    portions += [chance.choices(seen, k=2), part] if seen else []
                for some in portions:
                    _merge(lab, connection, some)
                if part is not trace.parts[-1]:
                    continue
            ends.append(end_of(connection))
        if again and seen:
            _merge(lab, connection, seen)
            ends[-1] = end_of(connection)
    return ends


def _worked(
    lab: Lab,
    machines: list[list[Coding]],
    steps: Sequence[Step],
    said: dict[str, tuple[Own, Any]],
) -> list[File]:
    """What is handed in on the way and at the end of a phase."""
    files = []
    with mock.patch.object(merge_laws, "record_of", lab.record_of):
        for step in steps:
            own, coder_id = machines[step.coder], lab.names.coders[step.coder]
            if step.what == "copy":
                own[(step.machine + 1) % MACHINES] = own[step.machine].copy()
            elif step.what == "hand in":
                files.append(_file(own[step.machine], coder_id))
            else:
                own[step.machine].take(step, coder_id, lab.names)
                for key, record in own[step.machine].says.items():
                    if record is not None:
                        said.setdefault(digest_of(record), ((*key, coder_id), record))
    for coder_id, some in zip(lab.names.coders, machines, strict=True):
        files += [_file(each, coder_id) for each in some if each.nodes]
    return files


def _file(machine: Coding, coder_id: Id) -> File:
    nodes = {key: tuple(own) for key, own in machine.nodes.items()}
    contents = {
        own[-1].hash: machine.says[key]
        for key, own in nodes.items()
        if machine.says[key] is not None and own[-1].hash not in machine.handed
    }
    return File(coder_id, nodes, contents)


# What happens in the study ----------------------------------------------------------------------


def _merge(lab: Lab, connection: Connection, files: Sequence[File]) -> None:
    issuer = Issuer.of(connection)
    came = [straightened(_returned(lab, connection, each), issuer) for each in files]
    plan = merge_planned(connection, came)
    if plan.report.changes:
        write_plan(connection, plan, lab.store.device)


def _returned(lab: Lab, connection: Connection, file: File) -> Returned:
    """What a file brings, without what an erasure keeps out."""
    nodes = {key: list(own) for key, own in file.nodes.items()}
    contents: dict[str, Any] = {key: asdict(each) for key, each in file.contents.items()}
    foreign: dict[Key, str] = {}
    if has_erased(connection):
        with lab.package.reading() as package:
            foreign = set_aside(connection, package, file.coder_id, nodes, contents)
        for key in foreign:
            for node in nodes.pop(key):
                contents.pop(node.hash, None)
    return Returned(
        name="file",
        package_id=file.coder_id,
        coder_id=file.coder_id,
        round_id=lab.names.round,
        partial=True,
        returned_at="2025-03-12T10:00:00+00:00",
        devices=(),
        nodes=nodes,
        contents=contents,
        journal=(),
        foreign=foreign,
    )


def _do(lab: Lab, connection: Connection, step: PiStep) -> Coding | None:
    """Does what the PI does; what is handed out, where that is it."""
    coder_id = lab.names.coders[step.coder]
    if step.what == "hand out":
        return _handed(connection, coder_id)
    if step.what == "erase":
        plan, quotes = planned(connection, WHO, ())
        touched = erase_rows(connection, plan, device=lab.store.device)
        if not plan.is_empty:
            known.note(connection, known.Stamp(), touched, quotes)
        return None
    change = _change(connection, step.what, coder_id)
    if change is not None:
        own, device = [write(connection, change)], lab.store.device
        journal.append(connection, [change], own, action=step.what, actor=None, device=device)
    return None


def _change(connection: Connection, what: str, coder_id: Id) -> Replace | None:
    if what == "reopen":
        done = [each for each in load(connection, CODECS["assignment"]) if each.progress == "done"]
        first = min(done, key=lambda each: str(each.id), default=None)
        return first and Replace(first, replace(first, progress="to do", done_at=None))
    if what == "codebook":
        books = load(connection, CODECS["codebook"])
        last = max(books, key=lambda each: int(each.number))
        number = last.number + 1
        return Replace(None, replace(last, id=str(UUID(int=500 + number)), number=number))
    if what == "rename":
        [coder] = [each for each in load(connection, CODECS["coder"]) if each.id == coder_id]
        return Replace(coder, replace(coder, name=f"{coder.name} again"))
    if what == "strike":
        [out] = [each for each in load(connection, CODECS["package"]) if each.id == coder_id]
        return Replace(out, replace(out, state="struck off"))
    return None


def _handed(connection: Connection, coder_id: Id) -> Coding:
    """A machine with all that stands of a coder's, as it is handed out."""
    live = [each for kind in KINDS for each in load(connection, CODECS[kind])]
    own = sorted((each for each in live if each.coder_id == coder_id), key=lambda each: each.id)
    held = as_known(connection, own, coder_id)
    nodes: dict[Key, list[Node]] = defaultdict(list)
    for node in sorted(states_of(connection, held, coder_id), key=lambda each: each.depth):
        nodes[node.kind, node.record_id].append(node)
    for some in nodes.values():
        standing = settled(some).stands
        some.remove(standing)
        some.append(standing)
    says = {(codec_of(each).kind, each.id): each for each in held}
    handed = {node.hash for some in nodes.values() for node in some}
    return Coding(dict(nodes), says, handed)


# The laws ---------------------------------------------------------------------------------------


def _left(lab: Lab, end: Any, before: Any, theirs: set[str]) -> bool:
    """Whether anything of the participant is left: a record, a kept state, a mark of a state.

    Marks stay of states alone that a merge had changed or deleted before: what such a one said
    the study did not know any more.
    """
    (lineage, _), live, kept = end
    stands = any(
        getattr(each, "transcript_id", None) == lab.text_id or QUOTE in getattr(each, "text", "")
        for each in live.values()
    )
    held = any(QUOTE in str(row) or lab.text_id in row for row in kept.values())
    marked = {row[_DIGEST] for row in lineage} & theirs - _unknown(before, theirs)
    return stands or held or bool(marked)


_HASH, _KIND, _RECORD, _PARENT, _DEPTH, _DIGEST, _PLACED, _CODER = range(8)
"""The columns of the lineage."""


def _unknown(end: Any, theirs: set[str]) -> set[str]:
    """States of the participant's of records of which none stood or was kept any more."""
    (lineage, _), _, kept = end
    rows_of: dict[Own, list[Any]] = defaultdict(list)
    for row in lineage:
        rows_of[row[_KIND], row[_RECORD], row[_CODER]].append(row)
    return {
        row[_DIGEST]
        for some in rows_of.values()
        if not any(
            each[_DIGEST] in theirs and (each[_PLACED] == each[_DIGEST] or each[_HASH] in kept)
            for each in some
        )
        for row in some
    }


def _has_all(
    files: Sequence[File], end: Any, exempt: set[Own], said: dict[str, tuple[Own, Any]]
) -> bool:
    """Whether what nobody went on from stands, or is kept until it can."""
    (lineage, _), live, kept = end
    every: dict[Own, set[Node]] = defaultdict(set)
    for file in files:
        for key, nodes in file.nodes.items():
            every[*key, file.coder_id].update(nodes)
    for hash_, kind, record_id, parent, depth, digest, _, coder_id in lineage:
        every[kind, record_id, coder_id].add(Node(kind, record_id, hash_, parent, depth, digest))
    stand = {merge_laws.words_of(each) for each in live.values()}
    for own, states in every.items():
        if own in exempt or own[0] == "assignment":  # done once: the others are left behind
            continue
        for leaf in leaves_of(states):
            record = said.get(leaf.digest, (None, None))[1]
            gone = leaf.digest == GONE or record is None or leaf.hash in kept
            if not gone and merge_laws.words_of(record) not in stand:
                return False
    return True


# The study --------------------------------------------------------------------------------------


class _TakenBack(Exception):
    """Ends a transaction of which nothing shall stay."""


@contextmanager
def _taken_back(lab: Lab) -> Iterator[Connection]:
    try:
        with lab.store.writing() as connection:
            yield connection
            raise _TakenBack
    except _TakenBack:
        pass


@contextmanager
def stepped_lab(folder: Path) -> Iterator[Lab]:
    """A study of two dyads, and a file that holds its texts as work does that is out."""
    made = make(("It was only the usual.", "So it went on."), dyads=2)
    texts = made.transcripts
    theirs, _ = freeze(read_as((SAID,)), texts[0].account_id, version=2)
    whole = CodeSet(id=str(UUID(int=900)), name="Whole", unit="session")
    book = replace(made.codebook, sets=(*made.codebook.sets, whole))
    with (
        create(folder / "laws.iprstudy", new_study(), None, actor="tests") as store,
        create(folder / "work.iprstudy", new_study(), None, actor="tests") as package,
    ):
        for each in (store, package):
            each.apply(made.edit, action="import")
            each.apply(added(theirs), action="text")
        store.apply(Replace(made.codebook, book), action="set")
        session = store.view().sessions[store.view().accounts[texts[2].account_id].session_id]
        names = Names(
            transcript=texts[2].id,
            session=session.id,
            account=texts[2].account_id,
            round=made.round.id,
            codebook=book.id,
            code_set=whole.id,
        )
        store.apply(handed_out(names), action="hand out")
        yield Lab(store, package, names, theirs.id, store.view().study.id)


def _writes(coder: int, kind: str, says: int) -> Step:
    return Step(coder, 0, "write", kind, 0, says, 0)


SHARED_ID: World = (
    ([_writes(0, "memo", 2), _writes(1, "moment", 0)], PiStep("erase", 0)),
    ([_writes(1, "memo", 0), _writes(0, "moment", 0)], PiStep("reopen", 0)),
)
"""Of two memos, and two moments, under one id one goes, and the other coder's comes afterwards."""

MOVED: World = (
    ([_writes(0, "memo", 2), _writes(1, "memo", 0)], PiStep("erase", 0)),
    ([_writes(1, "memo", 1)], PiStep("hand out", 1)),
)
"""The one that goes stands under another id than its own, since both are there."""


class ByIdAlone:
    """A control: whose a record is does not count."""

    def __init__(self, study: Connection, coder_id: Id) -> None:
        self._keys = known.erased_records(study)

    def __contains__(self, key: Key) -> bool:
        return key in self._keys


def stepped_laws(cases: int, lab: Lab) -> Callable[[], None]:
    """A Hypothesis test of so many worlds."""

    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=(Phase.generate,),  # a world takes too long to be made smaller
        suppress_health_check=list(HealthCheck),
    )
    @given(phases, st.integers(0, 999))
    def hold(world: World, seed: int) -> None:
        broken = broken_law(lab, world, seed)
        assert broken is None, f"{broken}: {world}"

    return hold


def broken_controls(lab: Lab) -> list[str | None]:
    """The laws that break where whose a record is does not count: as it comes, and as it goes."""
    with mock.patch.object(returning, "ErasedOwn", ByIdAlone):
        coming = broken_law(lab, SHARED_ID, 0)
    with mock.patch.object(rows, "owns_of", lambda _connection, standing: set(standing)):
        going = broken_law(lab, MOVED, 0)
    return [coming, going]


def main() -> int:
    """Tries the laws, then the control, which must break them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000, help="worlds")
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as folder, stepped_lab(Path(folder)) as lab:
        stepped_laws(count, lab)()
        print(f"{count} worlds in which the study goes on between merges: the laws hold")
        broken = broken_controls(lab)
    if all(broken):
        print(f"controls, by the id alone: broken as they must be ({', '.join(map(str, broken))})")
        return 0
    print("controls, by the id alone: they should break the laws, and did not")
    return 1


if __name__ == "__main__":
    sys.exit(main())
