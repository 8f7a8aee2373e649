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
    others = any(each.id != seen_by for each in view.coders.values())
    return seen_by is not None and others


def kept_codes(view: StudyView, seen_by: Id | None) -> frozenset[Id]:
    """The codes of all versions that are in use: they may be retired, and not deleted."""
    return frozenset(
        code.id
        for book in view.codebooks.values()
        if is_used(view, book, seen_by)
        for _, code in book.codes()
    )
