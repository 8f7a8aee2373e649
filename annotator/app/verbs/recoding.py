"""Brings a coder's work to the version of the codebook that its round codes with now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from annotator.app.verbs.moments import check_codes, refuse_ratings
from annotator.domain.codebook import Code, Codebook, CodeSet
from annotator.domain.codebook_fates import became_in
from annotator.domain.counted import counted
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView

Decisions = Mapping[tuple[Id, Id], tuple[Id, ...]]
"""By moment or judgement and the code that was split: which of the new codes it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """A split code on a piece of work: somebody has to say which of the new ones it is.

    Attributes:
        record: the moment or judgement.
        code: the code that was split, as the newer version has it.
        choices: what it was split into.
        together: whether it can be all of them: not where their set takes one code, or sorts.
    """

    record: Moment | Judgement
    code: Code
    choices: tuple[Code, ...]
    together: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoding:
    """What bringing a coder's work to the newer version would do.

    Attributes:
        edit: all of it in one step; None where there is nothing to do.
        moved: how many moments and judgements come to the newer version.
        undecided: what stays until it is decided.
        kept: what stays for another reason, each with the sentence that says why.
        lines: the report.
    """

    edit: Edit | None
    moved: int
    undecided: tuple[Undecided, ...]
    kept: tuple[tuple[Id, str], ...]
    lines: tuple[str, ...]


def recode(view: StudyView, coder_id: Id, decisions: Decisions | None = None) -> Recoding:
    """Brings a coder's moments and judgements to the version that their round codes with.

    Codes that were merged are replaced by the one they went into; split ones as `decisions`
    says. What was only retired stays as it is. Work of a round whose version is frozen is at its
    version already.

    Args:
        view: the study; it must hold the coder's work.
        coder_id: whose work.
        decisions: what split codes are by now; work with an undecided one stays.
    """
    report = _Report(decisions or {})
    for record in _older(view, coder_id):
        report.take(view, record)
    return report.finished()


def _older(view: StudyView, coder_id: Id) -> Iterator[Moment | Judgement]:
    """A coder's work under an older version than its round's, or with codes merged or split there.

    The latter is at its version already where it was brought along by another edit.
    """
    targets: dict[Id, Codebook] = {}
    gone: dict[Id, frozenset[Id]] = {}
    work: list[Moment | Judgement] = [*view.all_moments(), *view.judgements.values()]
    for record in work:
        if record.coder_id != coder_id:
            continue
        if record.round_id not in targets:
            book = targets[record.round_id] = view.codebook_for(record.round_id)
            gone[record.round_id] = frozenset(code.id for _, code in book.codes() if code.became)
        known = view.codebooks.get(record.codebook_id)
        if known is None or known.number > targets[record.round_id].number:
            continue
        is_older = known.number < targets[record.round_id].number
        if is_older or not gone[record.round_id].isdisjoint(_codes_of(record)):
            yield record


class _Report:
    """Collects the edits and counts what they do."""

    def __init__(self, decisions: Decisions) -> None:
        self._decisions = decisions
        self._edits: list[Replace] = []
        self._undecided: list[Undecided] = []
        self._kept: list[tuple[Id, str]] = []
        self._replaced: Counter[tuple[str, str]] = Counter()
        self._retired: Counter[str] = Counter()

    def take(self, view: StudyView, record: Moment | Judgement) -> None:
        """Takes in one moment or judgement."""
        book = view.codebook_for(record.round_id)
        swaps = self._swaps(book, record)
        if swaps is None:
            return
        try:
            after = _recoded(view, record, book, swaps)
        except UserError as error:
            self._kept.append((record.id, error.sentence))
            return
        self._edits.append(Replace(record, after))
        for own, new in swaps.items():
            code = book.code(own)
            if code is None or new == (own,):
                if code is not None and code.retired:
                    self._retired[code.name] += 1
                continue
            names = " and ".join(found.name for found in map(book.code, new) if found is not None)
            self._replaced[(code.name, names)] += 1

    def finished(self) -> Recoding:
        """The whole of it."""
        return Recoding(
            edit=Several(tuple(self._edits)) if self._edits else None,
            moved=len(self._edits),
            undecided=tuple(self._undecided),
            kept=tuple(self._kept),
            lines=tuple(self._lines()),
        )

    def _swaps(self, book: Codebook, record: Moment | Judgement) -> dict[Id, tuple[Id, ...]] | None:
        """What each code of a record is by now; None where somebody has to decide."""
        swaps: dict[Id, tuple[Id, ...]] = {}
        open_before = len(self._undecided)
        for own in _codes_of(record):
            new = became_in(book, own) or (own,)
            if len(new) > 1:
                chosen = self._decisions.get((record.id, own))
                if not chosen or not set(chosen) <= set(new):
                    code = book.code(own)
                    choices = tuple(each for each in map(book.code, new) if each is not None)
                    assert code is not None  # what became several stands in the version
                    undecided = Undecided(
                        record=record,
                        code=code,
                        choices=choices,
                        together=_go_together(book, record, own),
                    )
                    self._undecided.append(undecided)
                    continue
                new = tuple(each for each in new if each in chosen)
            swaps[own] = new
        return swaps if len(self._undecided) == open_before else None

    def _lines(self) -> Iterator[str]:
        if not (self._edits or self._undecided or self._kept):
            yield "All of this coder’s work is at the version that its round codes with."
            return
        yield f"{counted(len(self._edits), 'moment or judgement', 'moments or judgements')} " + (
            "comes to the newer version." if len(self._edits) == 1 else "come to the newer version."
        )
        for (old, new), count in sorted(self._replaced.items()):
            yield f"{old} becomes {new}: {counted(count, 'time')}."
        for name, count in sorted(self._retired.items()):
            yield f"{name} is retired and stays where it is: {counted(count, 'time')}."
        split = Counter(
            (each.code.name, " or ".join(choice.name for choice in each.choices))
            for each in self._undecided
        )
        for (old, new), count in sorted(split.items()):
            yield f"{old} was split: {counted(count, 'time')} to be decided, {new}."
        for why, count in sorted(Counter(sentence for _, sentence in self._kept).items()):
            yield f"{counted(count, 'moment or judgement', 'moments or judgements')} stay: {why}"


def _codes_of(record: Moment | Judgement) -> tuple[Id, ...]:
    values = record.values if isinstance(record, Judgement) else ()
    return tuple(dict.fromkeys((*record.codes, *(each.code_id for each in values))))


def _go_together(book: Codebook, record: Moment | Judgement, code_id: Id) -> bool:
    """Whether one record can have several codes of the set of one."""
    code_set = next(own for own, code in book.codes() if code.id == code_id)
    sorts = isinstance(record, Judgement) and code_set.marking == "sort"
    return not code_set.exclusive and not sorts


def _recoded(
    view: StudyView,
    record: Moment | Judgement,
    book: Codebook,
    swaps: Mapping[Id, tuple[Id, ...]],
) -> Moment | Judgement:
    """The record as it is under the newer version.

    Raises:
        UserError: it does not fit there.
    """
    codes = tuple(dict.fromkeys(new for own in record.codes for new in swaps[own]))
    if isinstance(record, Moment):
        after = replace(record, codes=codes, codebook_id=book.id)
        refuse_ratings(after, book)
        check_codes(view, record.transcript_id, book, codes)
        return after
    judged = replace(
        record,
        codes=codes,
        values=tuple(
            replace(each, code_id=new) for each in record.values for new in swaps[each.code_id]
        ),
        codebook_id=book.id,
    )
    _refuse_judgement(judged, book)
    _refuse_other_rules(view, record, judged, book)
    return judged


def _refuse_other_rules(
    view: StudyView, before: Judgement, after: Judgement, book: Codebook
) -> None:
    """Refuses a judgement where its set asks for something else now than when it was made."""
    old, new = _set_in(view.codebooks[before.codebook_id], before), _set_in(book, after)
    if old is None or new is None:
        return
    cut = "" if new.unit != "bin" else str(new.bin_ms), str(new.piles)
    was = "" if old.unit != "bin" else str(old.bin_ms), str(old.piles)
    if (old.unit, old.marking, *was) != (new.unit, new.marking, *cut):
        what = f"{new.name} judges other units, or in another way, in version {book.number}"
        raise UserError(what, hint="judge it anew")
    if new.exclusive and len(after.codes) > 1:
        raise UserError(f"{new.name} takes one code a {new.unit} now", hint="judge it anew")
    if new.marking == "sort" and len(after.values) != len(before.values):
        raise UserError("a sorted item became several", hint="sort it anew")
    account = view.accounts.get(after.target_id)
    if account is not None and new.accounts and account.voice not in new.accounts:
        raise UserError(f"{new.name} is not for this account now", hint="leave it as it is")


def _set_in(book: Codebook, judged: Judgement) -> CodeSet | None:
    return next((each for each in book.sets if each.id == judged.code_set_id), None)


def _refuse_judgement(judged: Judgement, book: Codebook) -> None:
    """Refuses a judgement whose values, codes or ratings have no place in a version."""
    code_set = _set_in(book, judged)
    if code_set is None or any(code_set.code(each) is None for each in _codes_of(judged)):
        what = f"version {book.number} of the codebook has not its set, or not all its codes"
        raise UserError(what, hint="judge it anew")
    ids = [each.code_id for each in judged.values]
    if len(ids) != len(set(ids)):
        raise UserError("codes with a value each were merged into one", hint="judge it anew")
    for rating in judged.ratings:
        scale = book.scale(rating.scale_id)
        if scale is None or not scale.minimum <= rating.value <= scale.maximum:
            what = f"a rating is not on a scale of version {book.number} of the codebook"
            raise UserError(what, hint="judge it anew")
    scale = code_set.scales[0] if code_set.marking == "rating" else None
    for value in judged.values:
        if scale is not None and not scale.minimum <= value.value <= scale.maximum:
            what = f"a value is not on the scale {scale.name} of version {book.number}"
            raise UserError(what, hint="judge it anew")
