"""A small study in a file, made by the verbs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.importing import Cell, import_reading
from annotator.domain.reading import Reading, ReadStop, ReadTurn

CODEBOOK = """row,set,name,key,minimum,maximum
code,Moments,Shame,H,,
code,Moments,Distance,D,,
scale,Moments,Intensity,,1,5
"""
PATIENT = (
    ("I", "What was going on here?"),
    ("P", "I laughed because I was embarrassed. 😀 I wanted to take it back."),
    ("I", "Did she know?"),
    ("P", "No, I don\u00a0think so; e\u0301tait שלום."),
)


def reading(
    said: tuple[tuple[str | None, str], ...] = PATIENT, stops: tuple[ReadStop, ...] = ()
) -> Reading:
    """What a reader would find in a file of these turns."""
    turns = tuple(ReadTurn(speaker=label, text=text) for label, text in said)
    return Reading(format="txt", encoding="utf-8", turns=turns, stops=stops)


STOPS = (
    ReadStop(turn=1, offset=0, start_ms=750_000, end_ms=768_000, marker="[video 12:30-12:48]"),
    ReadStop(turn=3, offset=0, start_ms=900_000, end_ms=None, marker="[video 15:00]"),
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A plain study file with D07, session 3, patient."""
    codebook = tmp_path / "codebook.csv"
    codebook.write_text(CODEBOOK, encoding="utf-8")
    path = tmp_path / "small.iprstudy"
    create_study(path, "A small study", None, codebook=codebook)
    with open_study(path) as study:
        cell = Cell(dyad="D07", session=3, voice="patient")
        imported = import_reading(study.view, cell, reading(stops=STOPS), "p.txt")
        study.do(imported.edit, "Import")
    return path


@pytest.fixture
def study(place: Path) -> Iterator[OpenStudy]:
    """The small study, open for the PI."""
    with open_study(place) as opened:
        yield opened
