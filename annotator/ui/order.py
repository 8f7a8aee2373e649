"""The order in which moments and sessions are gone through."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView


def moments_in_text(view: StudyView, transcript_id: Id) -> list[Moment]:
    """The moments of a transcript in order of the text."""
    own = view.moments_of(transcript_id).values()
    return sorted(own, key=lambda each: (each.start, each.end, each.made_at, each.id))


def moments_in_session(view: StudyView, transcript_ids: Sequence[Id]) -> list[Moment]:
    """The moments of several transcripts by session time; those without one come first."""

    def place(moment: Moment) -> tuple[int, int, int, Id]:
        start_ms, _ = view.interval_of(moment)
        column = transcript_ids.index(moment.transcript_id)
        return (-1 if start_ms is None else start_ms, column, moment.start, moment.id)

    own = (each for key in transcript_ids for each in view.moments_of(key).values())
    return sorted(own, key=place)


def answers(view: StudyView, moment: Moment, question_ids: frozenset[Id] | None) -> bool:
    """Whether a moment answers one of these questions of the guide; each does for None."""
    if question_ids is None:
        return True
    question = view.question_of(moment)
    return question is not None and question.id in question_ids


def beside(moments: Sequence[Moment], moment_id: Id | None, step: int) -> Moment | None:
    """The moment a step from one; the first or last one when none is chosen."""
    if not moments:
        return None
    here = next((i for i, each in enumerate(moments) if each.id == moment_id), None)
    if here is None:
        return moments[0] if step > 0 else moments[-1]
    place = here + step
    return moments[place] if 0 <= place < len(moments) else None


def beside_caret(moments: Sequence[Moment], caret: int, step: int) -> Moment | None:
    """The next moment after a position of the text, or the last one before it."""
    if step > 0:
        return next((each for each in moments if each.start >= caret), None)
    return next((each for each in reversed(moments) if each.start < caret), None)


def counterparts(view: StudyView, moment: Moment) -> list[Moment]:
    """The other party's moments that a moment is paired with, in order of the text."""
    ids = {
        each: None
        for pairing in view.pairings.values()
        if moment.id in pairing.moment_ids
        for each in pairing.moment_ids
    }
    found = (view.moment(each) for each in ids)
    facing = [
        each for each in found if each is not None and each.transcript_id != moment.transcript_id
    ]
    return sorted(facing, key=lambda each: (each.transcript_id, each.start, each.end, each.id))


def sessions_in_order(view: StudyView) -> list[Id]:
    """All sessions, dyad by dyad."""
    dyads = sorted(view.dyads.values(), key=lambda each: each.name)
    return [session.id for dyad in dyads for session in view.sessions_of(dyad.id)]


def first_session(view: StudyView) -> Id | None:
    """The first session that has a transcript; else the first one."""
    sessions = sessions_in_order(view)
    with_text = (
        each
        for each in sessions
        if any(view.transcript_of(account.id) for account in view.accounts_of(each).values())
    )
    return next(with_text, sessions[0] if sessions else None)
