"""The one moment that stands for what several coders have alike."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import TypeVar

from annotator.analysis.agreement.episodes import Episode
from annotator.domain.moment import Moment, Rating
from annotator.domain.spans import Span

Given = TypeVar("Given", bound=Hashable)


def agreed_moment(episode: Episode) -> Moment:
    """A moment with all that the coders of an agreed passage have given, whoever gave it.

    Not having rated is no disagreement: a rating, tense, certainty or session time that one
    gave stands, where nobody gave another. It is a peak only where all say so. The passage is
    what all have in it: ends that differ do so in text that is not compared only.
    """
    own = [moment for _, moment in episode.moments]
    start, end = _shared_span(episode)
    scales = sorted({rating.scale_id for moment in own for rating in moment.ratings})
    values = ((each, only(moment.rating(each) for moment in own)) for each in scales)
    times = {(each.own_start_ms, each.own_end_ms) for each in own if each.own_start_ms is not None}
    start_ms, end_ms = times.pop() if len(times) == 1 else (None, None)
    return replace(
        own[0],
        start=start,
        end=end,
        ratings=tuple(
            Rating(scale_id=scale_id, value=value)
            for scale_id, value in values
            if value is not None
        ),
        tense=only(each.tense for each in own),
        certainty=only(each.certainty for each in own),
        peak=all(each.peak for each in own),
        own_start_ms=start_ms,
        own_end_ms=end_ms,
    )


def _shared_span(episode: Episode) -> Span:
    """The stretch that is in all of an episode's moments, without blanks at its ends."""
    own = [moment for _, moment in episode.moments]
    if len({(each.start, each.end) for each in own}) == 1:
        return own[0].start, own[0].end
    start, end = max(each.start for each in own), min(each.end for each in own)
    words = episode.document.transcript.text[start:end]
    if not words.strip():
        return own[0].start, own[0].end
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def only(given: Iterable[Given | None]) -> Given | None:
    """The value that all who gave one share; None where they differ or nobody gave any.

    >>> only([None, 4, 4]), only([3, 4]), only([])
    (4, None, None)
    """
    values = {each for each in given if each is not None}
    return values.pop() if len(values) == 1 else None
