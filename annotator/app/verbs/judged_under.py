"""The version of the codebook that a judgement is changed under: never two in one judgement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from annotator.domain.code_lineage import brought
from annotator.domain.codebook import Codebook, CodeSet
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.target import measure_of
from annotator.domain.view import StudyView

Change = Callable[[Judgement, CodeSet], Judgement | None]
"""What becomes of a judgement under its set; None takes it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The numbers that a change gives: the rating on a scale, or the values of codes."""

    scale_id: Id | None = None
    code_ids: tuple[Id, ...] = ()


def changed_under(
    view: StudyView,
    codebook: Codebook,
    old: Judgement | None,
    own: Judgement,
    change: Change,
    given: Given | None,
    seen_under: Id | None,
) -> Judgement | None:
    """The judgement changed under its own version; under the round's where that knows what to do.

    A number is only taken under a version in which it means what the coder saw.

    Args:
        view: the study.
        codebook: the version of the round.
        old: the judgement as it is, None for a new one.
        own: it as it would be under `codebook`.
        change: what becomes of it.
        given: the numbers that are given, None for none.
        seen_under: the version with which the coder saw the unit; None for the round's.

    Raises:
        UserError: neither version lets it, a code of it was merged with a value, or split, or
            its other numbers mean something else in the round's version.
    """
    new_set = set_of_version(codebook, own.code_set_id)
    if old is None or own.codebook_id == old.codebook_id:
        return change(own, new_set)
    old_book = view.codebooks[old.codebook_id]
    old_set = set_of_version(old_book, own.code_set_id)
    seen = old_set if seen_under == old.codebook_id else new_set
    fits = given is None or measure_of(seen, given.scale_id) == measure_of(old_set, given.scale_id)
    if fits:
        try:
            return change(old, old_set)
        except UserError:
            if seen_under == old.codebook_id:
                raise
    valued = [each.code_id for each in own.values]
    if brought(codebook, valued) != tuple(valued):
        what = f"a code with a value was merged in version {codebook.number}"
        hint = "bring your work to that version first, in the codebook tab"
        raise UserError(what, hint=hint)
    after = change(replace(own, codes=brought(codebook, own.codes)), new_set)
    _refuse_mixing(after, old_set, new_set, given or Given(), old_book, codebook)
    return after


def _refuse_mixing(
    after: Judgement | None,
    old_set: CodeSet,
    new_set: CodeSet,
    given: Given,
    old_book: Codebook,
    codebook: Codebook,
) -> None:
    """Refuses a judgement some of whose numbers were given on other scales or piles.

    Raises:
        UserError: numbers that stay from before mean something else in the version it comes to.
    """
    if after is None:
        return
    stay: list[Id | None] = [
        each.scale_id for each in after.ratings if each.scale_id != given.scale_id
    ]
    if any(each.code_id not in given.code_ids for each in after.values):
        stay.append(None)
    for part in stay:
        if measure_of(old_set, part) != measure_of(new_set, part):
            what = "other piles" if old_set.marking == "sort" else "another scale"
            number = codebook.number
            raise UserError(
                f"this was judged under version {old_book.number}, which has {what}"
                f" than version {number}",
                hint=f"bring your work to version {number} in the codebook tab,"
                " or take this judgement out and judge anew",
            )


def set_of_version(codebook: Codebook, code_set_id: Id) -> CodeSet:
    """A set as a version has it.

    Raises:
        UserError: the version lacks it.
    """
    found = next((each for each in codebook.sets if each.id == code_set_id), None)
    if found is None:
        raise UserError("the set is not in the version of the codebook of this round")
    return found
