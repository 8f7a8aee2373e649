"""Lines of any format put together into turns, stops and the report: the contract in one place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from annotator.domain.errors import UserError
from annotator.domain.reading import Note, NoteKind, Reading, ReadStop, ReadTurn
from annotator.formats.frames import find_frame
from annotator.formats.lines import Line, is_blank
from annotator.formats.pieces import Piece, prepare, single_label
from annotator.formats.stops import FoundStop

# Time marks of transcription programs, and bracketed times, where no turn begins.
_MARK = re.compile(
    r"#\d{1,2}:\d{2}:\d{2}(?:[-.,]\d{1,3})?#"
    r"|\[\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?\]"
)
_NO_TURNS_HINT = "open it to see whether the transcript is in it, and save it again"


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A turn being put together."""

    speaker: str | None
    place: str
    group: int | None
    parts: list[str] = field(default_factory=list)
    length: int = 0
    start_ms: int | None = None
    end_ms: int | None = None
    stops: list[FoundStop] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Assembly:
    """The state between two lines.

    Attributes:
        labelled: whether any line of the file has a speaker.
        ahead: stops met that stand before the next text.
        start_ms, start_place, stamp: a start alone in its line, for the next turn.
        grouped: lines joined within their own group.
    """

    labelled: bool
    drafts: list[_Draft] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    ahead: list[FoundStop] = field(default_factory=list)
    start_ms: int | None = None
    start_place: str = ""
    stamp: str = ""
    grouped: int = 0

    def note(self, kind: NoteKind, place: str, what: str, text: str = "") -> None:
        self.notes.append(Note(kind=kind, place=place, what=what, text=text))


def assemble(
    lines: Sequence[Line],
    *,
    name: str,
    reader: str,
    encoding: str | None,
    notes: Iterable[Note] = (),
    stop_patterns: Sequence[str],
) -> Reading:
    """The reading of a file from its lines.

    Raises UserError when the lines hold no text.
    """
    pieces, _, of_lines = prepare(lines, stop_patterns)
    labelled = [index for index, piece in enumerate(pieces) if piece.is_labelled]
    state = _Assembly(labelled=bool(labelled))
    given = [i for i, piece in enumerate(pieces) if piece.is_labelled or piece.line.plain]
    frame = find_frame([piece.line.text for piece in pieces], given[0] if given else None)
    for index, piece in enumerate(pieces):
        if index in frame and not (piece.is_labelled or piece.line.plain or piece.stops):
            state.note("dropped", piece.line.place, frame[index], piece.line.text)
        else:
            _add(state, piece)
    turns, stops = _finish(state)
    if not turns:
        raise UserError("no turns: there is no text in it", name, _NO_TURNS_HINT)
    if state.grouped:
        what = f"{state.grouped} further lines of a cue or cell joined to the one before by a blank"
        state.note("joined", "whole file", what)
    _note_marks(state, turns)
    if not labelled:
        what = "no speaker labels: each paragraph, line or cue is a turn without a speaker"
        state.note("warning", "whole file", what)
    return Reading(
        format=reader,
        encoding=encoding,
        turns=turns,
        stops=stops,
        notes=(*notes, *of_lines, *state.notes),
    )


def _add(state: _Assembly, piece: Piece) -> None:
    """One more piece: a new turn, a part of the turn before, a start or a stop alone."""
    state.ahead += [stop for stop in piece.stops if is_blank(piece.speech)]
    _note_stamp(state, piece)
    if not piece.is_labelled and is_blank(piece.speech):
        _keep_start(state, piece)
        return
    last = state.drafts[-1] if state.drafts else None
    same_group = last is not None and last.group is not None and last.group == piece.line.group
    if piece.is_labelled or last is None or not (state.labelled or same_group):
        _open_turn(state, piece)
    else:
        _continue_turn(state, last, piece, same_group=same_group)


_ODD_DIGITS = re.compile(r":0\d\d(?!\d)|[.,]\d{1,2}(?!\d)")


def _note_stamp(state: _Assembly, piece: Piece) -> None:
    """Reports a time stamp that is none, or that was read with a grain of salt."""
    head, place = piece.head, piece.line.place
    if head.odd:
        what = "a time stamp whose numbers are no time: left out, the turn has no start"
        state.note("warning", place, what, head.odd)
    elif _ODD_DIGITS.search(head.stamp):
        what = "odd digits in a time stamp: read as seconds and a decimal fraction"
        state.note("inferred", place, what, head.stamp)


def _keep_start(state: _Assembly, piece: Piece) -> None:
    """A start alone in its line waits for the next turn."""
    if piece.head.start_ms is not None:
        _drop_start(state)
        state.start_ms, state.stamp = piece.head.start_ms, piece.head.stamp
        state.start_place = piece.line.place


def _drop_start(state: _Assembly) -> None:
    if state.start_ms is not None:
        what = "a time stamp that no turn follows"
        state.note("dropped", state.start_place, what, state.stamp)
        state.start_ms = None


def _open_turn(state: _Assembly, piece: Piece) -> None:
    line, head = piece.line, piece.head
    start_ms = line.start_ms if line.start_ms is not None else head.start_ms
    if line.start_ms is not None and head.start_ms is not None:
        what = "a time stamp in the text of a cue or row that has its own time"
        state.note("dropped", line.place, what, head.stamp)
    if start_ms is None:
        start_ms, state.start_ms = state.start_ms, None
    _drop_start(state)
    if state.labelled and not piece.is_labelled:
        what = "text before the first speaker label: a turn without a speaker"
        state.note("warning", line.place, what, piece.speech)
    draft = _Draft(
        speaker=piece.speaker,
        place=line.place,
        group=line.group,
        start_ms=start_ms,
        end_ms=line.end_ms,
    )
    state.drafts.append(draft)
    _append(state, draft, piece)


def _continue_turn(state: _Assembly, draft: _Draft, piece: Piece, *, same_group: bool) -> None:
    line, head = piece.line, piece.head
    if not draft.parts:  # the label stood alone: this is the turn's own text
        if draft.start_ms is None:
            draft.start_ms = head.start_ms if head.start_ms is not None else state.start_ms
            state.start_ms = None
        elif head.start_ms is not None:
            what = "a second time stamp at the beginning of a turn"
            state.note("dropped", line.place, what, head.stamp)
    else:
        if head.start_ms is not None:
            what = "a time stamp before text that continues a turn"
            state.note("dropped", line.place, what, head.stamp)
        if same_group:
            state.grouped += 1
        else:
            what = "no speaker label: continues the turn before"
            state.note("joined", line.place, what, piece.speech)
    if (label := single_label(piece)) is not None:
        what = "looks like a speaker label, but stands only once in the file: left in the text"
        state.note("warning", line.place, what, label)
    _drop_start(state)
    draft.group = line.group
    if line.end_ms is not None:
        draft.end_ms = max(line.end_ms, draft.end_ms or 0)
    _append(state, draft, piece)


def _append(state: _Assembly, draft: _Draft, piece: Piece) -> None:
    """The piece's speech at the end of the turn, one blank apart, stops moved along."""
    if is_blank(piece.speech):
        return
    at = draft.length + 1 if draft.parts else 0
    draft.stops += [_moved(stop, at) for stop in state.ahead]
    draft.stops += [_moved(stop, at + stop.offset) for stop in piece.stops]
    draft.parts.append(piece.speech)
    draft.length = at + len(piece.speech)
    state.ahead.clear()


def _moved(stop: FoundStop, offset: int) -> FoundStop:
    return FoundStop(offset=offset, start_ms=stop.start_ms, end_ms=stop.end_ms, marker=stop.marker)


def _finish(state: _Assembly) -> tuple[tuple[ReadTurn, ...], tuple[ReadStop, ...]]:
    """Turns with text, and all stops; a label without text is dropped and reported."""
    _drop_start(state)
    turns: list[ReadTurn] = []
    stops: list[ReadStop] = []
    for draft in state.drafts:
        if not draft.parts:
            state.note("dropped", draft.place, "a speaker label without text", draft.speaker or "")
            continue
        stops += [_read_stop(stop, len(turns), stop.offset) for stop in draft.stops]
        turns.append(
            ReadTurn(
                speaker=draft.speaker,
                text=" ".join(draft.parts),
                start_ms=draft.start_ms,
                end_ms=draft.end_ms,
            )
        )
    stops += [_read_stop(stop, len(turns), 0) for stop in state.ahead]
    return tuple(turns), tuple(stops)


def _note_marks(state: _Assembly, turns: Sequence[ReadTurn]) -> None:
    """Time marks that are no turn's start stay in the text; a person should know."""
    marked = [index for index, turn in enumerate(turns, 1) if _MARK.search(turn.text)]
    if marked:
        what = "time marks inside turns are left in the text, first in this one"
        place = f"turn {marked[0]}"
        state.note("warning", place, f"{len(marked)} turns: {what}")


def _read_stop(stop: FoundStop, turn: int, offset: int) -> ReadStop:
    return ReadStop(
        turn=turn,
        offset=offset,
        start_ms=stop.start_ms,
        end_ms=stop.end_ms,
        marker=stop.marker,
    )
