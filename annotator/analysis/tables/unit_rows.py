"""Units that were cut before, with what each coder said of them: turns, bins, whole units.

What counts is what counts for agreement: codes by the version of the round, those that were
merged as what they became; "none" only of a coder who is done with the transcript, or judged it.
Bins that were cut otherwise than the round cuts now, which agreement leaves out, are units of
their own: they are never put beside a bin that only starts with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotator.analysis.agreement.compared import kept_stretches
from annotator.analysis.agreement.judged_twice import once
from annotator.analysis.agreement.study_units import shares_on
from annotator.analysis.tables.columns import current_transcripts
from annotator.analysis.tables.judged_rows import Place, ordered_judgements, set_of
from annotator.domain.code_lineage import as_counted, counted_set, merges
from annotator.domain.codebook import CodeSet
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.moment import Moment
from annotator.domain.round import Round
from annotator.domain.spans import SpanIndex, overlap
from annotator.domain.study import Account
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one coder said of a unit.

    Attributes:
        codes: names of those given; None where nothing is said of them.
        values: of codes that are rated or sorted, by name.
        ratings: on scales, by name.
    """

    codes: tuple[str, ...] | None
    values: Mapping[str, int]
    ratings: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit of one set in one round.

    Attributes:
        turn: its number from 1, None for what is no turn.
        start_ms, end_ms: of a bin.
        other_ms: the length that its set cut bins to, where the round's version cuts otherwise.
        said: by coder's name; of those only who said something.
    """

    round_name: str
    code_set: CodeSet
    place: Place
    turn: int | None
    start_ms: int | None
    end_ms: int | None
    said: Mapping[str, Said]
    other_ms: int | None = None

    @property
    def unit_id(self) -> str:
        """The unit in one word: `D07/3/patient/12`, `D07/3/patient/300s`, `D07/3`, `D07`.

        A bin of another length than the round's has it too: `D07/3/patient/300s+60s`.
        """
        parts = [str(part) for part in self.place if part is not None]
        if self.turn is not None:
            parts.append(str(self.turn))
        if self.start_ms is not None:
            length = "" if self.other_ms is None else f"+{_seconds(self.other_ms)}"
            parts.append(f"{_seconds(self.start_ms)}{length}")
        return "/".join(parts)


def unit_rows(view: StudyView) -> list[UnitRow]:
    """All units that anybody said something of: turns by round and set, then judged units."""
    rounds = sorted(view.rounds.values(), key=lambda each: each.number)
    turns = [row for each in rounds for row in _turn_rows(view, each)]
    return [*turns, *_judged_rows(view)]


# Turns --------------------------------------------------------------------------------------


def _turn_rows(view: StudyView, work_round: Round) -> Iterator[UnitRow]:
    book = view.codebook_for(work_round.id)
    sets = [counted_set(book, each) for each in book.sets if each.unit == "turn"]
    if not sets:
        return
    merged = merges(book)
    done = {
        (each.coder_id, each.account_id)
        for each in view.assignments.values()
        if each.round_id == work_round.id and each.progress == "done"
    }
    for account, transcript in current_transcripts(view):
        by_coder: dict[Id, list[Moment]] = {
            coder_id: [] for coder_id, account_id in done if account_id == account.id
        }
        for moment in view.moments_of(transcript.id).values():
            if moment.round_id == work_round.id:
                by_coder.setdefault(moment.coder_id, []).append(as_counted(moment, merged))
        finished = {coder_id for coder_id in by_coder if (coder_id, account.id) in done}
        for code_set in sets:
            if by_coder and (not code_set.accounts or account.voice in code_set.accounts):
                yield from _turns(
                    view, work_round, code_set, account, transcript, by_coder, finished
                )


def _turns(
    view: StudyView,
    work_round: Round,
    code_set: CodeSet,
    account: Account,
    transcript: Transcript,
    by_coder: Mapping[Id, Sequence[Moment]],
    finished: set[Id],
) -> Iterator[UnitRow]:
    """The turns of one transcript that the set applies to."""
    dyad, session, _ = view.place_of(account.id)
    near = {
        coder_id: SpanIndex([(each.start, each.end) for each in own])
        for coder_id, own in by_coder.items()
    }
    number = {turn.start: place for place, turn in enumerate(transcript.turns, 1)}
    for start, end in kept_stretches(transcript, code_set):
        said = {}
        for coder_id, own in by_coder.items():
            here = [own[place] for place in near[coder_id].meeting(start, end)]
            found = _said_of_turn(code_set, here, start, end, done=coder_id in finished)
            if found is not None:
                said[view.coders[coder_id].name] = found
        if said:
            yield UnitRow(
                round_name=work_round.name,
                code_set=code_set,
                place=(dyad.name, session.number, account.voice),
                turn=number[start],
                start_ms=None,
                end_ms=None,
                said=said,
            )


def _said_of_turn(
    code_set: CodeSet, here: Sequence[Moment], start: int, end: int, *, done: bool
) -> Said | None:
    names = {code.id: code.name for code in code_set.codes}
    shares = shares_on(names, here, start, end)
    codes: tuple[str, ...] | None = tuple(shares)
    if code_set.exclusive and shares:
        codes = (max(shares, key=lambda name: shares[name]),)
    if not shares and (not done or code_set.obligatory or not names):
        codes = None
    ratings = {}
    for scale in code_set.scales:
        rated = [each for each in here if each.rating(scale.id) is not None]
        if rated:
            most = max(rated, key=lambda each: overlap((start, end), (each.start, each.end)))
            ratings[scale.name] = most.rating(scale.id) or 0
    return Said(codes=codes, values={}, ratings=ratings) if codes is not None or ratings else None


# Judged units -------------------------------------------------------------------------------


def _judged_rows(view: StudyView) -> list[UnitRow]:
    """Judgements of one unit beside each other."""
    found: dict[tuple[Id, Id, Id, int | None, int | None], tuple[Place, list[Judgement]]] = {}
    for place, each in ordered_judgements(view):
        key = (each.round_id, each.code_set_id, each.target_id, each.start_ms, _cut_of(view, each))
        found.setdefault(key, (place, []))[1].append(each)
    order = {each.id: each.number for each in view.rounds.values()}
    rows = []
    for (round_id, set_id, _, start_ms, cut_ms), (place, own) in sorted(
        found.items(), key=lambda item: order[item[0][0]]
    ):
        counts, _ = once(own)
        if not counts:
            continue
        book = view.codebook_for(round_id)
        now = set_of(book, set_id)
        if not now.name or now.unit != own[0].unit:  # the round's version judges no such units
            book = view.codebooks.get(own[0].codebook_id, book)
        code_set, merged = counted_set(book, set_of(book, set_id)), merges(book)
        rows.append(
            UnitRow(
                round_name=view.rounds[round_id].name,
                code_set=code_set,
                place=place,
                turn=None,
                start_ms=start_ms,
                end_ms=min((each.end_ms for each in own if each.end_ms is not None), default=None),
                other_ms=None if (now.unit, now.bin_ms) == ("bin", cut_ms) else cut_ms,
                said={
                    view.coders[each.coder_id].name: _said_in(code_set, merged, each)
                    for each in counts
                },
            )
        )
    return rows


def _cut_of(view: StudyView, judgement: Judgement) -> int | None:
    """The length that the bin of a judgement was cut to, whole or not; None for other units."""
    if judgement.unit != "bin":
        return None
    book = view.codebooks.get(judgement.codebook_id, view.codebook_for(judgement.round_id))
    return set_of(book, judgement.code_set_id).bin_ms


def _seconds(ms: int) -> str:
    return f"{ms / 1000:g}s"


def _said_in(code_set: CodeSet, merged: Mapping[Id, Id], judgement: Judgement) -> Said:
    given = {merged.get(each, each) for each in judgement.codes}
    codes: tuple[str, ...] | None = tuple(c.name for c in code_set.codes if c.id in given)
    ticked = code_set.marking == "presence" and code_set.codes
    if not codes and (not ticked or code_set.obligatory):
        codes = None
    values = {merged.get(each.code_id, each.code_id): each.value for each in judgement.values}
    ratings = ((scale.name, judgement.rating(scale.id)) for scale in code_set.scales)
    return Said(
        codes=codes,
        values={code.name: values[code.id] for code in code_set.codes if code.id in values},
        ratings={name: value for name, value in ratings if value is not None},
    )
