"""The moments that a choice on a passage stands for."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.analysis.agreement.episodes import Episode
from annotator.app.verbs.moments import check_codes, check_passage
from annotator.domain.consensus import Choice
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.moment import Moment, Rating
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMoment:
    """A moment for the consensus layer that none of the coders has."""

    start: int
    end: int
    codes: tuple[Id, ...] = ()
    ratings: tuple[Rating, ...] = ()
    memo: str = ""


def chosen_moments(
    view: StudyView, episode: Episode, choice: Choice, taken: Id | None, new: NewMoment | None
) -> list[Moment]:
    """The moments that a choice stands for, still as the coders have them.

    Args:
        view: the study with the work of all coders.
        episode: made of this view.
        choice: as a person made it.
        taken: for `take`, the id of the moment that is right.
        new: for `new`, the moment.

    Raises:
        UserError: what the choice needs is not given or does not fit.
    """
    if choice == "take":
        own = [moment for _, moment in episode.moments if moment.id == taken]
        if not own:
            raise UserError("no moment of the passage is taken", hint="say whose is right")
        return own
    if choice == "take all":
        code_set = episode.document.code_set
        if code_set.exclusive and len(episode.moments) > 1:
            raise UserError(
                f"the set {code_set.name} takes one code a passage, and these would overlap",
                hint="take one coder's, or make a new one",
            )
        return [moment for _, moment in episode.moments]
    if choice == "new":
        if new is None:
            raise UserError("there is no new moment", hint="give its passage and codes")
        return [_new_moment(view, episode, new)]
    return []


def _new_moment(view: StudyView, episode: Episode, new: NewMoment) -> Moment:
    """A new moment as if one of the coders had made it.

    Raises:
        UserError: the passage, a code or a rating does not fit.
    """
    model = episode.moments[0][1]
    book = view.codebook_for(model.round_id)
    check_passage(view, model.transcript_id, new.start, new.end)
    for code_id in new.codes:
        if book.code(code_id) is None:
            raise UserError("a code is not in the codebook of the round")
    check_codes(view, model.transcript_id, book, new.codes)
    for rating in new.ratings:
        scale = book.scale(rating.scale_id)
        if scale is None or not scale.minimum <= rating.value <= scale.maximum:
            raise UserError(f"{rating.value} is not on a scale of the round's codebook")
    return Moment(
        id=new_id(),
        transcript_id=model.transcript_id,
        coder_id=model.coder_id,
        round_id=model.round_id,
        codebook_id=book.id,
        start=new.start,
        end=new.end,
        codes=new.codes,
        ratings=new.ratings,
        memo=new.memo,
    )
