"""Imports files into an open study: one, or all that a plan names, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from annotator.analysis.tables.design import doubts_of
from annotator.app.file_bytes import file_bytes
from annotator.app.open_study import OpenStudy
from annotator.app.reading import Reader
from annotator.app.verbs.importing import (
    ABSENT,
    Cell,
    Imported,
    import_absence,
    import_reading,
    parse_speakers,
    replace_reading,
)
from annotator.app.verbs.safeguarding import bring_in
from annotator.domain.clock import clock_text, parse_ms
from annotator.domain.counted import counted
from annotator.domain.edits import Several
from annotator.domain.errors import UserError
from annotator.domain.reading import Note
from annotator.domain.view import StudyView
from annotator.formats.plan_csv import PlanRow, plan_warnings, read_plan

Report = Callable[[list[Imported]], None]


def import_file(
    study: OpenStudy,
    reader: Reader,
    path: Path,
    cell: Cell,
    *,
    replacing: bool = False,
    format: str | None = None,
    report: Report | None = None,
) -> list[Imported]:
    """Imports one transcript, after its report was shown.

    Args:
        replacing: put it in the place of the present transcript, as a new version.
        report: called with what was read before anything is stored.

    Raises:
        UserError: the file cannot be read, or does not fit the cell. Nothing is stored then.
    """
    if replacing and study.seen_by is not None:
        raise UserError(
            "a corrected transcript moves every coder's moments, and only one coder's are open",
            path.name,
            "open the study for everyone's work first",
        )
    refuse_handed_out(study)
    patterns = study.view.study.stop_patterns
    reading = reader.read(path, format=format, stop_patterns=patterns)
    verb = replace_reading if replacing else import_reading
    imported = verb(study.view, cell, reading, path.name)
    view = study.view.after(imported.edit, study.view.revision)
    imported = _with_doubts(imported, view)
    if report is not None:
        report([imported])
    if replacing:
        study.safeguard()
        study.do(imported.edit, f"Replace {cell.place}")
    else:
        bring_in(study, imported.edit, f"Import {cell.place}")
    return [imported]


def refuse_handed_out(study: OpenStudy) -> None:
    """Stops before a file is read for work into which nothing can be imported.

    Raises:
        UserError: handed-out work is open.
    """
    if study.work is not None:
        raise UserError(
            "in handed-out work only its coder’s own moments, judgements and memos change",
            hint="import into the study itself",
        )


def import_plan(
    study: OpenStudy, reader: Reader, path: Path, *, report: Report | None = None
) -> list[Imported]:
    """Imports all that a plan names in one step: either everything is stored or nothing.

    Raises:
        UserError: the plan or one of its files is at fault; it names the line.
    """
    refuse_handed_out(study)
    content = file_bytes(path)
    rows = read_plan(content, path.name)
    view = study.view
    patterns = view.study.stop_patterns
    done: list[Imported] = []
    lines: dict[tuple[str, int, str], int] = {}
    for row in rows:
        where = f"{path.name}, line {row.line}"
        first = lines.setdefault((row.dyad, row.session, row.account), row.line)
        if first != row.line:
            place = f"{row.dyad}, session {row.session}, {row.account}"
            hint = "give each interview one row"
            raise UserError(f"{place} stands in line {first} already", where, hint)
        try:
            cell = _cell(row)
            if row.file:
                reading = reader.read(path.parent / row.file, stop_patterns=patterns)
                imported = import_reading(view, cell, reading, Path(row.file).name)
            else:
                imported = import_absence(view, cell, _absence_notes(row, cell))
        except UserError as error:
            place = f"{where}, {error.where}" if error.where else where
            raise UserError(error.what, place, error.hint) from None
        view = view.after(imported.edit, view.revision)
        done.append(_with_doubts(imported, view))
    told = tuple(
        Note(kind="warning", place=path.name, what=what)
        for what in plan_warnings(content, path.name)
    )
    done[0] = replace(done[0], notes=(*told, *done[0].notes))
    if report is not None:
        report(done)
    edits = Several(tuple(each.edit for each in done))
    bring_in(study, edits, f"Import {counted(len(done), 'row')} of a plan")
    return done


def _cell(row: PlanRow) -> Cell:
    """What a row of the plan says of its cell."""
    return Cell(
        dyad=row.dyad,
        session=row.session,
        voice=row.account,
        session_held=row.session_held,
        session_length_ms=row.session_length_ms,
        recording=row.recording or None,
        participant=row.participant or None,
        interviewer=row.interviewer or None,
        interview_held=row.interview_held,
        status=row.status or (None if row.file or row.interview_held else "missing"),
        reason=row.reason or None,
        speakers=parse_speakers(row.speakers),
        attributes=row.attributes,
        dyad_attributes=row.dyad_attributes,
    )


def _with_doubts(imported: Imported, view: StudyView) -> Imported:
    """The report with what stands against each other in the times of the cell."""
    cell = imported.cell
    account = view.find_account(cell.dyad, cell.session, cell.voice)
    notes = tuple(
        Note(kind="warning", place=cell.place, what=doubt) for doubt in doubts_of(view, account.id)
    )
    return replace(imported, notes=(*imported.notes, *notes))


def _absence_notes(row: PlanRow, cell: Cell) -> tuple[Note, ...]:
    """What to tell of a row without a file."""
    place = f"line {row.line}"
    if row.status is None:
        told = f"no file and no status: taken as {cell.status or 'held'}"
        return (Note(kind="inferred", place=place, what=told),)
    if cell.status in ABSENT and not row.reason:
        return (Note(kind="warning", place=place, what=f"{cell.status} without a reason"),)
    return ()


def parse_date(text: str | None, where: str) -> date | None:
    """A date, or a date and time where the hour is given.

    Raises:
        UserError: not ISO 8601.

    >>> parse_date("2025-03-12", ""), parse_date("2025-03-12 10:00", "")
    (datetime.date(2025, 3, 12), datetime.datetime(2025, 3, 12, 10, 0))
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"{text!r} is no date", where, "write 2025-03-12 10:00") from None
    if when.tzinfo is not None:
        raise UserError(f"{text!r} has a time zone", where, "give the lab's local time")
    return when


def parse_length_ms(text: str | None, where: str) -> int | None:
    """A length as `h:mm:ss` or `mm:ss`, in ms.

    Raises:
        UserError: another shape.
    """
    if not text:
        return None
    length_ms = parse_ms(text)
    if length_ms is None:
        raise UserError(f"{text!r} is no length", where, "write 48:12 or 0:48:12")
    return length_ms


def report_of(imported: Imported) -> dict[str, Any]:
    """What was imported, as JSON values without words of the transcript."""
    cell, transcript, carried = imported.cell, imported.transcript, imported.carried
    roles: dict[str, int] = {}
    for turn in transcript.turns if transcript else ():
        roles[turn.role] = roles.get(turn.role, 0) + 1
    report: dict[str, Any] = {
        "dyad": cell.dyad,
        "session": cell.session,
        "account": cell.voice,
        "status": cell.status or "held",
        "format": transcript.format if transcript else None,
        "encoding": transcript.encoding if transcript else None,
        "version": transcript.version if transcript else None,
        "turns": len(transcript.turns) if transcript else 0,
        "roles": roles,
        "stops": len(imported.stops),
    }
    for kind in ("dropped", "joined", "inferred", "warning"):
        name = "warnings" if kind == "warning" else kind
        report[name] = [
            f"{note.place}: {note.what}" for note in imported.notes if note.kind == kind
        ]
    if carried is not None:
        report["carried_moments"] = len(carried.moments)
        report["carried_stops"] = len(carried.stops)
        report["carried_asides"] = len(carried.asides)
        report["carried_asked"] = len(carried.asked)
        report["carried_memos"] = len(carried.memos)
        report["left_moments"] = [
            {"id": each.id, "start": each.start, "end": each.end} for each in carried.left_moments
        ]
        report["left_stops"] = [
            {"position": each.position, "session_start_ms": each.start_ms}
            for each in carried.left_stops
        ]
        report["left_asides"] = [
            {"start": each.start, "end": each.end, "session_start_ms": each.start_ms}
            for each in carried.left_asides
        ]
        report["left_asked"] = [
            {"turn": each.turn, "question": imported.questions.get(each.question_id or "")}
            for each in carried.left_asked
        ]
        report["left_memos"] = [{"id": each.id, "turn": each.turn} for each in carried.left_memos]
    return report


def report_lines(imported: Imported) -> list[str]:
    """The same for people to read."""
    report = report_of(imported)
    if imported.transcript is None:
        return [f"{imported.cell.place}: {report['status']}, no transcript"]
    roles = ", ".join(f"{count} {role}" for role, count in report["roles"].items())
    encoding = f", {report['encoding']}" if report["encoding"] else ""
    lines = [
        f"{imported.cell.place}: {report['format']}{encoding}, {report['turns']} turns "
        f"({roles}), {report['stops']} stops"
    ]
    for kind in ("dropped", "joined", "inferred", "warnings"):
        lines += [f"  {kind.removesuffix('s')}, {told}" for told in report[kind]]
    return lines if imported.carried is None else lines + _carried_lines(report)


def _carried_lines(report: Mapping[str, Any]) -> list[str]:
    """What was carried from the version before, and each thing that stays with it."""
    kinds = [("moments", "moment"), ("stops", "stop"), ("asides", "range"), ("asked", "question")]
    if report["carried_memos"]:
        kinds.append(("memos", "turn memo"))
    counts = [_counted(report[f"carried_{kind}"], word) for kind, word in kinds]
    left = [
        f"moment {each['id']} at {each['start']}-{each['end']}" for each in report["left_moments"]
    ]
    left += [
        f"stop {clock_text(each['session_start_ms'])} at {each['position']}"
        for each in report["left_stops"]
    ]
    for each in report["left_asides"]:
        time_ms = each["session_start_ms"]
        about = "not about its moment" if time_ms is None else f"about {clock_text(time_ms)}"
        left.append(f"range {about} at {each['start']}-{each['end']}")
    left += [
        f"question {each['question'] or 'left the guide'} at turn {each['turn'] + 1}"
        for each in report["left_asked"]
    ]
    left += [f"memo {each['id']} on turn {each['turn'] + 1}" for each in report["left_memos"]]
    return [
        f"  version {report['version']}: {', '.join(counts[:-1])} and {counts[-1]} carried from "
        "the version before; the stops above are the new file's own",
        *(f"  left with the version before: {each}" for each in left),
    ]


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
