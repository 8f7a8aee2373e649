"""What is compared: which transcripts, whose work, which stretches of text.

Only transcripts that a coder has marked as done say anything about that coder: "done and found
nothing" is a finding, "not coded" is not. What is left out is listed with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotator.analysis.agreement.continuum import Continuum, Mark, continuum_from, within
from annotator.analysis.listing import ordered_accounts
from annotator.domain.codebook import CodeSet
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.round import Coder, Round
from annotator.domain.spans import Span
from annotator.domain.study import Account
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coded:
    """One transcript as several coders coded it.

    Attributes:
        name: `D07, session 3, patient`.
        kept: the stretches that count, in the transcript's own positions.
        continuum: the marks of those who are done, on the kept stretches only.
        moments: of these coders in this round, by coder's name.
    """

    name: str
    account: Account
    dyad: str
    session: int
    transcript: Transcript
    kept: tuple[Span, ...]
    continuum: Continuum
    moments: dict[str, tuple[Moment, ...]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compared:
    """A comparison: the work of coders in one round with one set of codes.

    Attributes:
        codes: names of the set's codes, used or not, in the order of the codebook.
        documents: that two or more of the coders have done.
        excluded: what was left out and why.
        notes: what else a reader must know.
    """

    round: Round
    code_set: CodeSet
    codes: tuple[str, ...]
    coders: tuple[str, ...]
    documents: tuple[Coded, ...]
    excluded: tuple[str, ...]
    notes: tuple[str, ...]


def compare(
    view: StudyView,
    *,
    set_name: str | None = None,
    round_name: str | None = None,
    coders: Sequence[str] | None = None,
    include_unfinished: bool = False,
) -> Compared:
    """What there is to compare in a study.

    Args:
        view: the study with the work of all coders.
        set_name: a set of codes; the only one, or the first, where not given.
        round_name: a round; the latest in which two coders are done where not given.
        coders: their names; all who did something in the round where not given.
        include_unfinished: take transcripts that are not marked done too, and say so.

    Raises:
        UserError: no such set, round or coder; no round in which two coders are done.
    """
    code_set = _chosen_set(view, set_name)
    work_round = _chosen_round(view, round_name, include_unfinished)
    chosen = _chosen_coders(view, work_round, coders)
    done = {
        (each.coder_id, each.account_id)
        for each in view.assignments.values()
        if each.round_id == work_round.id and each.progress == "done"
    }
    documents: list[Coded] = []
    excluded: list[str] = []
    unfinished = 0
    for account in ordered_accounts(view):
        transcript = view.transcript_of(account.id)
        if transcript is None or (code_set.accounts and account.voice not in code_set.accounts):
            continue
        finished = [coder for coder in chosen if (coder.id, account.id) in done]
        absent = [coder for coder in chosen if coder not in finished]
        if include_unfinished:
            unfinished += len(absent)
            finished, absent = list(chosen), []
        if absent:
            names = ", ".join(coder.name for coder in absent)
            excluded.append(f"{_place(view, account)}: not done by {names}")
        if len(finished) >= 2:
            documents.append(_coded(view, account, transcript, code_set, work_round, finished))
    if unfinished:
        excluded.append(f"nothing, though {unfinished} transcripts of coders are not marked done")
    return Compared(
        round=work_round,
        code_set=code_set,
        codes=tuple(code.name for code in code_set.codes),
        coders=tuple(coder.name for coder in chosen),
        documents=tuple(documents),
        excluded=tuple(excluded),
        notes=tuple(_notes(view, documents)),
    )


def only_coders(compared: Compared, names: Sequence[str]) -> Compared:
    """The same comparison with some of its coders; documents that lack one of them drop out."""
    documents = [
        replace(
            document,
            continuum=_of_coders(document.continuum, names),
            moments={name: document.moments[name] for name in names},
        )
        for document in compared.documents
        if all(name in document.moments for name in names)
    ]
    return replace(compared, coders=tuple(names), documents=tuple(documents))


def _of_coders(continuum: Continuum, names: Sequence[str]) -> Continuum:
    """The marks of some coders, in the order of the names."""
    place = {continuum.coders.index(name): new for new, name in enumerate(names)}
    stays = np.isin(continuum.coder, list(place))
    coder = np.array([place[each] for each in continuum.coder[stays].tolist()], dtype=np.int64)
    order = np.argsort(coder, kind="stable")
    return replace(
        continuum,
        coders=tuple(names),
        coder=coder[order],
        code=continuum.code[stays][order],
        start=continuum.start[stays][order],
        end=continuum.end[stays][order],
    )


def _chosen_set(view: StudyView, name: str | None) -> CodeSet:
    sets = view.codebook.sets
    if not sets:
        raise UserError("the codebook has no codes", hint="bring one in with `annotator new`")
    if name is None:
        return sets[0]
    found = next((each for each in sets if each.name == name), None)
    if found is None:
        raise UserError(f"no set of codes {name!r}", hint=_there_are(each.name for each in sets))
    return found


def _chosen_round(view: StudyView, name: str | None, include_unfinished: bool) -> Round:
    if name is not None:
        found = view.find_round(name)
        if found is None:
            known = _there_are(each.name for each in view.rounds.values())
            raise UserError(f"no round {name!r}", hint=known)
        return found
    for each in sorted(view.rounds.values(), key=lambda each: -each.number):
        at_work = {
            work.coder_id
            for work in view.assignments.values()
            if work.round_id == each.id and work.progress == "done"
        }
        if include_unfinished:
            at_work |= {m.coder_id for m in view.all_moments() if m.round_id == each.id}
        if len(at_work) >= 2:
            return each
    raise UserError(
        "no round in which two coders are done", hint="mark transcripts with `annotator done`"
    )


def _chosen_coders(view: StudyView, work_round: Round, names: Sequence[str] | None) -> list[Coder]:
    if names is not None:
        known = {coder.name: coder for coder in view.coders.values()}
        for name in names:
            if name not in known:
                raise UserError(f"no coder {name!r}", hint=_there_are(known))
        return [known[name] for name in dict.fromkeys(names)]
    at_work = {
        *(each.coder_id for each in view.assignments.values() if each.round_id == work_round.id),
        *(each.coder_id for each in view.all_moments() if each.round_id == work_round.id),
    }
    return sorted((view.coders[each] for each in at_work), key=lambda coder: coder.name)


def _coded(
    view: StudyView,
    account: Account,
    transcript: Transcript,
    code_set: CodeSet,
    work_round: Round,
    coders: Sequence[Coder],
) -> Coded:
    """The marks of these coders on the text that counts."""
    names = {code.id: code.name for code in code_set.codes}
    by_coder: dict[Id, list[Moment]] = {coder.id: [] for coder in coders}
    for moment in view.moments_of(transcript.id).values():
        if moment.round_id == work_round.id and moment.coder_id in by_coder:
            by_coder[moment.coder_id].append(moment)
    marks: dict[str, list[Mark]] = {
        coder.name: [
            (moment.start, moment.end, names[code_id])
            for moment in by_coder[coder.id]
            for code_id in moment.codes
            if code_id in names
        ]
        for coder in coders
    }
    dyad, session, _ = view.place_of(account.id)
    place = _place(view, account)
    kept = kept_stretches(transcript, code_set)
    whole = continuum_from(place, len(transcript.text), marks, tuple(names.values()))
    return Coded(
        name=place,
        account=account,
        dyad=dyad.name,
        session=session.number,
        transcript=transcript,
        kept=kept,
        continuum=within(whole, kept),
        moments={coder.name: tuple(by_coder[coder.id]) for coder in coders},
    )


def kept_stretches(transcript: Transcript, code_set: CodeSet) -> tuple[Span, ...]:
    """The turns that count: of the set's speaker roles, else of all but the interviewer."""
    roles = code_set.roles
    return tuple(
        (turn.start, turn.end)
        for turn in transcript.turns
        if (turn.role in roles if roles else turn.role != "interviewer") and turn.end > turn.start
    )


def _notes(view: StudyView, documents: Sequence[Coded]) -> list[str]:
    """Merged overlaps, marks in text that was cut out, mixed versions of the codebook."""
    notes = []
    merged = sum(each.continuum.merged for each in documents)
    if merged:
        notes.append(f"{merged} overlapping spans of one coder and code were merged")
    lost = sum(each.continuum.lost for each in documents)
    if lost:
        notes.append(f"{lost} spans lie wholly in text that is not compared")
    versions = {
        view.codebooks[moment.codebook_id].number
        for each in documents
        for own in each.moments.values()
        for moment in own
        if moment.codebook_id in view.codebooks
    }
    if len(versions) > 1:
        listed = ", ".join(str(number) for number in sorted(versions))
        notes.append(f"the moments were coded under versions {listed} of the codebook")
    return notes


def _place(view: StudyView, account: Account) -> str:
    dyad, session, _ = view.place_of(account.id)
    return f"{dyad.name}, session {session.number}, {account.voice}"


def _there_are(names: Iterable[str]) -> str:
    listed = ", ".join(sorted(names))
    return f"there are {listed}" if listed else "there is none yet"
