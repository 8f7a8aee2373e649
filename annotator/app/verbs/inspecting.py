"""What the command line tells of a file and of a study, as values and as lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annotator.app.verbs.import_doubts import role_notes
from annotator.domain.clock import clock_text
from annotator.domain.counted import counted
from annotator.domain.reading import Note, NoteKind, Reading
from annotator.domain.study import Role
from annotator.domain.transcript import freeze, role_of


def inspection(reading: Reading, speakers: Mapping[str, Role]) -> dict[str, Any]:
    """All that a reader saw in a file, as JSON values.

    Args:
        reading: what the reader found.
        speakers: roles of labels, as they would be given at import.
    """
    transcript, stops = freeze(reading, account_id="", speakers=speakers)
    warnings = [*_of_kind(reading.notes, "warning"), *role_notes(transcript, speakers)]
    timed = [turn for turn in reading.turns if turn.start_ms is not None or turn.end_ms is not None]
    last = timed[-1] if timed else None
    return {
        "format": reading.format,
        "encoding": reading.encoding,
        "n_turns": len(reading.turns),
        "speakers": reading.speakers,
        "first_ms": timed[0].start_ms if timed else None,
        "last_ms": (last.start_ms if last.end_ms is None else last.end_ms) if last else None,
        "turns": [
            {
                "speaker": turn.speaker,
                "role": role_of(turn.speaker, speakers),
                "start_ms": turn.start_ms,
                "end_ms": turn.end_ms,
                "text": turn.text,
            }
            for turn in reading.turns
        ],
        "stops": [
            {
                "turn": read.turn,
                "offset": read.offset,
                "position": stop.position,
                "session_start_ms": read.start_ms,
                "session_end_ms": read.end_ms,
                "marker": read.marker,
            }
            for read, stop in zip(reading.stops, stops, strict=True)
        ],
        "dropped": _told(reading.notes, "dropped"),
        "joined": _told(reading.notes, "joined"),
        "inferred": _told(reading.notes, "inferred"),
        "warnings": [f"{note.place}: {note.what}" for note in warnings],
    }


def _of_kind(notes: Iterable[Note], kind: NoteKind) -> list[Note]:
    return [note for note in notes if note.kind == kind]


def _told(notes: Iterable[Note], kind: NoteKind) -> list[dict[str, str]]:
    return [
        {"place": note.place, "what": note.what, "text": note.text}
        for note in _of_kind(notes, kind)
    ]


def inspection_text(seen: Mapping[str, Any]) -> str:
    """An inspection for people to read."""
    encoding = f", {seen['encoding']}" if seen["encoding"] else ""
    lines = [
        f"{seen['format']}{encoding}: {counted(seen['n_turns'], 'turn')}, "
        f"{counted(len(seen['stops']), 'stop')}"
    ]
    lines += [f"  {label}: {counted(count, 'turn')}" for label, count in seen["speakers"].items()]
    for kind in ("dropped", "joined", "inferred"):
        lines += [f"  {kind}, {each['place']}: {each['what']}" for each in seen[kind]]
    lines += [f"  warning, {each}" for each in seen["warnings"]]
    for number, turn in enumerate(seen["turns"]):
        lines += _stop_lines(seen["stops"], number)
        time = "" if turn["start_ms"] is None else f"[{clock_text(turn['start_ms'])}] "
        label = "" if turn["speaker"] is None else f"{turn['speaker']}: "
        lines.append(f"{time}{label}{turn['text']}")
    lines += _stop_lines(seen["stops"], len(seen["turns"]))
    return "\n".join(lines)


def _stop_lines(stops: Iterable[Mapping[str, Any]], turn: int) -> list[str]:
    """The stops in or before a turn."""
    return [
        f"--- session {clock_text(stop['session_start_ms'])}"
        + (f", {stop['offset']} characters into the next turn" if stop["offset"] else "")
        for stop in stops
        if stop["turn"] == turn
    ]


def matrix_text(cells: Mapping[str, Any]) -> str:
    """The study's matrix for people to read."""
    lines = [cells["title"]]
    for row in cells["interviews"]:
        lines += [_interview_line(row), *_finding_lines(row)]
    lines += [
        f"  {row['dyad']}  session {row['session']}  session transcript, "
        f"{counted(row['turns'], 'turn')}{_counts_text(row['moments'])}{_judged_text(row)}"
        f"{_done_text(row)}"
        for row in cells["sessions"]
    ]
    lines += [_unit_line(row) for row in cells["units"]]
    lines += [_opening_line(row) for row in cells["openings"]]
    lines += [_package_line(row) for row in cells["packages"]]
    return "\n".join(lines)


def _interview_line(row: Mapping[str, Any]) -> str:
    lag = "lag unknown" if row["lag_h"] is None else f"{row['lag_h']:+.1f} h"
    late = ", late" if row["late"] else ""
    late += ", held before its session" if row["before_session"] else ""
    why = f"{row['reason']}, " if row["reason"] else ""
    return (
        f"  {row['dyad']}  session {row['session']}  {row['account']:<10} {row['status']:<9} "
        f"{why}{lag}{late}, {counted(row['turns'], 'turn')}"
        f"{_counts_text(row['moments'])}{_judged_text(row)}{_done_text(row)}"
    )


def _judged_text(row: Mapping[str, Any]) -> str:
    """How much of an account was judged, by whom; empty where nothing was."""
    own = ", ".join(f"{coder}: {count}" for coder, count in row["judgements"].items())
    return f"; judgements of {own}" if own else ""


def _unit_line(row: Mapping[str, Any]) -> str:
    place = row["dyad"] if row["session"] is None else f"{row['dyad']}  session {row['session']}"
    return f"  {place}  {row['unit']} as a whole, {row['set']}{_counts_text(row['judgements'])}"


def _done_text(row: Mapping[str, Any]) -> str:
    return f"; done by {', '.join(row['done_by'])}" if row["done_by"] else ""


def _finding_lines(row: Mapping[str, Any]) -> list[str]:
    """What is odd about an account's stops, where they stand."""
    return [
        f"    stop {clock_text(each['session_start_ms'])} at {each['position']}: {each['what']}"
        if each["position"] is not None
        else f"    {each['what']}"
        for each in row["stop_findings"]
    ]


def _package_line(row: dict[str, Any]) -> str:
    """What became of a file of work that was handed out."""
    number = row["transcripts"]
    transcripts = "1 transcript" if number == 1 else f"{number} transcripts"
    came = "" if row["returned_at"] is None else f", {row['state']} {row['returned_at']}"
    out = f"out since {row['made_at']}"
    return f"  {row['coder']}, round {row['round']}: {transcripts} {out}{came}"


def _opening_line(row: Mapping[str, Any]) -> str:
    done = " and ".join(row["done"]) or "nothing"
    return (
        f"  {row['dyad']}  session {row['session']}  {row['coder']} reads both accounts together "
        f"since {row['opened_at']} (round {row['round']}; done by then: {done})"
    )


def _counts_text(counts: Mapping[str, int]) -> str:
    return "".join(f", {coder}: {count}" for coder, count in counts.items())


def moments_text(rows: list[dict[str, Any]], left: list[dict[str, Any]]) -> str:
    """Moments for people to read, without the words."""
    lines = [_moment_line(row) for row in rows]
    if left:
        lines.append("Left with an earlier version of their transcript:")
        lines += [_moment_line(row) for row in left]
    return "\n".join(lines) or "no moments"


def _moment_line(row: Mapping[str, Any]) -> str:
    time = "" if row["session_start_ms"] is None else f" at {clock_text(row['session_start_ms'])}"
    codes = ", ".join(row["codes"]) or "no code"
    return (
        f"{row['id']}  {row['coder']}  {row['dyad']} {row['session']} {row['account']}"
        f"  {row['start']}-{row['end']}{time}  {codes}"
    )
