"""A 60-turn interview, and a codebook with one set for each unit that can be coded."""

from __future__ import annotations

from pathlib import Path

from annotator.app.open_study import open_study
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.importing import Cell, import_reading
from annotator.domain.codebook import Anchor, Code, Codebook, CodeSet, Scale
from annotator.domain.edits import added
from annotator.domain.reading import Reading, ReadStop, ReadTurn
from annotator.domain.round import Coder

MINUTE_MS = 60_000
TURNS = 60
LENGTH_MS = 48 * MINUTE_MS + 12_000
PILES = (1, 2, 3, 2, 1)
ITEMS = tuple(f"Item {number} of the sort" for number in range(1, sum(PILES) + 1))


def scale(name: str, lowest: int, highest: int) -> Scale:
    """A scale whose id is its name, with a label at both ends."""
    anchors = (Anchor(value=lowest, label="not at all"), Anchor(value=highest, label="fully"))
    return Scale(id=name, name=name, minimum=lowest, maximum=highest, anchors=anchors)


def code(name: str, key: str = "", parent: str | None = None, colour: str = "teal") -> Code:
    """A code whose id is its name."""
    return Code(id=name, name=name, key=key, parent_id=parent, colour=colour)


PASSAGES = CodeSet(
    id="passages",
    name="Passages",
    codes=(code("Shame", "H", colour="rose"), code("Solidness", "O", colour="green")),
    scales=(scale("Intensity", 1, 5),),
)
TALK = CodeSet(
    id="talk",
    name="Client talk",
    unit="turn",
    exclusive=True,
    obligatory=True,
    roles=("patient",),
    accounts=("patient",),
    codes=(code("Change", "G"), code("Neutral", "E", colour="sand"), code("Sustain", "U")),
)
MARKERS = CodeSet(
    id="markers",
    name="Markers",
    unit="bin",
    obligatory=True,
    accounts=("patient",),
    codes=(
        code("Withdrawal"),
        code("Denial", "D", "Withdrawal", "indigo"),
        code("Minimal response", "R", "Withdrawal", "cyan"),
        code("Confrontation"),
        code("Complaint", "P", "Confrontation", "wine"),
    ),
    scales=(scale("Impact", 1, 5),),
)
EXPERIENCING = CodeSet(
    id="experiencing",
    name="Experiencing",
    unit="account",
    obligatory=True,
    scales=(scale("Mode", 1, 7), scale("Peak", 1, 7)),
)
SORT = CodeSet(
    id="sort",
    name="Q-set",
    unit="session",
    marking="sort",
    piles=PILES,
    codes=tuple(code(name) for name in ITEMS),
)
ALLIANCE = CodeSet(
    id="alliance",
    name="Alliance",
    unit="dyad",
    marking="rating",
    obligatory=True,
    codes=(code("Bond"), code("Tasks"), code("Goals")),
    scales=(scale("Strength", -3, 3),),
)
SETS = (PASSAGES, TALK, MARKERS, EXPERIENCING, SORT, ALLIANCE)
CODEBOOK = Codebook(id="book", number=2, sets=SETS)


def reading() -> Reading:
    """The interviewer and the patient in turn; a stop every six turns, five minutes apart."""
    turns = tuple(
        ReadTurn(text=f"What was it, number {i}?", speaker="I")
        if i % 2 == 0
        else ReadTurn(text=f"I said something here, in turn {i}. Then I went quiet.", speaker="P")
        for i in range(TURNS)
    )
    stops = tuple(
        ReadStop(turn=i, offset=0, start_ms=i // 6 * 5 * MINUTE_MS, end_ms=None, marker="[stop]")
        for i in range(0, TURNS, 6)
    )
    return Reading(format="txt", encoding="utf-8", turns=turns, stops=stops)


def make_study(
    place: Path,
    *coders: str,
    codebook: Codebook = CODEBOOK,
    voices: tuple[str, ...] = ("patient",),
    length_ms: int | None = LENGTH_MS,
) -> Path:
    """A plain study: D07, session 3 of 48:12, the patient's interview; its coders."""
    create_study(place, "Four ways", None)
    with open_study(place) as study:
        study.do(added(codebook, *(Coder(id=name, name=name) for name in coders)), "Begin")
        for voice in voices:
            cell = Cell(dyad="D07", session=3, voice=voice, session_length_ms=length_ms)
            study.do(import_reading(study.view, cell, reading(), f"{voice}.txt").edit, "Import")
    return place
