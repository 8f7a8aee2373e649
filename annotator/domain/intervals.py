"""The session times of many moments of one transcript."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from annotator.domain.clock import Interval
from annotator.domain.moment import Moment
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView


def intervals(view: StudyView, transcript: Transcript) -> Callable[[Moment], Interval]:
    """`view.interval_of`, reckoned once for all moments under the same stops and asides.

    Args:
        view: the study.
        transcript: the one in which all moments stand that are asked for.
    """
    if not view.accounts[transcript.account_id].is_recall:
        return view.interval_of
    asides = view.asides_of(transcript.id)
    positions = sorted(
        [
            *(stop.position for stop in view.stops_of(transcript.id)),
            *(aside.start for aside in asides),
            *(aside.end for aside in asides),
        ]
    )
    known: dict[tuple[int, int], Interval] = {}

    def interval(moment: Moment) -> Interval:
        if moment.own_start_ms is not None:
            return moment.own_start_ms, moment.own_end_ms
        first = bisect_right(positions, moment.start)
        last = bisect_right(positions, max(moment.end, moment.start + 1) - 1)
        if (first, last) not in known:
            known[first, last] = view.interval_of(moment)
        return known[first, last]

    return interval
