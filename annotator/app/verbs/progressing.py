"""Progress for the PI: who has done what, how long, what is out and what came back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from annotator.app.open_study import OpenStudy
from annotator.domain.counted import counted
from annotator.domain.ids import Id
from annotator.domain.package import Package
from annotator.domain.round import Round
from annotator.domain.struck_off import asked_no_more
from annotator.domain.view import StudyView
from annotator.domain.work_time import clock_fault, worked_days

IDENTITY = 8
"""How much of the id of a file of work is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderProgress:
    """How far one coder is in one round.

    Attributes:
        assigned: of these it is told how many are done; none where the work was struck off
            before anything of it was done.
        struck_off: how many it were then.
        to_do, in_progress, done: of what is assigned; whoever has marked or judged something in
            an account is at work on it, whatever the assignment says.
        worked_ms: time at work; pauses of more than ten minutes are not counted.
        days: the same by day (UTC, ISO).
        last_seen: when the coder last did something, as far as the study knows; None for never.
        late: the round's day has passed, and not all is done.
        clock: that the clock of a machine on which it was done was wrong; else empty.
    """

    round: str
    coder: str
    assigned: int
    to_do: int
    in_progress: int
    done: int
    moments: int
    judgements: int
    worked_ms: int
    days: dict[str, int]
    last_seen: str | None
    due: str | None
    late: bool
    clock: str = ""
    struck_off: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutProgress:
    """One file of work: since when it is out, what came back, when and from how many machines.

    Attributes:
        clock: that the clock of the machine that handed it in was wrong; else empty.
    """

    id: str
    round: str
    coder: str
    state: str
    transcripts: int
    made_at: str
    returned_at: str | None
    machines: int
    own_passphrase: bool | None
    reason: str
    late: bool
    clock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyProgress:
    """All of it; for a coder only the own."""

    coders: tuple[CoderProgress, ...]
    packages: tuple[OutProgress, ...]


def progress(
    study: OpenStudy, today: date | None = None, now: datetime | None = None
) -> StudyProgress:
    """How far the coders of a study are.

    Args:
        study: open for everyone's work, else only what that coder has done is told.
        today: for what is late; by the clock in UTC if not given.
        now: for clocks that were ahead; likewise.
    """
    view = study.view
    at = now or datetime.now(UTC)
    on = today or at.date()
    times = _times(study, at)
    begun, ended = _begun(view), asked_no_more(view)
    rows = [
        _of(view, work_round, coder_id, times[work_round.id, coder_id], begun, ended, on)
        for work_round in sorted(view.rounds.values(), key=lambda each: each.number)
        for coder_id in _coders_in(view, work_round, times)
    ]
    own = [each for each in view.packages.values() if _may_see(study, each)]
    packages = [_out(view, each, on, at) for each in own]
    return StudyProgress(coders=tuple(rows), packages=tuple(packages))


@dataclass(slots=True)
class _Times:
    days: Counter[str]
    last: str | None = None
    clock: str = ""

    def saw(self, at: str, since: str, now: datetime) -> None:
        fault = clock_fault(at, since, now)
        if at >= (self.last or ""):  # what is told of a clock goes with the time that is shown
            self.last, self.clock = at, fault or self.clock
        else:
            self.clock = self.clock or fault


def _times(study: OpenStudy, now: datetime) -> dict[tuple[Id, Id], _Times]:
    """Time at work by round and coder: of files that came back, and in the study itself."""
    view = study.view
    found: dict[tuple[Id, Id], _Times] = defaultdict(lambda: _Times(Counter()))
    for day in study.look(lambda store: store.work_days()):
        package = view.packages.get(day.package_id)
        if package is not None:
            own = found[package.round_id, package.coder_id]
            own.days[day.day] += day.worked_ms
            own.saw(day.last_at, package.made_at, now)
    for key, times in _in_study(study).items():
        for day_name, worked_ms in worked_days(times).items():
            found[key].days[day_name] += worked_ms
        last = max(times).isoformat(timespec="milliseconds")
        found[key].saw(last, last, now)
    return found


def _in_study(study: OpenStudy) -> dict[tuple[Id, Id], list[datetime]]:
    """When coders did something in this file, by the round that it was for."""
    view = study.view
    rounds = dict(_rounds_of(view))
    found: dict[tuple[Id, Id], list[datetime]] = defaultdict(list)
    last: dict[Id, Id] = {}
    for entry in study.look(lambda store: list(store.journal())):
        actor = entry.actor
        if actor is None or actor not in view.coders or study.seen_by not in (None, actor):
            continue
        named = (rounds.get(record_id) for _, record_id, _ in entry.records)
        round_id = next((each for each in named if each), last.get(actor))
        if round_id is not None:
            last[actor] = round_id
            found[round_id, actor].append(datetime.fromisoformat(entry.at))
    return found


def _rounds_of(view: StudyView) -> Iterator[tuple[Id, Id]]:
    """The round of each record that is of one."""
    for moment in view.all_moments():
        yield moment.id, moment.round_id
    for table in (view.assignments, view.judgements, view.pairings, view.openings):
        for each in table.values():
            yield each.id, each.round_id


def _coders_in(view: StudyView, work_round: Round, times: Iterable[tuple[Id, Id]]) -> list[Id]:
    """Who has something to do or did something in a round, by name."""
    own = {each.coder_id for each in view.assignments.values() if each.round_id == work_round.id}
    own.update(each.coder_id for each in view.all_moments() if each.round_id == work_round.id)
    own.update(each.coder_id for each in view.packages.values() if each.round_id == work_round.id)
    own.update(coder_id for round_id, coder_id in times if round_id == work_round.id)
    people = [view.coders[each] for each in own if each in view.coders]
    return [each.id for each in sorted(people, key=lambda e: e.name) if each.role != "consensus"]


def _begun(view: StudyView) -> dict[tuple[Id, Id], set[Id]]:
    """The accounts in which a coder has marked or judged something, by round and coder."""
    found: dict[tuple[Id, Id], set[Id]] = defaultdict(set)
    for moment in view.all_moments():
        account_id = view.transcripts[moment.transcript_id].account_id
        found[moment.round_id, moment.coder_id].add(account_id)
    for each in view.judgements.values():  # sessions and dyads are targets too, and no accounts
        found[each.round_id, each.coder_id].add(each.target_id)
    return found


def _of(
    view: StudyView,
    work_round: Round,
    coder_id: Id,
    times: _Times,
    begun: Mapping[tuple[Id, Id], set[Id]],
    ended: Collection[tuple[Id, Id]],
    today: date,
) -> CoderProgress:
    key = (work_round.id, coder_id)
    files = [e.state for e in view.packages.values() if (e.round_id, e.coder_id) == key]
    is_struck_off = bool(files) and set(files) == {"struck off"}  # nothing of it is waited for
    at_work = begun.get(key, set())
    states = Counter(
        "in progress" if each.progress == "to do" and each.account_id in at_work else each.progress
        for each in view.assignments.values()
        if (each.round_id, each.coder_id) == key
    )
    given = states.total()
    if key in ended:
        states.clear()
    assigned = states.total()
    moments = sum((each.round_id, each.coder_id) == key for each in view.all_moments())
    judged = sum((each.round_id, each.coder_id) == key for each in view.judgements.values())
    return CoderProgress(
        round=work_round.name,
        coder=view.coders[coder_id].name,
        assigned=assigned,
        to_do=states["to do"],
        in_progress=states["in progress"],
        done=states["done"],
        moments=moments,
        judgements=judged,
        worked_ms=times.days.total(),
        days=dict(sorted(times.days.items())),
        last_seen=times.last,
        due=None if work_round.due is None else work_round.due.isoformat(),
        late=_is_late(work_round, today) and states["done"] < assigned and not is_struck_off,
        clock=times.clock,
        struck_off=given - assigned,
    )


def _is_late(work_round: Round, today: date) -> bool:
    return work_round.due is not None and work_round.due < today


def _may_see(study: OpenStudy, package: Package) -> bool:
    return study.seen_by in (None, package.coder_id)


def _out(view: StudyView, package: Package, today: date, now: datetime) -> OutProgress:
    work_round = view.rounds[package.round_id]
    waits = package.state in ("out", "returned in part")
    return OutProgress(
        id=package.id,
        round=work_round.name,
        coder=view.coders[package.coder_id].name,
        state=package.state,
        transcripts=len(package.account_ids),
        made_at=package.made_at,
        returned_at=package.returned_at,
        machines=len(package.devices),
        own_passphrase=package.own_passphrase,
        reason=package.reason,
        late=waits and _is_late(work_round, today),
        clock=clock_fault(package.returned_at, package.made_at, now),
    )


# To read and to keep -------------------------------------------------------------------------


def progress_values(found: StudyProgress) -> dict[str, Any]:
    """As the one object of `--json`."""
    return asdict(found)


def progress_lines(found: StudyProgress) -> list[str]:
    """As lines to read."""
    lines = [f"{each.round}  {each.coder}: {done_words(each)}" for each in found.coders]
    lines += [f"  {out_words(each)}" for each in found.packages]
    return lines or ["nobody has any work yet"]


def done_words(own: CoderProgress) -> str:
    """How far one coder is in one round."""
    return (
        f"{_done(own)}; "
        f"{counted(own.moments, 'moment')}, {counted(own.judgements, 'judgement')}; "
        f"{hours(own.worked_ms)} at work{_seen(own)}{_late(own.late, own.due)}"
    )


def _done(own: CoderProgress) -> str:
    if own.struck_off:
        return f"struck off: {counted(own.struck_off, 'transcript')}, not asked for any more"
    return f"{own.done} of {own.assigned} done, {own.in_progress} in progress, {own.to_do} to do"


def out_words(out: OutProgress) -> str:
    """One file of work in a line."""
    back = f", last back {out.returned_at[:10]}{_by(out.clock)}" if out.returned_at else ""
    machines = f", worked on {out.machines} machines" if out.machines > 1 else ""
    shared = ", under the study’s own passphrase" if out.own_passphrase is False else ""
    reason = f" ({out.reason})" if out.state == "struck off" else ""
    late = ", late" if out.late else ""
    return (
        f"work {out.id[:IDENTITY]} for {out.coder}, round {out.round}: {out.state}{reason}, "
        f"{counted(out.transcripts, 'transcript')}, since {out.made_at[:10]}{back}{machines}"
        f"{shared}{late}"
    )


def hours(worked_ms: int) -> str:
    """A time at work, in hours and minutes.

    >>> hours(5_400_000)
    '1:30 h'
    """
    minutes = worked_ms // 60_000
    return f"{minutes // 60}:{minutes % 60:02} h"


def _seen(own: CoderProgress) -> str:
    return f", last seen {own.last_seen[:10]}{_by(own.clock)}" if own.last_seen else ""


def _by(clock: str) -> str:
    return f" as its machine says ({clock})" if clock else ""


def _late(late: bool, due: str | None) -> str:
    if due is None:
        return ""
    return f", late (due {due})" if late else f", due {due}"
