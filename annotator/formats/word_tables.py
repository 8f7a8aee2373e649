"""Tables that are transcripts, told by their header row or by what their columns hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annotator.domain.reading import Note
from annotator.formats.label_words import is_known, is_name_like
from annotator.formats.lines import Line, clean_label, is_blank
from annotator.formats.times import parse_time
from annotator.formats.word_text import Block, Cell, Paragraph, Table

_HEADERS = {
    "speaker": """speaker speakers role who name participant person interlocutor sprecher
        sprecherin taler talare hvem wer rolle navn deltaker locuteur hablante parlante spreker
        speaker_name speaker_label sprechende informant voice""",
    "text": """text utterance utterances transcript transcription words content speech dialogue
        said verbatim utterance_text äußerung äusserung aussage wortlaut transkript transkription
        ytring tekst utsagn innhold inhalt texte texto testo propos énoncé contenu talk
        yttrande innehåll transkripsjon transcripción what_was_said""",
    "start": """time start timestamp start_time timecode time_code tc begin from in time_stamp
        zeit zeitstempel startzeit tid starttid tidspunkt anfang beginn von fra hora temps heure
        tiempo tijd inicio début start_ms times""",
    "end": """end end_time stop to out ende endzeit slutt slut bis til fin sluttid endtid finish""",
}
_ROLE_OF = {word: role for role, words in _HEADERS.items() for word in words.split()}
_RANGE = re.compile(r"(?P<start>.+?)\s*(?:-->|[-–—]|\bto\b)\s*(?P<end>.+)")
_BRACKETS = "[](){}<>#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Which grid column of a table holds what; None where none does."""

    text: int
    speaker: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTable:
    """A transcript table's lines, its report and its columns."""

    lines: list[Line]
    notes: list[Note]
    roles: Roles


def read_table(table: Table, before: Roles | None, group: int) -> ReadTable | None:
    """The lines of a table that is a transcript; None for any other table.

    Args:
        table: the table.
        before: the columns of the transcript table before, for one that goes on without header.
        group: first number free for grouping the lines of a row.
    """
    rows = [{cell.column: cell for cell in row} for row in table.rows]
    columns = {column for row in rows for column in row}
    if len(columns) < 2:
        return None
    header = next((index for index, row in enumerate(rows) if any(map(cell_text, row.values()))), 0)
    roles = _by_header(rows[header]) if rows else None
    first = header + 1
    if roles is None:
        roles = _by_content(rows) or (before if before and before.text in columns else None)
        first = 0
    if roles is None:
        return None
    notes = []
    if first:
        place = f"table {table.number}, row {first}"
        text = " | ".join(cell_text(cell) for cell in rows[header].values())
        notes.append(Note(kind="dropped", place=place, what="header row of the table", text=text))
    else:
        what = "the table has no header row: its columns told by what they hold"
        notes.append(Note(kind="inferred", place=f"table {table.number}", what=what))
    lines: list[Line] = []
    beside: list[str] = []
    used = {roles.text, roles.speaker, roles.start, roles.end}
    for index, row in enumerate(rows[first:], first + 1):
        place = f"table {table.number}, row {index}"
        lines += _row_lines(row, roles, place, group + index, notes)
        beside += [
            t for column, cell in row.items() if column not in used and (t := cell_text(cell))
        ]
    if beside:
        what = f"{len(beside)} cells of columns that are neither speaker, time nor text"
        place = f"table {table.number}"
        notes.append(Note(kind="dropped", place=place, what=what, text=" | ".join(beside)))
    return ReadTable(lines=lines, notes=notes, roles=roles)


def block_lines(blocks: Sequence[Block]) -> list[tuple[str, int]]:
    """All lines in blocks, those of nested tables too, as (text, length of bold beginning)."""
    lines: list[tuple[str, int]] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines += block.lines
        else:
            for row in block.rows:
                for cell in row:
                    lines += block_lines(cell.blocks)
    return lines


def cell_text(cell: Cell | None) -> str:
    """A cell's text in one line."""
    if cell is None:
        return ""
    texts = (text.strip(" \t") for text, _ in block_lines(cell.blocks))
    return " ".join(text for text in texts if not is_blank(text))


def _by_header(row: dict[int, Cell]) -> Roles | None:
    """The columns as a header row names them: a text column and a speaker or a start."""
    found: dict[str, int] = {}
    for column, cell in row.items():
        words = re.sub(r"\(.*?\)|\[.*?\]", "", clean_label(cell_text(cell)).lower())
        word = "_".join(re.findall(r"[^\W_]+", words))
        role = _ROLE_OF.get(word)
        if role is not None:
            found.setdefault(role, column)
    if "text" not in found or not ("speaker" in found or "start" in found):
        return None
    return Roles(
        text=found["text"],
        speaker=found.get("speaker"),
        start=found.get("start"),
        end=found.get("end"),
    )


def _by_content(rows: Sequence[dict[int, Cell]]) -> Roles | None:
    """The columns as their cells show them: times, repeated short labels, the longest text."""
    columns = sorted({column for row in rows for column in row})
    texts = {c: [t for row in rows if (t := cell_text(row.get(c)))] for c in columns}
    filled = [c for c in columns if len(texts[c]) >= 2]
    times = [c for c in filled if _share(texts[c], _is_time) >= 0.8]
    rest = [c for c in filled if c not in times]
    speaker = next((c for c in rest if _are_labels(texts[c], len(rows))), None)
    rest = [c for c in rest if c != speaker]
    if not rest or speaker is None:
        return None
    text = max(rest, key=lambda c: sum(map(len, texts[c])))
    if sum(map(len, texts[text])) <= sum(map(len, texts[speaker])):
        return None
    start = times[0] if times else None
    return Roles(text=text, speaker=speaker, start=start, end=times[1] if len(times) > 1 else None)


def _share(texts: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, texts)) / max(1, len(texts))


def _is_time(text: str) -> bool:
    return read_times(text)[0] is not None


def _are_labels(texts: Sequence[str], n_rows: int) -> bool:
    """Whether a column's cells are speakers: short, and known words or often repeated names."""
    labels = [clean_label(text).rstrip(":：") for text in texts]
    if any(len(label) > 48 for label in labels) or len(labels) * 2 < n_rows:
        return False
    if _share(labels, is_known) >= 0.9:
        return True
    distinct = {label.casefold() for label in labels}
    return (
        len(labels) >= 4
        and len(distinct) * 2 <= len(labels)
        and all(is_name_like(label) for label in labels)
    )


def read_times(text: str) -> tuple[int | None, int | None]:
    """Start and end of a time cell: `0:49`, `[00:00:49]`, `00:00:49 - 00:00:58`."""
    bare = clean_label(text).strip(_BRACKETS + " ")
    if (start_ms := parse_time(bare)) is not None:
        return start_ms, None
    match = _RANGE.fullmatch(bare)
    if match is None:
        return None, None
    start_ms = parse_time(match["start"].strip(_BRACKETS + " "))
    end_ms = parse_time(match["end"].strip(_BRACKETS + " "))
    return (None, None) if start_ms is None or end_ms is None else (start_ms, end_ms)


def _row_lines(
    row: dict[int, Cell], roles: Roles, place: str, group: int, notes: list[Note]
) -> list[Line]:
    """One row: its speaker and times on the first line of its text cell."""
    speaker = _cell_label(row, roles.speaker)
    start_ms, end_ms = _cell_times(row, roles, place, notes)
    cell = row.get(roles.text)
    texts = [(t, b) for t, b in block_lines(cell.blocks if cell else []) if not is_blank(t)]
    if not texts and (speaker or start_ms is not None):
        texts = [("", 0)]
    plain = roles.speaker is not None
    return [
        Line(
            text=text,
            place=place,
            bold=bold,
            group=group,
            start_ms=start_ms if not index else None,
            end_ms=end_ms,
            speaker=speaker if not index else None,
            plain=plain,
        )
        for index, (text, bold) in enumerate(texts)
    ]


def _cell_label(row: dict[int, Cell], column: int | None) -> str | None:
    if column is None:
        return None
    return clean_label(cell_text(row.get(column))).rstrip(":： ") or None


def _cell_times(
    row: dict[int, Cell], roles: Roles, place: str, notes: list[Note]
) -> tuple[int | None, int | None]:
    start_text = cell_text(row.get(roles.start)) if roles.start is not None else ""
    end_text = cell_text(row.get(roles.end)) if roles.end is not None else ""
    start_ms, end_ms = read_times(start_text)
    if end_text:
        end_ms = read_times(end_text)[0]
    for text, time_ms in ((start_text, start_ms), (end_text, end_ms)):
        if text and time_ms is None:
            what = "a cell of the time column that holds no time"
            notes.append(Note(kind="dropped", place=place, what=what, text=text))
    if start_ms is not None and end_ms is not None and end_ms < start_ms:
        what = "the row ends before it starts: its end is left out"
        notes.append(Note(kind="warning", place=place, what=what, text=end_text or start_text))
        end_ms = None
    return start_ms, end_ms
