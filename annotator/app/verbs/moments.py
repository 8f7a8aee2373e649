"""What a coder does with moments. Each verb gives an edit and writes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from annotator.domain.codebook import Scale
from annotator.domain.edits import Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.moment import Certainty, Moment, Rating, Tense
from annotator.domain.view import StudyView


def mark(
    view: StudyView,
    *,
    coder_id: Id,
    round_id: Id,
    transcript_id: Id,
    start: int,
    end: int,
    codes: tuple[Id, ...] = (),
) -> Replace:
    """A new moment on `[start, end)` of a transcript.

    Raises:
        UserError: the passage is empty or outside the text.
    """
    check_passage(view, transcript_id, start, end)
    moment = Moment(
        id=new_id(),
        transcript_id=transcript_id,
        coder_id=coder_id,
        round_id=round_id,
        codebook_id=view.codebook_for(round_id).id,
        start=start,
        end=end,
        codes=codes,
        made_at=now_text(),
    )
    return Replace(None, moment)


def check_passage(view: StudyView, transcript_id: Id, start: int, end: int) -> None:
    """Refuses a passage that is empty or not inside its text."""
    length = len(view.transcripts[transcript_id].text)
    if not 0 <= start < end <= length:
        raise UserError(
            f"the passage {start} to {end} is not inside the text",
            hint=f"start must be under end, both within 0 to {length}",
        )


def toggle_code(moment: Moment, code_id: Id) -> Replace:
    """Adds a code to a moment, or takes it out where it has it."""
    codes = (
        tuple(each for each in moment.codes if each != code_id)
        if code_id in moment.codes
        else (*moment.codes, code_id)
    )
    return Replace(moment, replace(moment, codes=codes))


def rate(moment: Moment, scale: Scale, value: int | None) -> Replace:
    """Sets a moment's value on a scale; None takes the rating out.

    Raises:
        UserError: the value is outside the scale.
    """
    if value is not None and not scale.minimum <= value <= scale.maximum:
        raise UserError(
            f"{value} is outside the scale {scale.name}",
            hint=f"it goes from {scale.minimum} to {scale.maximum}",
        )
    others = tuple(each for each in moment.ratings if each.scale_id != scale.id)
    given = () if value is None else (Rating(scale_id=scale.id, value=value),)
    return Replace(moment, replace(moment, ratings=others + given))


def write_memo(moment: Moment, memo: str) -> Replace:
    """Sets a moment's memo."""
    return Replace(moment, replace(moment, memo=memo))


def set_certainty(moment: Moment, certainty: Certainty | None) -> Replace:
    """Says how sure the coder is."""
    return Replace(moment, replace(moment, certainty=certainty))


def set_tense(moment: Moment, tense: Tense | None) -> Replace:
    """Says whether it was felt then, as recalled, or is seen now."""
    return Replace(moment, replace(moment, tense=tense))


def set_peak(moment: Moment, peak: bool) -> Replace:
    """Says whether the moment is the peak of its event."""
    return Replace(moment, replace(moment, peak=peak))


def move_ends(view: StudyView, moment: Moment, start: int, end: int) -> Replace:
    """Gives a moment other ends.

    Raises:
        UserError: the passage would be empty or outside the text.
    """
    check_passage(view, moment.transcript_id, start, end)
    return Replace(moment, replace(moment, start=start, end=end))


def delete(view: StudyView, moment: Moment) -> Several:
    """Takes a moment out, and with it its place in pairings."""
    edits: list[Replace] = []
    for pairing in view.pairings.values():
        if moment.id in pairing.moment_ids:
            rest = tuple(each for each in pairing.moment_ids if each != moment.id)
            edits.append(
                Replace(pairing, replace(pairing, moment_ids=rest) if len(rest) > 1 else None)
            )
    return Several((*edits, Replace(moment, None)))


def now_text() -> str:
    """The present time in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
