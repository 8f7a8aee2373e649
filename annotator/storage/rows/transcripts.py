"""Transcripts with their turns and notes, stops and asides, as rows."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.domain.reading import Note
from annotator.domain.transcript import Aside, Stop, Transcript, Turn
from annotator.storage import schema
from annotator.storage.rows.codec import Cells, Part, plain_codec

_TURN = ("start", "end", "speaker", "role", "start_ms", "end_ms", "question")


def _turn_cells(transcript: Transcript) -> Iterator[Cells]:
    return (tuple(getattr(turn, name) for name in _TURN) for turn in transcript.turns)


TURNS = Part(
    field="turns",
    table=schema.turns,
    parent="transcript_id",
    columns=_TURN,
    cells=_turn_cells,
    value=lambda *cells: Turn(**dict(zip(_TURN, cells, strict=True))),
)
NOTES = Part(
    field="notes",
    table=schema.transcript_notes,
    parent="transcript_id",
    columns=("kind", "place", "what", "text"),
    cells=lambda record: [(note.kind, note.place, note.what, note.text) for note in record.notes],
    value=lambda kind, place, what, text: Note(kind=kind, place=place, what=what, text=text),
)

CODECS = (
    plain_codec(Transcript, schema.transcripts, TURNS, NOTES),
    plain_codec(Stop, schema.stops),
    plain_codec(Aside, schema.asides),
)
