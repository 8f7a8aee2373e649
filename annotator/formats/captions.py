"""Cues made into lines for the assembly: the part that WebVTT and SRT share."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.domain.reading import Note, Reading
from annotator.formats.assembly import assemble
from annotator.formats.cue_tags import split_voices
from annotator.formats.cues import Cue, CueFile
from annotator.formats.decoding import Decoded
from annotator.formats.lines import Line


def read_captions(
    found: CueFile,
    decoded: Decoded,
    *,
    name: str,
    reader: str,
    entities: bool,
    notes: Sequence[Note],
    stop_patterns: Sequence[str],
) -> Reading:
    """The reading of a caption file from its cues."""
    lines: list[Line] = []
    tags = 0
    for cue in found.cues:
        of_cue, of_tags = _lines_of(cue, entities=entities)
        lines += of_cue
        tags += of_tags
    report = [*decoded.notes, *notes, *found.notes]
    if tags:
        what = f"{tags} formatting tags in cues (<c>, <i>, time tags): only their text is kept"
        report.append(Note(kind="dropped", place="whole file", what=what))
    return assemble(
        lines,
        name=name,
        reader=reader,
        encoding=decoded.encoding,
        notes=report,
        stop_patterns=stop_patterns,
    )


def _lines_of(cue: Cue, *, entities: bool) -> tuple[list[Line], int]:
    """A cue's lines: one for each voice, and one for each line outside a voice."""
    stretches, tags = split_voices("\n".join(text for _, text in cue.text), entities=entities)
    lines = []
    for stretch in stretches:
        if stretch.speaker is not None:
            texts = [" ".join(part.strip(" \t") for part in stretch.text.split("\n")).strip(" \t")]
        else:
            texts = stretch.text.split("\n")
        for index, text in enumerate(texts):
            lines.append(
                Line(
                    text=text,
                    place=f"cue {cue.number}",
                    bold=stretch.bold if not index else 0,
                    group=cue.number,
                    start_ms=cue.start_ms,
                    end_ms=cue.end_ms,
                    speaker=stretch.speaker,
                )
            )
    return lines, tags
