"""Moments of one coder that overlap with the same code: found, and joined to one.

Codes that were merged since are the same code here too, as they count everywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from annotator.app.actions import key_of
from annotator.app.verbs.moments import check_codes, refuse_frozen, refuse_ratings
from annotator.domain.code_lineage import as_counted, merges
from annotator.domain.codebook import Codebook
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment, Rating
from annotator.domain.view import StudyView

Said = TypeVar("Said")


def same_code_overlaps(view: StudyView, moment: Moment) -> list[Moment]:
    """The coder's other moments of the same work that share words and a code with one."""
    codes = _Codes(view)
    found = [
        each
        for each in view.moments_of(moment.transcript_id).values()
        if each.start < moment.end and each.end > moment.start and codes.share(moment, each)
    ]
    return sorted(found, key=_order)


def overlaps_in(view: StudyView, transcript_ids: Iterable[Id]) -> list[tuple[Moment, Moment]]:
    """All pairs of such moments in some transcripts, each once, in order of the text."""
    codes = _Codes(view)
    pairs: list[tuple[Moment, Moment]] = []
    for transcript_id in transcript_ids:
        open_ones: list[Moment] = []
        for moment in sorted(view.moments_of(transcript_id).values(), key=_order):
            open_ones = [each for each in open_ones if each.end > moment.start]
            pairs += [(each, moment) for each in open_ones if codes.share(each, moment)]
            open_ones.append(moment)
    return pairs


def shared_codes(view: StudyView, moment: Moment, others: Iterable[Moment]) -> list[str]:
    """Names of the codes that a moment shares with others; of merged ones what they became."""
    codes = _Codes(view)
    given = set(chain.from_iterable(codes.of(each) for each in others))
    books = (view.codebook_of(moment), view.codebook_for(moment.round_id))
    shared = [each for each in codes.of(moment) if each in given]
    found = [next((c for book in books if (c := book.code(each))), None) for each in shared]
    return [code.name for code in found if code is not None]


def join(view: StudyView, moment: Moment, others: Sequence[Moment]) -> Edit:
    """The edit by which a moment takes in others: their words, codes, ratings and memos.

    What they say alike, or only one of them says, stays. The others are gone, and the moment
    stands in their pairing. Where a code was merged, it comes to the version of their round.

    Raises:
        UserError: they are rated or dated differently, stand in two pairings, their codes do
            not go together, or their passages are frozen.
    """
    refuse_frozen(view, moment.round_id)
    every = [moment, *others]
    book = _book(view, every)
    merged = merges(book)
    given = chain.from_iterable(each.codes for each in every)
    codes = tuple(dict.fromkeys(merged.get(each, each) for each in given))
    check_codes(view, moment.transcript_id, book, codes)
    own_time = _same([_own_time(each) for each in every], "have session times by hand that differ")
    joined = replace(
        moment,
        codebook_id=book.id,
        start=min(each.start for each in every),
        end=max(each.end for each in every),
        codes=codes,
        ratings=_ratings(book, every),
        tense=_same([each.tense for each in every], "differ in then and now"),
        peak=any(each.peak for each in every),
        certainty=_same([each.certainty for each in every], "differ in certainty"),
        memo="\n".join(dict.fromkeys(each.memo for each in every if each.memo.strip())),
        own_start_ms=own_time[0] if own_time else None,
        own_end_ms=own_time[1] if own_time else None,
    )
    refuse_ratings(joined, book)
    edits: list[Edit] = [Replace(moment, joined)]
    edits += _pairing_edits(view, moment, others)
    edits += [Replace(each, None) for each in others]
    return Several(tuple(edits))


class _Codes:
    """What the codes of moments count as in the version that their round codes with."""

    def __init__(self, view: StudyView) -> None:
        self._view = view
        self._merged: dict[Id, dict[Id, Id]] = {}

    def of(self, moment: Moment) -> tuple[Id, ...]:
        """A moment's codes as they count, each once."""
        if moment.round_id not in self._merged:
            self._merged[moment.round_id] = merges(self._view.codebook_for(moment.round_id))
        return as_counted(moment, self._merged[moment.round_id]).codes

    def share(self, moment: Moment, other: Moment) -> bool:
        """Whether both are the same coder's in one round, and have a code in common."""
        return (
            other.id != moment.id
            and (other.coder_id, other.round_id) == (moment.coder_id, moment.round_id)
            and not set(self.of(other)).isdisjoint(self.of(moment))
        )


def _order(moment: Moment) -> tuple[int, int, Id]:
    return moment.start, moment.end, moment.id


def _own_time(moment: Moment) -> tuple[int, int | None] | None:
    return None if moment.own_start_ms is None else (moment.own_start_ms, moment.own_end_ms)


def _same(said: Sequence[Said | None], differ: str) -> Said | None:
    """What is said, where all who say something say the same.

    Raises:
        UserError: they do not.
    """
    known = list(dict.fromkeys(each for each in said if each is not None))
    if len(known) > 1:
        raise UserError(f"the moments {differ}", hint="say the same of both, or clear one, first")
    return known[0] if known else None


def _ratings(book: Codebook, every: Sequence[Moment]) -> tuple[Rating, ...]:
    """The ratings of all, where none contradicts another."""
    scales = dict.fromkeys(each.scale_id for moment in every for each in moment.ratings)
    ratings = []
    for scale_id in scales:
        values = [moment.rating(scale_id) for moment in every]
        scale = book.scale(scale_id)
        told = " and ".join(str(each) for each in dict.fromkeys(values) if each is not None)
        name = scale.name if scale else "a scale"
        value = _same(values, f"are rated differently on {name} ({told})")
        if value is not None:
            ratings.append(Rating(scale_id=scale_id, value=value))
    return tuple(ratings)


def _book(view: StudyView, every: Sequence[Moment]) -> Codebook:
    """The newest version that one of the moments was coded under, or in which one was merged.

    Raises:
        UserError: it lacks a code of another moment.
    """
    books = list(map(view.codebook_of, every))
    at_work = view.codebook_for(every[0].round_id)
    if not merges(at_work).keys().isdisjoint(chain.from_iterable(each.codes for each in every)):
        books.append(at_work)
    book = max(books, key=lambda each: each.number)
    if any(book.code(code_id) is None for each in every for code_id in each.codes):
        raise UserError(
            "the moments were coded under versions of the codebook that do not go together",
            hint="give both the same codes first",
        )
    return book


def _pairing_edits(view: StudyView, moment: Moment, others: Sequence[Moment]) -> list[Edit]:
    """The pairing of whichever is paired goes to the moment that stays.

    Raises:
        UserError: they stand in two.
    """
    gone = {each.id for each in others}
    ids = {moment.id, *gone}
    pairings = [each for each in view.pairings.values() if not ids.isdisjoint(each.moment_ids)]
    if len(pairings) > 1:
        raise UserError(
            "the moments stand in two pairings",
            hint=f"dissolve one of them first ({key_of('pair')})",
        )
    edits: list[Edit] = []
    for pairing in pairings:
        kept = (moment.id if each in gone else each for each in pairing.moment_ids)
        after = replace(pairing, moment_ids=tuple(dict.fromkeys(kept)))
        if after != pairing:
            edits.append(Replace(pairing, after))
    return edits
