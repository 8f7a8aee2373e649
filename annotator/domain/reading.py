"""What a reader finds in a transcript file, before anything of it is stored."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

NoteKind = Literal["dropped", "joined", "inferred", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTurn:
    """One speaker's stretch as the file has it.

    Attributes:
        speaker: the label as written, without its colon; None where the file has none.
        text: what was said, without label, time stamp and stop markers.
        start_ms: start on the file's own clock; None where the file has no time.
        end_ms: end on the same clock; None where the file has none. Nothing is interpolated.
    """

    speaker: str | None
    text: str
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStop:
    """A marker of where playback was stopped, found in the text.

    Attributes:
        turn: index of the turn in which, or before which, the marker stood; the number
            of turns for a marker after the last one.
        offset: code points into that turn's text, 0 for a marker before it.
        start_ms: session time of the stop.
        end_ms: session time of its end, None where the marker has none.
        marker: the marker as written, `[video 12:34]`.
    """

    turn: int
    offset: int
    start_ms: int
    end_ms: int | None
    marker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One line of the report: what the reader did with the file beyond copying its text.

    Attributes:
        kind: `dropped` is not in the text, `joined` was put together, `inferred` was
            concluded from the file's shape, `warning` wants a person's eye.
        place: where in the file: `line 12`, `paragraph 4`, `table 1, row 1`, `cue 3`.
        what: what was done and why, without words of the transcript.
        text: the words concerned, shown by `inspect` only and never logged.
    """

    kind: NoteKind
    place: str
    what: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A transcript file as a reader understood it.

    Attributes:
        format: name of the reader: `docx`, `txt`, `vtt`, `srt`.
        encoding: how its bytes were decoded; None for packaged formats.
        turns: in the order of the text, never sorted by time.
        stops: in the order of the text; session times need not ascend.
        notes: the report.
    """

    format: str
    encoding: str | None
    turns: tuple[ReadTurn, ...]
    stops: tuple[ReadStop, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def speakers(self) -> dict[str, int]:
        """Turns per speaker label, in order of first appearance; turns without one left out."""
        return dict(Counter(turn.speaker for turn in self.turns if turn.speaker is not None))
