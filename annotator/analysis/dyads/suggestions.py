"""Which moments of the other party may concern the same event as a moment: offers, no claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.analysis.agreement.arrays import BoolArray, FloatArray, IntArray
from annotator.analysis.dyads.likeness import Background, background_of, likenesses
from annotator.analysis.dyads.material import stretch_of_moment
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.spans import Span
from annotator.domain.study import RECALL_VOICES
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView

SIMILAR_FROM = 0.15
"""From this cosine on words count as similar: a matter of what to offer first, not a test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A moment of the other party, and what it has in common with the chosen one.

    Attributes:
        apart_ms: session time between the two, 0 where they overlap; None where one has none.
        is_near: whether that is within the study's tolerance.
        is_far: whether it is beyond the tolerance and a whole stretch of a stop: hardly one event.
        shared_codes: ids of codes that both have, in the order of the chosen moment.
        likeness: cosine of their words, 0 to 1.
    """

    moment: Moment
    apart_ms: int | None
    is_near: bool
    is_far: bool
    shared_codes: tuple[Id, ...]
    likeness: float

    @property
    def is_similar(self) -> bool:
        """Whether the words are alike enough to say so."""
        return self.likeness >= SIMILAR_FROM

    @property
    def reasons(self) -> int:
        """How many of the three speak for it: time, code, words."""
        return self.is_near + bool(self.shared_codes) + self.is_similar

    @property
    def is_offered(self) -> bool:
        """Whether enough speaks for it; what is far apart takes a shared code and like words."""
        return self.reasons >= (2 if self.is_far else 1)


def suggestions(view: StudyView, moment: Moment) -> list[Suggestion]:
    """The coder's moments of the other party in the same session, best first.

    Those with more reasons come first, then the nearer in session time, then those of more
    similar words, then in order of the text: the order is the same on every machine. A stop
    without an end stands for the study's `stop_before_ms` before it. What is further apart than
    that stretch and the study's `shared_within_ms` together comes after all else. Nothing is
    left out: a person may see one event where the clock does not.

    Args:
        view: the study.
        moment: of the therapist's or the patient's account; for others there is nothing to pair.
    """
    transcript = view.transcripts[moment.transcript_id]
    account = view.accounts[transcript.account_id]
    if account.voice not in RECALL_VOICES:
        return []
    facing = _facing(view, account.session_id, account.voice)
    if facing is None:
        return []
    others = sorted(
        (m for m in view.moments_of(facing.id).values() if m.coder_id == moment.coder_id),
        key=lambda each: (each.start, each.end, each.id),
    )
    background = background_of(_turns(transcript) + _turns(facing))
    return _among(view, moment, others, background)


@dataclass(frozen=True, slots=True, kw_only=True)
class Couple:
    """A moment of the therapist and a suggested one of the patient, neither paired yet."""

    therapist: Moment
    suggestion: Suggestion


def couples(view: StudyView, session_id: Id, coder_id: Id) -> list[Couple]:
    """All pairings that something speaks for among a coder's unpaired moments, best first.

    Time, a shared code or similar words are enough for two moments near each other. Those that
    are further apart than `stop_before_ms` and `shared_within_ms` of the study together are
    offered only where both code and words agree, after all others.
    In the order of `suggestions`, then of the therapist's text. A moment may stand in several
    couples; whoever accepts one has answered the others.
    """
    accounts = view.accounts_of(session_id)
    texts = [
        None if (own := accounts.get(voice)) is None else view.transcript_of(own.id)
        for voice in RECALL_VOICES
    ]
    first, second = texts
    if first is None or second is None:
        return []
    paired = {
        each
        for pairing in view.pairings.values()
        if pairing.coder_id == coder_id
        for each in pairing.moment_ids
    }
    therapists, patients = (
        sorted(
            (
                each
                for each in view.moments_of(text.id).values()
                if each.coder_id == coder_id and each.id not in paired
            ),
            key=lambda each: (each.start, each.end, each.id),
        )
        for text in (first, second)
    )
    background = background_of(_turns(first) + _turns(second))
    alike = _alike(view, therapists, patients, background)
    here, there = (
        [stretch_of_moment(view, each) for each in own] for own in (therapists, patients)
    )
    found = [
        Couple(
            therapist=therapists[i],
            suggestion=_suggested(
                view, therapists[i], patients[j], apart_ms(here[i], there[j]), float(alike[i, j])
            ),
        )
        for i, j in np.argwhere(_offered(view, therapists, patients, here, there, alike)).tolist()
    ]
    # Equal ones stay in order of the texts.
    return sorted(found, key=lambda each: _rank(each.suggestion))


def _among(
    view: StudyView, moment: Moment, others: Sequence[Moment], background: Background
) -> list[Suggestion]:
    """What is to be said of each of the other party's moments beside one, best first."""
    [alike] = _alike(view, [moment], others, background).tolist()
    stretch = stretch_of_moment(view, moment)
    found = [
        _suggested(view, moment, other, apart_ms(stretch, stretch_of_moment(view, other)), value)
        for other, value in zip(others, alike, strict=True)
    ]
    return sorted(found, key=_rank)  # equal ones stay in order of the text


def _alike(
    view: StudyView, moments: Sequence[Moment], others: Sequence[Moment], background: Background
) -> FloatArray:
    """How alike the words of each of the one are to those of each of the others."""
    quotes, facing = (
        [view.transcripts[each.transcript_id].quote(each.start, each.end) for each in own]
        for own in (moments, others)
    )
    return likenesses(quotes, facing, background)


def _offered(
    view: StudyView,
    moments: Sequence[Moment],
    others: Sequence[Moment],
    here: Sequence[Span | None],
    there: Sequence[Span | None],
    alike: FloatArray,
) -> BoolArray:
    """`Suggestion.is_offered` of all couples at once: m x o."""
    near_ms = view.study.shared_within_ms
    (starts, ends, is_timed), (other_starts, other_ends, other_is_timed) = map(
        _stretches, (here, there)
    )
    apart = np.maximum(other_starts - ends[:, None], starts[:, None] - other_ends)
    both = is_timed[:, None] & other_is_timed
    is_far = both & (apart > view.study.stop_before_ms + near_ms)
    codes = {code: place for place, code in enumerate({c for m in moments for c in m.codes})}
    reasons = (
        (both & (apart <= near_ms)).astype(int)
        + (_has(moments, codes) @ _has(others, codes).T > 0)
        + (alike >= SIMILAR_FROM)
    )
    offered: BoolArray = reasons >= np.where(is_far, 2, 1)
    return offered


def _stretches(stretches: Sequence[Span | None]) -> tuple[IntArray, IntArray, BoolArray]:
    """Their begins and ends, 0 where there is none, and whether there is one."""
    ends = np.array([each or (0, 0) for each in stretches], dtype=np.int64).reshape(-1, 2)
    return ends[:, 0], ends[:, 1], np.array([each is not None for each in stretches], dtype=bool)


def _has(moments: Sequence[Moment], codes: Mapping[Id, int]) -> IntArray:
    """Which of the codes each moment has: m x c, 1 or 0."""
    found = np.zeros((len(moments), len(codes)), dtype=np.int64)
    for row, moment in enumerate(moments):
        found[row, [codes[each] for each in moment.codes if each in codes]] = 1
    return found


def _rank(each: Suggestion) -> tuple[bool, int, bool, int, float]:
    unknown, apart = each.apart_ms is None, each.apart_ms or 0
    return (each.is_far, -each.reasons, unknown, apart, -round(each.likeness, 9))


def _suggested(
    view: StudyView, moment: Moment, other: Moment, apart: int | None, alike: float
) -> Suggestion:
    return Suggestion(
        moment=other,
        apart_ms=apart,
        is_near=apart is not None and apart <= view.study.shared_within_ms,
        is_far=apart is not None
        and apart > view.study.stop_before_ms + view.study.shared_within_ms,
        shared_codes=tuple(each for each in moment.codes if each in other.codes),
        likeness=alike,
    )


def apart_ms(first: Span | None, second: Span | None) -> int | None:
    """Session time between two stretches, 0 where they overlap or touch; None without both.

    >>> apart_ms((0, 1000), (3000, 4000)), apart_ms((0, 5), (4, 9)), apart_ms(None, (0, 5))
    (2000, 0, None)
    """
    if first is None or second is None:
        return None
    return max(0, second[0] - first[1], first[0] - second[1])


def _facing(view: StudyView, session_id: Id, voice: str) -> Transcript | None:
    """The newest transcript of the other recall party."""
    other = next(each for each in RECALL_VOICES if each != voice)
    account = view.accounts_of(session_id).get(other)
    return None if account is None else view.transcript_of(account.id)


def _turns(transcript: Transcript) -> tuple[str, ...]:
    return tuple(transcript.quote(each.start, each.end) for each in transcript.turns)
