"""The session time of a moment, and where it comes from, as the window writes them."""

from __future__ import annotations

from annotator.domain.clock import Origin, clock_text
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView

_ORIGINS: dict[Origin, str] = {
    "by hand": "by hand",
    "stop": "follows its stop",
    "stops": "across stops",
    "stop and range": "its stop and a timed range",
    "stops and range": "across stops and a timed range",
    "range": "from a range with its own time",
    "turns": "the turns’ own times",
    "before the first stop": "before the first stop",
    "not about this moment": "not about this moment",
    "no times": "the turns have no times",
}


def origin_words(origin: Origin) -> str:
    """Where a session time comes from, or why there is none."""
    return _ORIGINS[origin]


def session_time(view: StudyView, moment: Moment) -> str:
    """The session time of a moment in words; without one, why."""
    time = view.session_time_of(moment)
    if time.start_ms is None:
        return origin_words(time.origin)
    text = clock_text(time.start_ms)
    return text if time.end_ms is None else f"{text} – {clock_text(time.end_ms)}"
