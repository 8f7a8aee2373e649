"""What is compared: which transcripts, whose work, which stretches of text.

Only transcripts that a coder has marked as done say anything about that coder: "done and found
nothing" is a finding, "not coded" is not. What is left out is listed with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotator.analysis.agreement.chosen import chosen_coders, chosen_round, chosen_set
from annotator.analysis.agreement.continuum import Continuum, Mark, continuum_from, within
from annotator.analysis.listing import ordered_accounts
from annotator.domain.codebook import CodeSet
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
        code_set, round_id, coders, source: what it was made from, so that it can be told
            whether it still holds; `source` is all moments of the transcript, as the view
            has them.
    """

    name: str
    account: Account
    dyad: str
    session: int
    transcript: Transcript
    kept: tuple[Span, ...]
    continuum: Continuum
    moments: dict[str, tuple[Moment, ...]]
    code_set: CodeSet
    round_id: Id
    coders: tuple[Coder, ...]
    source: Mapping[Id, Moment]


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
    known: Mapping[Id, Coded] | None = None,
) -> Compared:
    """What there is to compare in a study.

    Args:
        view: the study with the work of all coders.
        set_name: a set of codes; the only one, or the first, where not given.
        round_name: a round; the latest in which two coders are done where not given.
        coders: their names; all who did something in the round where not given.
        include_unfinished: take transcripts that are not marked done too, and say so.
        known: documents of an earlier comparison by id of their account; those that still
            hold are taken as they are, so that what was computed from them holds too.

    Raises:
        UserError: no such set, round or coder; no round in which two coders are done.
    """
    work_round = chosen_round(view, round_name, include_unfinished)
    code_set = chosen_set(view, work_round, set_name)
    chosen = chosen_coders(view, work_round, coders)
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
            made_of = (view, account, transcript, code_set, work_round, finished)
            before = (known or {}).get(account.id)
            if before is None or not _holds(before, *made_of):
                before = coded(*made_of)
            documents.append(before)
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
            continuum=of_coders(document.continuum, names),
            moments={name: document.moments[name] for name in names},
            coders=tuple(
                coder for name in names for coder in document.coders if coder.name == name
            ),
        )
        for document in compared.documents
        if all(name in document.moments for name in names)
    ]
    return replace(compared, coders=tuple(names), documents=tuple(documents))


def of_coders(continuum: Continuum, names: Sequence[str]) -> Continuum:
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


def coded(
    view: StudyView,
    account: Account,
    transcript: Transcript,
    code_set: CodeSet,
    work_round: Round,
    coders: Sequence[Coder],
) -> Coded:
    """One transcript as these coders coded it in a round, on the text that counts.

    Args:
        view: the study.
        account: whose account it is.
        transcript: its newest version.
        code_set: whose codes count.
        work_round: whose moments count.
        coders: who are done with it, in order.
    """
    source = view.moments_of(transcript.id)
    names = {code.id: code.name for code in code_set.codes}
    by_coder: dict[Id, list[Moment]] = {coder.id: [] for coder in coders}
    for moment in source.values():
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
        code_set=code_set,
        round_id=work_round.id,
        coders=tuple(coders),
        source=source,
    )


def _holds(
    known: Coded,
    view: StudyView,
    account: Account,
    transcript: Transcript,
    code_set: CodeSet,
    work_round: Round,
    coders: Sequence[Coder],
) -> bool:
    """Whether `coded` would give the same; the view shares what no edit touched."""
    source = view.moments_of(transcript.id)
    return (
        known.transcript is transcript
        and (known.source is source or not (known.source or source))
        and known.coders == tuple(coders)
        and known.round_id == work_round.id
        and known.account == account
        and known.name == _place(view, account)
        and known.code_set == code_set
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
    versions = [_versions(view, each) for each in documents]
    if len(set().union(*versions)) > 1:
        listed = ", ".join(str(number) for number in sorted(set().union(*versions)))
        notes.append(f"the moments were coded under versions {listed} of the codebook")
    mixed = [each.name for each, own in zip(documents, versions, strict=True) if len(own) > 1]
    if mixed:
        notes.append(f"within one transcript under several versions: {'; '.join(mixed)}")
    return notes


def _versions(view: StudyView, document: Coded) -> set[int]:
    """Numbers of the versions of the codebook that a document was coded under."""
    used = {moment.codebook_id for own in document.moments.values() for moment in own}
    return {view.codebooks[each].number for each in used if each in view.codebooks}


def _place(view: StudyView, account: Account) -> str:
    dyad, session, _ = view.place_of(account.id)
    return f"{dyad.name}, session {session.number}, {account.voice}"
