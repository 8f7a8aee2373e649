"""Opening a study of 48 interviews, an edit in it, and the start of the bare command.

Run by `python3 packaging/dev.py benchmark`. Clocks are reported, ratios are asserted.
"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs import moments
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.importing import Cell, import_reading
from annotator.app.verbs.marking import coder_and_round
from annotator.domain.edits import Edit, Several
from annotator.domain.reading import Reading, ReadStop, ReadTurn

DYADS, TURNS, MOMENTS_EACH = 12, 600, 200
WORDS = "so I knew I wanted to reach her but had no words yet and then it got quiet".split()


def reading(chance: random.Random) -> Reading:
    """An interview of 12,000 words with a stop every twenty turns."""
    turns = tuple(
        ReadTurn(speaker="IT"[n % 2], text=" ".join(chance.choices(WORDS, k=20)))
        for n in range(TURNS)
    )
    stops = tuple(
        ReadStop(turn=n, offset=0, start_ms=n * 4_000, end_ms=None, marker="[video]")
        for n in range(0, TURNS, 20)
    )
    return Reading(format="txt", encoding=None, turns=turns, stops=stops)


def fill(study: OpenStudy) -> None:
    """48 interviews with two hundred moments each."""
    chance = random.Random(7)
    for dyad in range(DYADS):
        for session in (3, 5):
            for voice in ("therapist", "patient"):
                cell = Cell(dyad=f"D{dyad:02}", session=session, voice=voice)
                study.do(import_reading(study.view, cell, reading(chance), "x").edit, "Import")
    edits, coder_id, work_round = coder_and_round(study.view, "RA-1")
    study.do(Several(tuple(edits)), "New coder")
    for transcript in study.view.transcripts.values():
        marks: list[Edit] = []
        for _ in range(MOMENTS_EACH):
            start = chance.randrange(len(transcript.text) - 200)
            marks.append(
                moments.mark(
                    study.view,
                    coder_id=coder_id,
                    round_id=work_round.id,
                    transcript_id=transcript.id,
                    start=start,
                    end=start + chance.randrange(5, 200),
                )
            )
        study.do(Several(tuple(marks)), "Mark")


@pytest.fixture(scope="module", params=[None, "a passphrase"], ids=["plain", "encrypted"])
def large(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str | None]:
    """The large study, and its passphrase."""
    place = tmp_path_factory.mktemp("large") / "large.iprstudy"
    create_study(place, "Large", request.param)
    with open_study(place, lambda: request.param) as study:
        fill(study)
    return place, request.param


def test_opening_48_interviews(large: tuple[Path, str | None]) -> None:
    place, passphrase = large
    times = []
    for _ in range(3):
        began = perf_counter()
        with open_study(place, lambda: passphrase, "RA-1") as study:
            times.append(perf_counter() - began)
            assert len(study.view.transcripts) == DYADS * 4
    began = perf_counter()
    read = sum(len(place.read_bytes()) for _ in range(10))
    bare = (perf_counter() - began) / 10
    print(
        f"\nopen 48 interviews, {DYADS * 4 * MOMENTS_EACH} moments, {read // 10 >> 20} MB: "
        f"{median(times):.2f} s (reading the bare file: {bare:.3f} s)"
    )


def test_one_moment_to_disk(large: tuple[Path, str | None]) -> None:
    place, passphrase = large
    with open_study(place, lambda: passphrase, "RA-1") as study:
        transcript_id = next(iter(study.view.transcripts))
        work_round = next(iter(study.view.rounds))
        times = []
        for number in range(60):
            edit = moments.mark(
                study.view,
                coder_id=study.seen_by or "",
                round_id=work_round,
                transcript_id=transcript_id,
                start=number,
                end=number + 9,
            )
            began = perf_counter()
            study.do(edit, "Mark")
            times.append(perf_counter() - began)
    times.sort()
    print(
        f"\none moment, committed: median {median(times) * 1000:.1f} ms, max {times[-1] * 1000:.1f}"
    )


def test_the_bare_command_starts_fast() -> None:
    def seconds(*command: str) -> float:
        began = perf_counter()
        subprocess.run([sys.executable, *command], capture_output=True, check=True)
        return perf_counter() - began

    help_s = median(seconds("-m", "annotator", "--help") for _ in range(7))
    bare_s = median(seconds("-c", "import argparse, json") for _ in range(7))
    print(f"\nannotator --help: {help_s:.3f} s (bare Python with argparse: {bare_s:.3f} s)")
    assert help_s < 4 * bare_s
