"""What is said of a moment that may be paired, and why it is offered."""

from __future__ import annotations

from annotator.analysis.dyads.suggestions import Suggestion
from annotator.app.verbs.pairing import pairing_of
from annotator.domain.clock import clock_text
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView
from annotator.ui.time_words import session_time

MINUTE_MS = 60_000
NO_REASON = "no session time"
OTHER_UNTIMED = "the moment to be paired has no session time"


def code_names(view: StudyView, moment: Moment) -> list[str]:
    """Names of a moment's codes."""
    codebook = view.codebook_of(moment)
    return [code.name for code in map(codebook.code, moment.codes) if code is not None]


def head_of(view: StudyView, moment: Moment) -> str:
    """Session time and codes."""
    codes = ", ".join(code_names(view, moment)) or "no code"
    return f"{session_time(view, moment)} · {codes}"


def quote_of(view: StudyView, moment: Moment) -> str:
    """The whole words of a moment on one line."""
    text = view.transcripts[moment.transcript_id].quote(moment.start, moment.end)
    return f"“{' '.join(text.split())}”"


def why(view: StudyView, each: Suggestion, pairing_id: Id | None) -> str:
    """What speaks for a suggestion, and where it stands already.

    Args:
        view: the study.
        each: the suggestion.
        pairing_id: of the pairing in hand, if any.
    """
    parts = _reasons(each)
    pairing = pairing_of(view, each.moment)
    if pairing is not None and pairing.id != pairing_id:
        parts.append("in another pairing")
    if not parts and view.interval_of(each.moment)[0] is not None:
        return OTHER_UNTIMED
    return " · ".join(parts) or NO_REASON


def why_unpaired(each: Suggestion) -> str:
    """The same for a moment that is known to stand in no pairing."""
    return " · ".join(_reasons(each)) or NO_REASON


def _reasons(each: Suggestion) -> list[str]:
    parts = [] if each.apart_ms is None else [apart_text(each.apart_ms)]
    if each.shared_codes:
        parts.append("same code" if len(each.shared_codes) == 1 else "same codes")
    if each.is_similar:
        parts.append("similar words")
    return parts


def apart_text(apart_ms: int) -> str:
    """How far apart in session time, as people say it.

    >>> apart_text(0), apart_text(18_400), apart_text(125_000)
    ('same time', '18 s apart', '2:05 apart')
    """
    if apart_ms == 0:
        return "same time"
    if apart_ms < MINUTE_MS:
        return f"{max(1, apart_ms // 1000)} s apart"
    return f"{clock_text(apart_ms)} apart"
