"""The table of a whole study (`import --plan`): one row for each interview or session."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from annotator.domain.errors import UserError, short
from annotator.formats.delimited import TableRow, read_table
from annotator.formats.times import parse_time

COLUMNS = (
    "dyad session session_held session_length account participant interviewer interview_held "
    "status reason file speakers recording"
).split()
REQUIRED = ("dyad", "session", "account")
ATTRIBUTE = "attr_"
DYAD_ATTRIBUTE = "dyad_attr_"
PlanStatus = Literal["held", "partial", "cancelled", "missing"]
_STATUSES: tuple[PlanStatus, ...] = ("held", "partial", "cancelled", "missing")
_HELD = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?))?")
_DOTTED = re.compile(r"(0?[1-9]|[12][0-9]|3[01])\.(0?[1-9]|1[0-2])\.([0-9]{4})")
_DATE_HINT = "write it like 2026-03-01 or 2026-03-01 14:30"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One row of the plan.

    Attributes:
        line: where it stands in the file, for messages.
        session_held, interview_held: a datetime, a bare date where the hour is unknown, or None.
        status: None where the cell is empty.
        file, recording: names as written, to be found beside the plan.
        speakers: as written, in the shape that `--speakers` takes.
        attributes: columns `attr_*` without their prefix, cells that hold something.
        dyad_attributes: columns `dyad_attr_*` likewise, of the row's dyad.
    """

    line: int
    dyad: str
    session: int
    account: str
    session_held: date | None = None
    session_length_ms: int | None = None
    participant: str = ""
    interviewer: str = ""
    interview_held: date | None = None
    status: PlanStatus | None = None
    reason: str = ""
    file: str = ""
    speakers: str = ""
    recording: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    dyad_attributes: tuple[tuple[str, str], ...] = ()


def read_plan(content: bytes, name: str) -> tuple[PlanRow, ...]:
    """The rows of a plan; UserError naming line and column for what cannot be read."""
    table = read_table(content, name)
    for column in REQUIRED:
        if column not in table.columns:
            raise UserError(
                f"the column '{column}' is missing",
                f"{name}, line 1",
                f"needed are {', '.join(REQUIRED)}",
            )
    if not table.rows:
        raise UserError("there is no row below the header", name, "write one row per interview")
    return tuple(_row(row, name) for row in table.rows)


def plan_warnings(content: bytes, name: str) -> tuple[str, ...]:
    """What a report must say of a plan's table: its encoding, columns that are not read."""
    table = read_table(content, name)
    unknown = (
        f"the column '{short(column)}' is unknown and was not read"
        for column in table.columns
        if column not in (*COLUMNS, "") and not _is_attribute(column)
    )
    return (*(note.what for note in table.notes), *unknown)


def _is_attribute(column: str) -> bool:
    return any(
        column.startswith(prefix) and len(column) > len(prefix)
        for prefix in (ATTRIBUTE, DYAD_ATTRIBUTE)
    )


def _attributes(row: TableRow, prefix: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (column.removeprefix(prefix), cell)
        for column, cell in row.cells.items()
        if column.startswith(prefix) and len(column) > len(prefix) and cell
    )


def _row(row: TableRow, name: str) -> PlanRow:
    return PlanRow(
        line=row.line,
        dyad=_needed(row, "dyad", name),
        session=_session(row, name),
        account=_needed(row, "account", name),
        session_held=_held(row, "session_held", name),
        session_length_ms=_length(row, name),
        participant=row.cells.get("participant", ""),
        interviewer=row.cells.get("interviewer", ""),
        interview_held=_held(row, "interview_held", name),
        status=_status(row, name),
        reason=row.cells.get("reason", ""),
        file=row.cells.get("file", ""),
        speakers=row.cells.get("speakers", ""),
        recording=row.cells.get("recording", ""),
        attributes=_attributes(row, ATTRIBUTE),
        dyad_attributes=_attributes(row, DYAD_ATTRIBUTE),
    )


def _wrong(row: TableRow, column: str, name: str, what: str, hint: str) -> UserError:
    return UserError(what, f"{name}, line {row.line}, column {column}", hint)


def _needed(row: TableRow, column: str, name: str) -> str:
    if not (cell := row.cells.get(column, "")):
        raise _wrong(row, column, name, "the cell is empty", "each row needs it")
    return cell


def _session(row: TableRow, name: str) -> int:
    cell = _needed(row, "session", name)
    if re.fullmatch(r"[0-9]{1,6}", cell) is None:
        raise _wrong(row, "session", name, f"'{cell}' is no session number", "write it like 3")
    return int(cell)


def _held(row: TableRow, column: str, name: str) -> date | None:
    """The date and time of a cell, or its bare date where it gives no hour."""
    cell = row.cells.get(column, "")
    if not cell:
        return None
    shape = _HELD.fullmatch(cell)
    if shape is None:
        dotted = _DOTTED.fullmatch(cell)
        hint = f"write it as {dotted[3]}-{dotted[2]:0>2}-{dotted[1]:0>2}" if dotted else _DATE_HINT
        raise _wrong(row, column, name, f"'{short(cell)}' is no date", hint)
    try:
        if shape[2] is None:
            return date.fromisoformat(shape[1])
        return datetime.fromisoformat(f"{shape[1]}T{shape[2]}")
    except ValueError as error:
        raise _wrong(row, column, name, f"'{cell}' is no day or time", _DATE_HINT) from error


def _length(row: TableRow, name: str) -> int | None:
    cell = row.cells.get("session_length", "")
    if not cell:
        return None
    if not (length_ms := parse_time(cell)):
        hint = "write it like 50:00 or 0:50:00"
        raise _wrong(row, "session_length", name, f"'{cell}' is no length", hint)
    return length_ms


def _status(row: TableRow, name: str) -> PlanStatus | None:
    cell = row.cells.get("status", "").lower()
    if not cell:
        return None
    found = next((status for status in _STATUSES if status == cell), None)
    if found is None:
        hint = f"choose one of {', '.join(_STATUSES)}"
        raise _wrong(row, "status", name, f"'{cell}' is no status", hint)
    return found
