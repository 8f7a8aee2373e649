"""One change to several moments at once: what fits is changed in one edit, the rest is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from annotator.app.verbs import moments as verbs
from annotator.domain.counted import counted
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Certainty, Moment, Tense
from annotator.domain.view import StudyView

One = Callable[[Moment], Edit | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """A change to several moments.

    Attributes:
        edit: None where nothing is to be changed.
        changed: how many moments it changes.
        same: how many are so already.
        others: how many are another coder's, which only they can change.
        refused: how many were refused by reason.
    """

    edit: Edit | None
    changed: int
    same: int = 0
    others: int = 0
    refused: tuple[tuple[str, int], ...] = ()

    @property
    def left(self) -> str:
        """What was left as it is and why, in one sentence; empty where nothing was."""
        parts = []
        if self.same:
            parts.append(f"{counted(self.same, 'moment')} so already")
        if self.others:
            parts.append(f"{counted(self.others, 'moment')} of another coder")
        parts += [f"{counted(number, 'moment')}: {reason}" for reason, number in self.refused]
        return f"Left as they are: {'; '.join(parts)}." if parts else ""


def add_code(view: StudyView, chosen: Iterable[Moment], coder_id: Id, code_id: Id) -> Together:
    """Gives moments a code; in an exclusive set it takes the place of the one that was there."""

    def one(moment: Moment) -> Edit | None:
        return None if code_id in moment.codes else verbs.toggle_code(view, moment, code_id)

    return _together(chosen, coder_id, one)


def take_code(view: StudyView, chosen: Iterable[Moment], coder_id: Id, code_id: Id) -> Together:
    """Takes a code out of moments."""

    def one(moment: Moment) -> Edit | None:
        return verbs.toggle_code(view, moment, code_id) if code_id in moment.codes else None

    return _together(chosen, coder_id, one)


def rate(
    view: StudyView, chosen: Iterable[Moment], coder_id: Id, scale_id: Id, value: int | None
) -> Together:
    """Rates moments on a scale; None takes the rating out."""

    def one(moment: Moment) -> Edit | None:
        if moment.rating(scale_id) == value:
            return None
        scale = view.codebook_of(moment).scale(scale_id)
        if scale is None:
            raise UserError("the scale is not in their version of the codebook")
        return verbs.rate(moment, scale, value)

    return _together(chosen, coder_id, one)


def set_certainty(chosen: Iterable[Moment], coder_id: Id, certainty: Certainty | None) -> Together:
    """Says of moments how sure their coder is."""
    return _together(
        chosen, coder_id, lambda each: _changed(each, replace(each, certainty=certainty))
    )


def set_tense(chosen: Iterable[Moment], coder_id: Id, tense: Tense | None) -> Together:
    """Says of moments whether they were felt then or are seen now."""
    return _together(chosen, coder_id, lambda each: _changed(each, replace(each, tense=tense)))


def set_peak(chosen: Iterable[Moment], coder_id: Id, peak: bool) -> Together:
    """Says of moments whether they are the peak of their event."""
    return _together(chosen, coder_id, lambda each: _changed(each, replace(each, peak=peak)))


def delete(view: StudyView, chosen: Iterable[Moment], coder_id: Id) -> Together:
    """Takes moments out, and a pairing that loses a party by it."""
    gone: list[Moment] = []

    def one(moment: Moment) -> Edit | None:
        verbs.refuse_frozen(view, moment.round_id)
        gone.append(moment)
        return Several(())

    result = _together(chosen, coder_id, one)
    return replace(result, edit=verbs.taken_out(view, *gone) if gone else None)


def _together(chosen: Iterable[Moment], coder_id: Id, one: One) -> Together:
    edits: list[Edit] = []
    same = others = 0
    refused: Counter[str] = Counter()
    for moment in chosen:
        if moment.coder_id != coder_id:
            others += 1
            continue
        try:
            edit = one(moment)
        except UserError as error:
            refused[error.what] += 1
            continue
        if edit is None:
            same += 1
        else:
            edits.append(edit)
    return Together(
        edit=Several(tuple(edits)) if edits else None,
        changed=len(edits),
        same=same,
        others=others,
        refused=tuple(refused.most_common()),
    )


def _changed(before: Moment, after: Moment) -> Edit | None:
    return None if before == after else Replace(before, after)
