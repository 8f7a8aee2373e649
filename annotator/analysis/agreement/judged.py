"""What is compared of whole units: time bins, accounts, sessions and dyads, as coders judged them.

Only units whose accounts a coder has marked as done say anything about that coder, and only
where the coder judged them: that nothing was found is said by a judgement without codes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from annotator.analysis.agreement.judged_twice import once, twice_notes
from annotator.analysis.agreement.lineage_notes import lineage_notes
from annotator.analysis.agreement.report_values import counted
from annotator.analysis.agreement.round_work import NotDone, not_taken
from annotator.analysis.listing import ordered_accounts
from annotator.domain.code_lineage import merges
from annotator.domain.codebook import Codebook, CodeSet
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.round import Coder, Round
from annotator.domain.view import StudyView

UNIT_WORDS: Mapping[str, str] = {
    "turn": "turns",
    "span": "passages of the text",
    "bin": "time bins",
    "account": "whole accounts",
    "session": "whole sessions",
    "dyad": "whole dyads",
}
"""What a set codes, by its unit, in words."""

Key = int | None
"""The start of a bin on the session clock; None for a unit that is not cut."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Target:
    """What several coders judged: an account (with its bins), a session or a dyad.

    Attributes:
        name: `D07, session 3, patient`, `D07, session 3` or `D07`.
        voice: of the account; empty for a session or a dyad.
        session: its number; None for a dyad.
        judgements: by coder's name, of those who are done or taken though they are not; by key.
    """

    target_id: Id
    name: str
    dyad: str
    voice: str
    session: int | None
    judgements: Mapping[str, Mapping[Key, Judgement]]

    def units(self) -> list[Key]:
        """The units that any of the coders judged, in order."""
        found = {key for own in self.judgements.values() for key in own}
        return sorted(found, key=lambda key: -1 if key is None else key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The targets that two or more coders have done, and what was left out."""

    targets: tuple[Target, ...]
    not_done: tuple[NotDone, ...]
    not_taken: tuple[str, ...]
    notes: tuple[str, ...]


def judged(
    view: StudyView,
    work_round: Round,
    code_set: CodeSet,
    coders: Sequence[Coder],
    *,
    handed_to: Sequence[Coder] = (),
    include_unfinished: bool,
) -> Judged:
    """What there is to compare of a set whose units are no passages.

    A coder is done with a session or a dyad when done with all of its accounts that were given
    to that coder in the round.

    Args:
        view: the study with the work of all coders.
        work_round: whose judgements count.
        code_set: of the round's codebook, as `code_lineage.counted_set` gives it.
        coders: who are compared.
        handed_to: to whom else the round was handed out: what they were given is part of it.
        include_unfinished: take what is not marked done too, and say so.
    """
    work = _Work(view, work_round, code_set, coders, handed_to)
    targets: list[Target] = []
    not_done: list[NotDone] = []
    unfinished = elsewhere = of_others = silent = 0
    for place in _places(view, code_set):
        if not work.has(place):
            elsewhere += place.has_text
            continue
        if place.voice and code_set.accounts and place.voice not in code_set.accounts:
            of_others += place.has_text
            continue
        absent = [coder for coder in coders if not work.is_done(coder, place)]
        finished = [coder for coder in coders if include_unfinished or coder not in absent]
        if include_unfinished:
            unfinished += len(absent)
        elif absent:
            names = tuple(coder.name for coder in absent)
            not_done.append(
                NotDone(place=place.name, dyad=place.dyad, voice=place.voice, coders=names)
            )
        if len(finished) < 2:
            continue
        target = work.target(place, finished)
        if target.units():
            targets.append(target)
        else:
            silent += 1
    what = "account" if code_set.unit == "bin" else code_set.unit
    said = list(not_taken(code_set, of_others, elsewhere, unfinished, what))
    if silent:
        said.append(f"{counted(silent, what)} that nobody judged")
    return Judged(
        targets=tuple(targets),
        not_done=tuple(not_done),
        not_taken=(*said, *work.other_bins(), *twice_notes(work.twice, work.names)),
        notes=tuple(work.notes(targets)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A target before it is known who judged it; `account_ids` are those that it is made of."""

    target_id: Id
    name: str
    dyad: str
    voice: str
    session: int | None
    account_ids: tuple[Id, ...]
    has_text: bool


def _places(view: StudyView, code_set: CodeSet) -> Iterator[_Place]:
    """All accounts, sessions or dyads of the study, in order."""
    accounts = ordered_accounts(view)
    with_text = {each.account_id for each in view.transcripts.values()}
    groups: dict[Id, list[Id]] = {}
    for account in accounts:
        dyad, session, _ = view.place_of(account.id)
        target = {"session": session.id, "dyad": dyad.id}.get(code_set.unit, account.id)
        groups.setdefault(target, []).append(account.id)
    for target_id, account_ids in groups.items():
        dyad, session, account = view.place_of(account_ids[0])
        name = dyad.name if code_set.unit == "dyad" else f"{dyad.name}, session {session.number}"
        whole = code_set.unit in ("session", "dyad")
        yield _Place(
            target_id=target_id,
            name=name if whole else f"{name}, {account.voice}",
            dyad=dyad.name,
            voice="" if whole else account.voice,
            session=None if code_set.unit == "dyad" else session.number,
            account_ids=tuple(account_ids),
            has_text=not with_text.isdisjoint(account_ids),
        )


class _Work:
    """The judgements of some coders under one set in one round, and what they are done with."""

    def __init__(
        self,
        view: StudyView,
        work_round: Round,
        code_set: CodeSet,
        coders: Sequence[Coder],
        handed_to: Sequence[Coder],
    ) -> None:
        self._view = view
        self._set = code_set
        self._book = view.codebook_for(work_round.id)
        self._merged = merges(self._book)
        self._given: dict[tuple[Id, Id], bool] = {}
        ids = {coder.id for coder in coders}
        for work in view.assignments.values():
            if work.round_id == work_round.id:
                key = work.coder_id, work.account_id
                self._given[key] = self._given.get(key, False) or work.progress == "done"
        everyone = ids | {coder.id for coder in handed_to}
        self._accounts = {account for coder, account in self._given if coder in everyone}
        self.names = {coder.id: coder.name for coder in coders}
        self._others = 0
        fitting: list[Judgement] = []
        for each in view.judgements.values():
            if (
                (each.round_id, each.code_set_id) == (work_round.id, code_set.id)
                and each.coder_id in ids
                and each.unit == code_set.unit
            ):
                if self._fits(each):
                    fitting.append(each)
                else:
                    self._others += 1
        self._judged = {each.target_id for each in fitting}
        counts, self.twice = once(fitting)
        self._own: dict[tuple[Id, Id], list[Judgement]] = {}
        for each in counts:
            self._own.setdefault((each.target_id, each.coder_id), []).append(each)

    def has(self, place: _Place) -> bool:
        """Whether it is part of the round; all that has text is where nothing was handed out."""
        if place.target_id in self._judged or not self._accounts.isdisjoint(place.account_ids):
            return True
        return place.has_text and not self._accounts

    def is_done(self, coder: Coder, place: _Place) -> bool:
        """Whether a coder is done with all that was given of it."""
        given = [
            self._given[coder.id, each]
            for each in place.account_ids
            if (coder.id, each) in self._given
        ]
        return bool(given) and all(given)

    def target(self, place: _Place, coders: Sequence[Coder]) -> Target:
        """It as these coders judged it."""
        return Target(
            target_id=place.target_id,
            name=place.name,
            dyad=place.dyad,
            voice=place.voice,
            session=place.session,
            judgements={
                coder.name: {
                    each.start_ms: _as_counted(each, self._merged)
                    for each in self._own.get((place.target_id, coder.id), ())
                }
                for coder in coders
            },
        )

    def other_bins(self) -> list[str]:
        """What is said of bins that were cut otherwise."""
        if not self._others:
            return []
        have = "has" if self._others == 1 else "have"
        length = f"{self._set.bin_ms / 1000:g} s"
        return [f"{counted(self._others, 'bin')} that {have} another length than {length}"]

    def notes(self, targets: Sequence[Target]) -> Iterator[str]:
        """Merged and split codes, and versions of the codebook."""
        ids = {each.target_id for each in targets}
        own = [each for (target, _), found in self._own.items() if target in ids for each in found]
        given = Counter(
            code_id for each in own for code_id in (*each.codes, *(v.code_id for v in each.values))
        )
        yield from lineage_notes(self._book, self._set, given, "judgement")
        yield from self._contradictions(own)
        yield from self._misfits(own)
        books = {self._view.codebooks[each.codebook_id] for each in own if self._knows(each)}
        if len(books) > 1:
            listed = ", ".join(str(number) for number in sorted(book.number for book in books))
            yield f"the judgements were made under versions {listed} of the codebook"

    def _contradictions(self, own: Sequence[Judgement]) -> Iterator[str]:
        """Values of merged codes that are not taken, as another value of the same code is there."""
        without: Counter[Id] = Counter()
        beside: Counter[Id] = Counter()
        for each in own if self._merged else ():
            for code_id, values in _values_met(each, self._merged).items():
                if len(values) > 1:
                    stands = each.value(code_id) is not None
                    (beside if stands else without)[code_id] += 1
        for code_id, number in without.items():
            name = self._name(code_id)
            yield (
                f"{counted(number, 'judgement')} without a value of {name}, as codes with "
                "different values were merged into it"
            )
        for code_id, number in beside.items():
            name = self._name(code_id)
            yield (
                f"in {counted(number, 'judgement')} the value of {name} itself stands, "
                "not the other one of a code that was merged into it"
            )

    def _misfits(self, own: Sequence[Judgement]) -> Iterator[str]:
        """What was given before a scale was made shorter, or a set took one code only."""
        scales, marking = self._set.scales, self._set.marking
        ends = {each.id: (each.minimum, each.maximum) for each in scales}
        off = Counter(
            rating.scale_id
            for each in own
            for rating in each.ratings
            if rating.scale_id in ends and not _within(rating.value, ends[rating.scale_id])
        )
        if marking == "rating" and scales:
            within = ends[scales[0].id]
            off[scales[0].id] += sum(
                not _within(v.value, within) for each in own for v in each.values
            )
        for scale in scales:
            if off[scale.id]:
                low, high = ends[scale.id]
                what = counted(off[scale.id], "rating")
                yield f"{what} on {scale.name} outside {low} to {high} taken as missing"
        codes = {code.id for code in self._set.codes}
        doubles = [
            each
            for each in (own if self._set.exclusive else ())
            if len(codes.intersection(_as_counted(each, self._merged).codes)) > 1
        ]
        if doubles:
            what = counted(len(doubles), "judgement")
            yield f"{what} with several codes of a set that takes one taken as the first of them"

    def _name(self, code_id: Id) -> str:
        code = self._book.code(code_id)
        return code.name if code else code_id

    def _knows(self, judgement: Judgement) -> bool:
        return judgement.codebook_id in self._view.codebooks

    def _fits(self, judgement: Judgement) -> bool:
        """Whether a bin was cut as the set cuts now."""
        if judgement.unit != "bin" or not self._knows(judgement):
            return True
        book = self._view.codebooks[judgement.codebook_id]
        return _bin_ms(book, self._set) == self._set.bin_ms


def _within(value: int, ends: tuple[int, int]) -> bool:
    return ends[0] <= value <= ends[1]


def _bin_ms(book: Codebook, code_set: CodeSet) -> int:
    own = next((each for each in book.sets if each.id == code_set.id), code_set)
    return own.bin_ms


def _as_counted(judgement: Judgement, merged: Mapping[Id, Id]) -> Judgement:
    """With what its codes became; of two values of one code that of the code itself stands.

    Where two different values of merged codes meet and the code has none of its own, it has
    none: nobody gave it one. The notes of the comparison say so.
    """
    if not merged:
        return judgement
    codes = dict.fromkeys(merged.get(each, each) for each in judgement.codes)
    met = _values_met(judgement, merged)
    values = {
        merged.get(each.code_id, each.code_id): each
        for each in judgement.values
        if len(met[merged.get(each.code_id, each.code_id)]) == 1
    }
    values |= {each.code_id: each for each in judgement.values if each.code_id not in merged}
    return replace(
        judgement,
        codes=tuple(codes),
        values=tuple(replace(each, code_id=key) for key, each in values.items()),
    )


def _values_met(judgement: Judgement, merged: Mapping[Id, Id]) -> dict[Id, set[int]]:
    """The different values that meet at each code once merged codes count as what they became."""
    met: dict[Id, set[int]] = {}
    for each in judgement.values:
        met.setdefault(merged.get(each.code_id, each.code_id), set()).add(each.value)
    return met
