"""What a search has found, as JSON values and for people to read."""

from __future__ import annotations

from typing import Any

from annotator.app.verbs.searching import Found, Passage
from annotator.domain.clock import clock_text
from annotator.domain.counted import counted
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView


def found_values(view: StudyView, found: Found) -> dict[str, Any]:
    """All that was found, as JSON values."""
    return {
        "n": len(found.passages),
        "more": found.more,
        "interviews": found.interviews,
        "passages": [_passage_values(view, each) for each in found.passages],
        "codes": [
            {"code": view.codebook.code_path(key), "moments": number}
            for key, _, number in found.codes
        ],
    }


def found_text(view: StudyView, found: Found) -> str:
    """The same for people to read, by interview."""
    lines = [summary_text(found)]
    for code_id, _, number in found.codes:
        lines.append(f"Code {view.codebook.code_path(code_id)}: {counted(number, 'moment')}")
    place = ""
    for each in found.passages:
        if each.place != place:
            place = each.place
            lines += ["", place]
        about = f"memo on {each.about}: " if each.about else ""
        speaker = f"{each.speaker}: " if each.speaker else ""
        words = " ".join(f"{each.before}[{each.words}]{each.after}".split())
        lines.append(f"  {time_text(view, each):>7} {about}{speaker}{words}")
    return "\n".join(lines)


def summary_text(found: Found) -> str:
    """How much was found.

    >>> summary_text(Found())
    'Nothing found'
    """
    if not found.passages:
        return "Nothing found"
    passages = counted(len(found.passages), "passage")
    if found.more:
        return f"The first {passages}; there are more: write more words"
    where = f" in {counted(found.interviews, 'interview')}" if found.interviews else ""
    return f"{passages}{where}"


def time_text(view: StudyView, passage: Passage) -> str:
    """The session time of a passage; empty where it has none."""
    start_ms, _ = session_time(view, passage.transcript_id, passage.start, passage.end)
    return "" if start_ms is None else clock_text(start_ms)


def session_time(
    view: StudyView, transcript_id: Id | None, start: int, end: int
) -> tuple[int | None, int | None]:
    """The session time that a passage is about, as that of a moment on it would be."""
    if transcript_id is None or transcript_id not in view.transcripts or end <= start:
        return None, None
    moment = Moment(
        id="",
        transcript_id=transcript_id,
        coder_id="",
        round_id="",
        codebook_id="",
        start=start,
        end=end,
    )
    return view.interval_of(moment)


def _passage_values(view: StudyView, passage: Passage) -> dict[str, Any]:
    cell: dict[str, Any] = {"dyad": None, "session": None, "account": None}
    transcript = view.transcripts.get(passage.transcript_id or "")
    if transcript is not None:
        dyad, session, account = view.place_of(transcript.account_id)
        cell = {"dyad": dyad.name, "session": session.number, "account": account.voice}
    start_ms, end_ms = session_time(view, passage.transcript_id, passage.start, passage.end)
    return {
        "kind": passage.kind,
        "place": passage.place,
        **cell,
        "about": passage.about or None,
        "start": passage.start if transcript else None,
        "end": passage.end if transcript else None,
        "words": passage.words,
        "before": passage.before,
        "after": passage.after,
        "speaker": passage.speaker or None,
        "moment_id": passage.moment_id,
        "session_start_ms": start_ms,
        "session_end_ms": end_ms,
    }
