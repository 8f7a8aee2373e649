"""What the overview says in words: states, work, sums."""

from __future__ import annotations

from annotator.analysis.tables.design import DesignRow, Summary
from annotator.domain.study import HOUR_MS, SESSION_VOICE

BLIND = "Only {name}’s work is loaded: whoever codes stays blind to the others."
NOBODYS = "Nobody’s work is loaded. Choose at the top whose work you want to see."
SMALL = "Fewer than {limit}: may tell who they are."


def state_text(row: DesignRow) -> str:
    """How an interview was held, or why not; of a session's account whether it is there.

    >>> state_text(DesignRow(dyad_id="d", dyad="D07", session=3, voice="patient", status="missing",
    ...                      reason="withdrew"))
    'missing: withdrew'
    """
    if row.session is None:
        return "no session yet"
    if not row.voice:
        return "no account yet"
    if row.voice == SESSION_VOICE:
        return "no transcript yet" if row.turns is None else "transcript"
    text = row.status or ""
    if row.reason and row.status != "held":
        return f"{text}: {row.reason}"
    if not row.is_missing and row.turns is None and not row.shut:
        return f"{text}, no transcript yet"
    return text


def note_text(row: DesignRow) -> str:
    """What is to be known of a row beside: a late interview's reason, doubts, a shut account."""
    parts = [*row.doubts]
    if row.late and row.reason:
        parts.insert(0, row.reason)
    if row.shut:
        parts.append("not open to you yet: read your own account first")
    return "; ".join(parts)


def work_text(row: DesignRow) -> str:
    """Who codes it, how far, and how much is marked.

    >>> from annotator.analysis.tables.design import Work
    >>> work_text(DesignRow(dyad_id="d", dyad="D07", work=(
    ...     Work(coder="RA-1", progress="done", moments=22),
    ...     Work(coder="RA-2", progress="to do", moments=0))))
    'RA-1 done, 22 · RA-2 to do'
    """
    return " · ".join(
        f"{each.coder} {each.progress}" + (f", {each.moments}" if each.moments else "")
        for each in row.work
    )


def state_token(row: DesignRow) -> str:
    """The colour of a row's sign: a token of the theme."""
    if row.is_missing:
        return "bad"
    if row.is_done:
        return "good"
    return "warn" if row.is_begun or row.status == "partial" else "mute"


def held_sentence(summary: Summary) -> str:
    """The interviews as a paper counts them.

    >>> from annotator.analysis.tables.design import Held
    >>> both = (Held(voice="therapist", planned=24, held=24, missing=0, late=1),
    ...         Held(voice="patient", planned=24, held=23, missing=1, late=0))
    >>> held_sentence(Summary(dyads=12, sessions=24, held=both, texts=0))
    '24 therapist and 23 patient interviews = 47'
    """
    parts = [f"{each.held} {each.voice}" for each in summary.held if each.planned]
    total = sum(each.held for each in summary.held)
    if not parts:
        return "no interview yet"
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{listed} interviews = {total}" if len(parts) > 1 else f"{listed} interviews"


def summary_text(summary: Summary, late_after_ms: int) -> str:
    """The whole study in a line.

    >>> from annotator.analysis.tables.design import Held
    >>> both = (Held(voice="therapist", planned=24, held=24, missing=0, late=1),
    ...         Held(voice="patient", planned=24, held=23, missing=1, late=0))
    >>> summary_text(Summary(dyads=12, sessions=24, held=both, texts=0), 48 * 3_600_000)[:57]
    '12 dyads, 24 sessions; 24 therapist and 23 patient interv'
    """
    missing = sum(each.missing for each in summary.held)
    late = sum(each.late for each in summary.held)
    unknown = sum(each.unknown for each in summary.held)
    dyads = f"{summary.dyads} dyad{'' if summary.dyads == 1 else 's'}"
    sessions = f"{summary.sessions} session{'' if summary.sessions == 1 else 's'}"
    return (
        f"{dyads}, {sessions}; {held_sentence(summary)}; {missing} missing, "
        f"{late} later than {late_after_ms // HOUR_MS} h"
        + (f", {unknown} not known" if unknown else "")
    )


def late_foot(summary: Summary, late: str, late_after_ms: int) -> str:
    """What stands under the number of late interviews: whose they are, and what is not known.

    >>> from annotator.analysis.tables.design import Held
    >>> both = (Held(voice="therapist", planned=6, held=6, missing=0, late=1, unknown=2),)
    >>> late_foot(Summary(dyads=6, sessions=6, held=both, texts=0), "1 therapist", 48 * 3_600_000)
    '1 therapist; of 2 not known, for want of days or times'
    """
    unknown = sum(each.unknown for each in summary.held)
    hours = late_after_ms // HOUR_MS
    if not unknown:
        return late or f"none later than {hours} h after its session"
    none = "" if unknown == sum(each.held for each in summary.held) else f"none past {hours} h"
    told = f"of {unknown} not known, for want of days or times"
    return "; ".join(filter(None, (late or none, told)))


def by_voice(counts: list[tuple[str, int]]) -> str:
    """Counts by party, those of none left out.

    >>> by_voice([("therapist", 1), ("patient", 0)])
    '1 therapist'
    """
    return " · ".join(f"{number} {voice}" for voice, number in counts if number)
