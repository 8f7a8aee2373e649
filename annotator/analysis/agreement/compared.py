"""What is compared: which transcripts, whose work, which stretches of text.

Only transcripts that a coder has marked as done say anything about that coder: "done and found
nothing" is a finding, "not coded" is not. What is left out is listed with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.analysis.agreement.chosen import chosen_coders, chosen_round, chosen_set
from annotator.analysis.agreement.continuum import (
    Continuum,
    Mark,
    continuum_from,
    of_coders,
    within,
)
from annotator.analysis.agreement.judged import Target, judged
from annotator.analysis.agreement.lineage_notes import lineage_notes
from annotator.analysis.agreement.not_judged import not_judged
from annotator.analysis.agreement.round_work import NotDone, RoundWork, not_taken
from annotator.analysis.agreement.taking_part import TakingPart, taking_part
from annotator.analysis.listing import ordered_accounts
from annotator.domain.code_lineage import as_counted, counted_set, merges
from annotator.domain.codebook import Codebook, CodeSet
from annotator.domain.ids import Id
from annotator.domain.judgement import JUDGED_UNITS
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
        unfinished: names of those who have not marked it as done, taken all the same.
        code_set, round_id, coders, source: what it was made from, so that it can be told
            whether it still holds; `source` is all moments of the transcript, as the view
            has them.
        merged: codes that count as another, as `code_lineage.merges` gives them; `moments` and
            `counted`, which is `source` else, have that other one in their place.
    """

    name: str
    account: Account
    dyad: str
    session: int
    transcript: Transcript
    kept: tuple[Span, ...]
    continuum: Continuum
    moments: dict[str, tuple[Moment, ...]]
    unfinished: frozenset[str]
    code_set: CodeSet
    round_id: Id
    coders: tuple[Coder, ...]
    source: Mapping[Id, Moment]
    counted: Mapping[Id, Moment]
    merged: Mapping[Id, Id]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compared:
    """A comparison: the work of coders in one round with one set of codes.

    Attributes:
        code_set: without codes that were merged, which count as what they became.
        codes: names of the set's codes, used or not, in the order of the codebook.
        coders: of whom the round has something; of the others `not_taken` tells.
        documents: that two or more of the coders have done; none where units are judged.
        targets: the same for a set whose units are bins, accounts, sessions or dyads.
        not_done: transcripts that somebody has not done.
        not_taken: what else was left out, in sentences.
        notes: what else a reader must know.
    """

    round: Round
    code_set: CodeSet
    codes: tuple[str, ...]
    coders: tuple[str, ...]
    documents: tuple[Coded, ...]
    not_done: tuple[NotDone, ...]
    not_taken: tuple[str, ...]
    notes: tuple[str, ...]
    targets: tuple[Target, ...] = field(default=())

    @property
    def is_judged(self) -> bool:
        """Whether whole units are compared, and no passages of a text."""
        return self.code_set.unit in JUDGED_UNITS

    @property
    def number(self) -> int:
        """How many transcripts, accounts, sessions or dyads are compared."""
        return len(self.targets) if self.is_judged else len(self.documents)

    @property
    def what(self) -> str:
        """What these are, in the singular; of bins the accounts whose bins they are."""
        if not self.is_judged:
            return "transcript"
        return "account" if self.code_set.unit == "bin" else self.code_set.unit

    @property
    def excluded(self) -> tuple[str, ...]:
        """What was left out and why."""
        return self.left_out(self.coders)

    def left_out(self, coders: Sequence[str]) -> tuple[str, ...]:
        """What was left out of a value on some of the coders."""
        undone = (each.said(coders) for each in self.not_done)
        silent = (each.said(coders) for each in not_judged(self.targets, coders))
        return (*filter(None, undone), *filter(None, silent), *self.not_taken)


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
        include_unfinished: take transcripts that are not marked done too, and say so. Those
            that are no part of the round, as nobody was to code them and nobody did, never
            count.
        known: documents of an earlier comparison by id of their account; those that still
            hold are taken as they are, so that what was computed from them holds too.

    Raises:
        UserError: no such set, round or coder; no round in which two coders are done.
    """
    work_round = chosen_round(view, round_name, include_unfinished)
    book = view.codebook_for(work_round.id)
    merged = merges(book)
    code_set = counted_set(book, chosen_set(view, work_round, set_name))
    asked = chosen_coders(view, work_round, coders)
    part = taking_part(view, work_round, asked, include_unfinished=include_unfinished)
    if code_set.unit in JUDGED_UNITS:
        return _compared_units(view, work_round, code_set, asked, part, include_unfinished)
    chosen = part.coders
    work = RoundWork.of(view, work_round, asked)
    documents: list[Coded] = []
    not_done: list[NotDone] = []
    unfinished = elsewhere = of_others = 0
    for account in ordered_accounts(view):
        transcript = view.transcript_of(account.id)
        if transcript is None:
            continue
        if not work.has(view, account, transcript):
            elsewhere += 1
            continue
        if code_set.accounts and account.voice not in code_set.accounts:
            of_others += 1
            continue
        absent = [coder for coder in chosen if (coder.id, account.id) not in work.done]
        finished = [coder for coder in chosen if include_unfinished or coder not in absent]
        if include_unfinished:
            unfinished += len(absent)
        elif absent:
            not_done.append(_not_done(view, account, absent))
        if len(finished) >= 2:
            names_of = frozenset(coder.name for coder in absent if coder in finished)
            made_of = (view, account, transcript, code_set, work_round, finished, names_of, merged)
            before = (known or {}).get(account.id)
            if before is None or not _holds(before, *made_of):
                before = coded(*made_of)
            documents.append(before)
    return Compared(
        round=work_round,
        code_set=code_set,
        codes=tuple(code.name for code in code_set.codes),
        coders=tuple(coder.name for coder in chosen),
        documents=tuple(documents),
        not_done=tuple(not_done),
        not_taken=(*part.apart, *not_taken(code_set, of_others, elsewhere, unfinished)),
        notes=tuple(_notes(view, book, code_set, documents)),
    )


def _compared_units(
    view: StudyView,
    work_round: Round,
    code_set: CodeSet,
    asked: Sequence[Coder],
    part: TakingPart,
    include_unfinished: bool,
) -> Compared:
    """A comparison of judgements, for sets whose units are no passages."""
    found = judged(
        view,
        work_round,
        code_set,
        part.coders,
        handed_to=asked,
        include_unfinished=include_unfinished,
    )
    return Compared(
        round=work_round,
        code_set=code_set,
        codes=tuple(code.name for code in code_set.codes),
        coders=tuple(coder.name for coder in part.coders),
        documents=(),
        not_done=found.not_done,
        not_taken=(*part.apart, *found.not_taken),
        notes=found.notes,
        targets=found.targets,
    )


def _not_done(view: StudyView, account: Account, absent: Sequence[Coder]) -> NotDone:
    dyad, _, _ = view.place_of(account.id)
    names = tuple(coder.name for coder in absent)
    return NotDone(place=_place(view, account), dyad=dyad.name, voice=account.voice, coders=names)


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
    targets = (
        replace(each, judgements={name: each.judgements[name] for name in names})
        for each in compared.targets
        if all(name in each.judgements for name in names)
    )
    return replace(
        compared,
        coders=tuple(names),
        documents=tuple(documents),
        targets=tuple(each for each in targets if each.units()),
    )


def coded(
    view: StudyView,
    account: Account,
    transcript: Transcript,
    code_set: CodeSet,
    work_round: Round,
    coders: Sequence[Coder],
    unfinished: frozenset[str] = frozenset(),
    merged: Mapping[Id, Id] | None = None,
) -> Coded:
    """One transcript as these coders coded it in a round, on the text that counts.

    Args:
        view: the study.
        account: whose account it is.
        transcript: its newest version.
        code_set: whose codes count.
        work_round: whose moments count.
        coders: who are done with it, in order, or taken though they are not.
        unfinished: names of the latter.
        merged: codes that count as another, as `code_lineage.merges` gives them.
    """
    source = view.moments_of(transcript.id)
    merged = merged or {}
    counted = {key: as_counted(each, merged) for key, each in source.items()} if merged else source
    names = {code.id: code.name for code in code_set.codes}
    by_coder: dict[Id, list[Moment]] = {coder.id: [] for coder in coders}
    for moment in counted.values():
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
        unfinished=unfinished,
        code_set=code_set,
        round_id=work_round.id,
        coders=tuple(coders),
        source=source,
        counted=counted,
        merged=merged,
    )


def _holds(
    known: Coded,
    view: StudyView,
    account: Account,
    transcript: Transcript,
    code_set: CodeSet,
    work_round: Round,
    coders: Sequence[Coder],
    unfinished: frozenset[str],
    merged: Mapping[Id, Id],
) -> bool:
    """Whether `coded` would give the same; the view shares what no edit touched."""
    source = view.moments_of(transcript.id)
    return (
        known.transcript is transcript
        and (known.source is source or not (known.source or source))
        and known.coders == tuple(coders)
        and known.unfinished == unfinished
        and known.round_id == work_round.id
        and known.account == account
        and known.name == _place(view, account)
        and known.code_set == code_set
        and known.merged == merged
    )


def kept_stretches(transcript: Transcript, code_set: CodeSet) -> tuple[Span, ...]:
    """The turns that count: of the set's speaker roles, else of all but the interviewer."""
    roles = code_set.roles
    return tuple(
        (turn.start, turn.end)
        for turn in transcript.turns
        if (turn.role in roles if roles else turn.role != "interviewer") and turn.end > turn.start
    )


def _notes(
    view: StudyView, book: Codebook, code_set: CodeSet, documents: Sequence[Coded]
) -> list[str]:
    """Merged overlaps, marks in text that was cut out, codes and versions of the codebook."""
    given = Counter(
        code_id
        for each in documents
        for own in each.moments.values()
        for moment in own
        for code_id in each.source[moment.id].codes
    )
    notes = lineage_notes(book, code_set, given)
    merged = sum(each.continuum.merged for each in documents)
    if merged:
        spans = "span" if merged == 1 else "spans"
        were = "was" if merged == 1 else "were"
        notes.append(f"{merged} overlapping {spans} of one coder and code {were} merged")
    lost = sum(each.continuum.lost for each in documents)
    if lost:
        lie = "span lies" if lost == 1 else "spans lie"
        notes.append(f"{lost} {lie} wholly in text that is not compared")
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
