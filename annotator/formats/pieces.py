"""Lines prepared for the assembly: stop markers taken out, soft breaks cut, heads found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotator.domain.reading import Note
from annotator.formats.heads import Head, possible_heads
from annotator.formats.label_words import is_known, is_name_like
from annotator.formats.labels import Labels, find_labels
from annotator.formats.lines import SOFT_BREAKS, Line
from annotator.formats.stops import FoundStop, compile_stops, extract_stops, find_near_misses

_NUMBERS = re.compile(r"\d+(?:[:.]\d+)+")
_CORRECT = "correct the marker in the file, or set the stop in the window"
_SOFT_BREAK = re.compile(f"[{SOFT_BREAKS}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A line without stop markers: its speech, head and stops (offsets into the speech)."""

    line: Line
    speaker: str | None
    head: Head
    speech: str
    stops: tuple[FoundStop, ...]

    @property
    def is_labelled(self) -> bool:
        """Whether a speaker begins here."""
        return self.speaker is not None


def prepare(
    lines: Sequence[Line], stop_patterns: Sequence[str]
) -> tuple[list[Piece], Labels, list[Note]]:
    """Pieces in order, the file's labels, and what the report must say of single lines."""
    bare, notes = _take_out_stops(lines, stop_patterns)
    samples = [
        (segment, line.bold if not index else 0)
        for line, _ in bare
        if not line.plain
        for index, segment in enumerate(_SOFT_BREAK.split(line.text))
    ]
    labels = find_labels(samples, {line.speaker for line in lines if line.speaker is not None})
    pieces = []
    for line, stops in bare:
        for segment, of_segment in _cut_soft_breaks(line, stops, labels):
            pieces.append(_piece(segment, of_segment, labels))
    if labels.lone:
        what = "what looks like the only speaker label of a long text is left in the text"
        notes.append(Note(kind="warning", place="whole file", what=what, text=labels.lone))
    if labels.numbered:
        notes.append(
            Note(
                kind="inferred",
                place="whole file",
                what="the numbers after the labels only ascend: read as counts of turns, left out",
            )
        )
    return pieces, labels, notes


def single_label(piece: Piece) -> str | None:
    """A name before a colon that was seen once and is therefore left in the text."""
    if piece.line.plain or piece.is_labelled:
        return None
    for head in possible_heads(piece.speech):
        label = head.label or ""
        if head.shape == "colon" and not head.tight and is_name_like(label) and not is_known(label):
            return label
    return None


def _take_out_stops(
    lines: Sequence[Line], stop_patterns: Sequence[str]
) -> tuple[list[tuple[Line, tuple[FoundStop, ...]]], list[Note]]:
    pattern = compile_stops(stop_patterns)
    bare: list[tuple[Line, tuple[FoundStop, ...]]] = []
    notes: list[Note] = []
    for line in lines:
        found = extract_stops(line.text, pattern)
        notes += [_note_odd(line.place, marker) for marker in found.odd]
        notes += [_note_backwards(line.place, each) for each in found.stops if each.is_backwards]
        what = "looks like a stop marker, but fits none of the patterns: left in the text"
        notes += [
            Note(kind="warning", place=line.place, what=what, text=remark)
            for remark in find_near_misses(found.text, stop_patterns)
            if remark not in found.odd
        ]
        bold = line.bold - sum(n for at, n in found.removed if at < line.bold)
        left = replace(line, text=found.text, bold=max(0, bold)) if found.stops else line
        bare.append((left, found.stops))
    return bare, notes


def _note_odd(place: str, marker: str) -> Note:
    """That a marker's time is none; of the marker only its times are told."""
    what = f"a stop marker whose time {_times(marker)} is none: left in the text; {_CORRECT}"
    return Note(kind="warning", place=place, what=what, text=marker)


def _note_backwards(place: str, stop: FoundStop) -> Note:
    """That a stop ends before it starts: it is taken as it is written."""
    what = f"the stop {_times(stop.marker)} ends before it starts: read as it stands; {_CORRECT}"
    return Note(kind="warning", place=place, what=what, text=stop.marker)


def _times(marker: str) -> str:
    return " - ".join(match[0] for match in _NUMBERS.finditer(marker))


def _cut_soft_breaks(
    line: Line, stops: tuple[FoundStop, ...], labels: Labels
) -> list[tuple[Line, tuple[FoundStop, ...]]]:
    """A line cut at the soft breaks after which a label of this file or a start follows."""
    breaks = [] if line.plain else list(_SOFT_BREAK.finditer(line.text))
    if not breaks:
        return [(line, stops)]
    ends = [*(match.start() for match in breaks[1:]), len(line.text)]
    cuts = [
        match
        for match, end in zip(breaks, ends, strict=True)
        if labels.head(line.text[match.end() : end]).end
    ]
    if not cuts:
        return [(line, stops)]
    parts = []
    at = 0
    for begin, end in [*((m.start(), m.end()) for m in cuts), (len(line.text), len(line.text) + 1)]:
        inside = tuple(
            replace(stop, offset=min(max(stop.offset - at, 0), begin - at))
            for stop in stops
            if (at <= stop.offset or not at) and stop.offset < end
        )
        parts.append((replace(line, text=line.text[at:begin], bold=0 if at else line.bold), inside))
        at = end
    return parts


def _piece(line: Line, stops: tuple[FoundStop, ...], labels: Labels) -> Piece:
    if line.speaker is not None or line.plain:
        head, speaker = Head(), line.speaker
    else:
        head = labels.head(line.text, line.bold)
        speaker = None if head.label is None else labels.speaker(head.label)
    rest = line.text[head.end :]
    speech = rest.strip(" \t")
    cut = head.end + len(rest) - len(rest.lstrip(" \t"))
    return Piece(
        line=line,
        speaker=speaker,
        head=head,
        speech=speech,
        stops=tuple(
            replace(stop, offset=min(max(stop.offset - cut, 0), len(speech))) for stop in stops
        ),
    )
