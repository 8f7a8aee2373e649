"""Changes the codebook. What is in use is never changed: it gets a new version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from operator import attrgetter, methodcaller

from annotator.app.verbs.whole_study import refuse_coder
from annotator.domain.codebook import Codebook
from annotator.domain.edits import Replace
from annotator.domain.ids import Id, new_id
from annotator.domain.judgement import JUDGED_UNITS, Judgement
from annotator.domain.moment import Moment, Pairing
from annotator.domain.target import item_scale
from annotator.domain.view import StudyView

Change = Callable[[Codebook], Codebook]
_VERSION, _VALUES = attrgetter("codebook_id"), methodcaller("values")
WHAT = "the codes and their rules"


def change_codebook(view: StudyView, seen_by: Id | None, change: Change) -> Replace | None:
    """The edit that changes the newest version, or makes the next one where that is in use.

    Ids of sets, codes and scales stay the same in all versions.

    Args:
        view: the study.
        seen_by: whose work the view holds; None for everybody's.
        change: gives the codebook as it is to be, from what it is.

    Returns:
        None where the change changes nothing.

    Raises:
        UserError: a coder among several asks for it, or `change` refuses.
    """
    refuse_coder(view, seen_by, WHAT)
    book = view.codebook
    after = change(book)
    if after == book:
        return None
    if book.number and not is_used(view, book, seen_by):
        return Replace(book, after)
    fresh = replace(after, id=new_id(), number=book.number + 1, frozen=False)
    return Replace(None, fresh)


def is_used(view: StudyView, book: Codebook, seen_by: Id | None) -> bool:
    """Whether anything may stand under a version: it must then stay as it is.

    A view that does not hold everybody's work cannot tell. There all that others may have used
    counts as used, so that neither is their work broken, nor does an answer tell of it.
    """
    if book.frozen or any(each.codebook_id == book.id for each in view.rounds.values()):
        return True
    if book.id in map(_VERSION, chain.from_iterable(map(_VALUES, view.moments.values()))):
        return True  # without a Python loop: each move of a code asks, over all moments
    if book.id in map(_VERSION, view.judgements.values()):
        return True
    return _may_hide_work(view, seen_by)


def kept_codes(view: StudyView, seen_by: Id | None) -> frozenset[Id]:
    """The codes of all versions that are in use: they may be retired, and not deleted."""
    return frozenset(
        code.id
        for book in view.codebooks.values()
        if is_used(view, book, seen_by)
        for _, code in book.codes()
    )


def kept_parts(view: StudyView, seen_by: Id | None) -> frozenset[Id]:
    """All that a deletion must leave: codes as `kept_codes` has them, scales and sets with work.

    A scale stays where a moment, a judgement or a pairing is rated on it, a set of whole units
    where one is judged with it. A view that does not hold everybody's work cannot tell: there
    those of all versions that are in use stay.
    """
    kept = set(kept_codes(view, seen_by))
    rated: list[Moment | Judgement | Pairing] = [*view.all_moments(), *view.judgements.values()]
    rated += view.pairings.values()
    kept |= {rating.scale_id for each in rated for rating in each.ratings}
    kept |= {each.code_set_id for each in view.judgements.values()}
    for each in view.judgements.values():
        book = view.codebooks.get(each.codebook_id)
        sets = () if book is None or not each.values else book.sets
        scale = next((item_scale(own) for own in sets if own.id == each.code_set_id), None)
        kept |= set() if scale is None else {scale.id}
    if _may_hide_work(view, seen_by):
        for book in view.codebooks.values():
            kept |= {scale.id for _, scale in book.scales()}
            kept |= {own.id for own in book.sets if own.unit in JUDGED_UNITS}
    return frozenset(kept)


def _may_hide_work(view: StudyView, seen_by: Id | None) -> bool:
    """Whether others may have worked of whom the view tells nothing."""
    return seen_by is not None and any(each.id != seen_by for each in view.coders.values())
