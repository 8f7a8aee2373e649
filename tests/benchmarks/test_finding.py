"""Searching 500,000 words, and filtering, sorting and counting 20,000 moments.

Run by `python3 packaging/dev.py benchmark`. Clocks are reported, ratios are asserted.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import pytest

from annotator.analysis.tables.co_occurrence import co_occurrence
from annotator.analysis.tables.code_matrix import code_matrix
from annotator.analysis.tables.current_codes import current_codes
from annotator.analysis.tables.moment_filter import Wanted, fitting
from annotator.analysis.tables.moment_rows import MomentRows
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs import moments
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.importing import Cell, import_reading
from annotator.app.verbs.marking import coder_and_round
from annotator.app.verbs.searching import FIRST_PASSAGES, search, wanted_candidates
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.query import parse
from annotator.domain.reading import Reading, ReadStop, ReadTurn
from annotator.ui.moments.cells import COLUMN_NAMES, Cells
from annotator.ui.moments.model import MomentsModel

DYADS, TURNS, WORDS_EACH = 12, 500, 21
COMMON = "so I knew wanted to reach her but had no words yet and then it got quiet".split()


@pytest.fixture(scope="module")
def words() -> list[str]:
    """Some thousand words, few of them common, as in talk."""
    chance = random.Random(3)
    letters = "abcdefghijklmnoprstuvwy"
    rare = ["".join(chance.choices(letters, k=chance.randrange(4, 10))) for _ in range(9_000)]
    return [*COMMON, *rare]


@pytest.fixture(scope="module", params=[None, "a passphrase"], ids=["plain", "encrypted"])
def study(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> Iterator[OpenStudy]:
    """48 interviews of 10,500 words."""
    chance = random.Random(5)
    weights = [200] * len(COMMON) + [1] * (len(words) - len(COMMON))
    place = tmp_path_factory.mktemp("words") / "words.iprstudy"
    create_study(place, "Words", request.param)
    with open_study(place, lambda: request.param) as opened:
        for dyad in range(DYADS):
            for session in (3, 5):
                for voice in ("therapist", "patient"):
                    turns = tuple(
                        ReadTurn(
                            speaker="IT"[n % 2],
                            text=" ".join(chance.choices(words, weights, k=WORDS_EACH)),
                        )
                        for n in range(TURNS)
                    )
                    cell = Cell(dyad=f"D{dyad:02}", session=session, voice=voice)
                    read = Reading(format="txt", encoding=None, turns=turns)
                    opened.do(import_reading(opened.view, cell, read, "x").edit, "Import")
        yield opened


def seconds(study: OpenStudy, asked: str, *, typing: bool = False) -> float:
    took = []
    for _ in range(7):
        began = perf_counter()
        search(study.view, asked, study.candidates, typing=typing, most=FIRST_PASSAGES)
        took.append(perf_counter() - began)
    return median(took)


def window_seconds(study: OpenStudy, asked: str, *, typing: bool = False) -> float:
    """How long the look-up in the index takes: the part that the window waits for."""
    query = parse(asked, typing=typing)
    assert query is not None
    took = []
    for _ in range(7):
        began = perf_counter()
        wanted_candidates(query, study.candidates)
        took.append(perf_counter() - began)
    return median(took)


def test_searching_half_a_million_words(study: OpenStudy, words: list[str]) -> None:
    texts = [each.text for each in study.view.transcripts.values()]
    count = sum(len(text.split()) for text in texts)
    rare, other = words[200], words[300]
    asked = {
        "a rare word": rare,
        "a beginning": f"{rare[:3]}*",
        "a common word": "quiet",
        "two common words": "quiet then",
        "a phrase": '"knew wanted"',
        "two words and not a third": f"{rare} OR {other} -reach",
    }
    times = {name: seconds(study, query) for name, query in asked.items()}
    times["each letter from the second on"] = max(
        seconds(study, rare[:end], typing=True) for end in range(2, len(rare) + 1)
    )
    waits = {name: window_seconds(study, query) for name, query in asked.items()}
    waits["each letter from the second on"] = max(
        window_seconds(study, rare[:end], typing=True) for end in range(2, len(rare) + 1)
    )
    began = perf_counter()
    expression = re.compile(rf"(?i)\b{rare}\b")
    through = [match for text in texts for match in expression.finditer(text)]
    bare = perf_counter() - began
    told = ", ".join(f"{name} {took * 1000:.1f}" for name, took in times.items())
    print(f"\n{count} words, ms to the first passages: {told}; reading all {bare * 1000:.0f}")
    assert len(search(study.view, rare, study.candidates).passages) == len(through)
    assert times["a rare word"] < bare  # the index is worth its room
    assert times["a common word"] < 40 * times["a rare word"] + 0.2
    told = ", ".join(f"{name} {took * 1000:.1f}" for name, took in waits.items())
    print(f"of it ms in the window's thread: {told}")
    assert waits["a common word"] < max(0.01, 4 * waits["a rare word"])  # not by its number


def test_twenty_thousand_moments(tmp_path: Path) -> None:
    """A table of 20,000 moments by 3 coders on 120,000 words: made, filtered, sorted, counted."""
    with open_study(filled(tmp_path)) as opened:
        view = opened.view
        rows_of, cells, codes = MomentRows(), Cells(), [c.id for _, c in view.codebook.codes()]
        times: dict[str, float] = {}

        def timed(name: str, work: Callable[[], Any]) -> Any:
            began = perf_counter()
            made = work()
            times[name] = (perf_counter() - began) * 1000
            return made

        rows = timed("rows", lambda: rows_of.of(view))
        cells.show_view(view)
        model = MomentsModel(cells)
        timed("table", lambda: model.show_rows(rows))
        current = current_codes(view)
        for name, wanted in {
            "by code": Wanted().toggled("code", codes[0]),
            "by coder, account and peak": Wanted()
            .toggled("coder", next(iter(view.coders)))
            .toggled("account", "patient")
            .toggled("peak", "none"),
            "by words": Wanted().taking("text", ["quiet"]),
        }.items():
            timed(name, partial(fitting, view, wanted, rows, current))
        timed("sort by time", lambda: model.sort(COLUMN_NAMES.index("time")))
        timed("sort by words", lambda: model.sort(COLUMN_NAMES.index("quote")))
        timed("group by code", lambda: model.show_grouping("code"))
        places = rows_of.places(view)
        timed("matrix", lambda: code_matrix(rows, places, "dyad", current))
        timed("overlaps", lambda: co_occurrence(rows, current, "overlap"))
        moment = rows[0].moment
        after = view.after(Replace(moment, replace(moment, memo="x")), view.revision + 1)
        timed("rows after one edit", lambda: rows_of.of(after))
    told = ", ".join(f"{name} {took:.1f}" for name, took in times.items())
    print(f"\n{len(rows)} moments, ms: {told}")
    assert times["rows after one edit"] < times["rows"]
    assert times["by code"] < 5 * times["rows"]


def filled(folder: Path) -> Path:
    """12 interviews of 10,000 words, 20,000 moments by three coders."""
    chance = random.Random(11)
    book = folder / "codes.csv"
    book.write_text(f"row,set,name,key,minimum,maximum\n{_codes()}", encoding="utf-8")
    place = folder / "moments.iprstudy"
    create_study(place, "Moments", None, codebook=book)
    with open_study(place) as opened:
        for dyad in range(6):
            for voice in ("therapist", "patient"):
                turns = tuple(
                    ReadTurn(speaker="IT"[n % 2], text=" ".join(chance.choices(COMMON, k=20)))
                    for n in range(500)
                )
                stops = tuple(
                    ReadStop(turn=n, offset=0, start_ms=n * 4_000, end_ms=None, marker="[video]")
                    for n in range(0, 500, 20)
                )
                cell = Cell(dyad=f"D{dyad:02}", session=3, voice=voice)
                read = Reading(format="txt", encoding=None, turns=turns, stops=stops)
                opened.do(import_reading(opened.view, cell, read, "x").edit, "Import")
        codes = [code.id for _, code in opened.view.codebook.codes()]
        for name in ("RA-1", "RA-2", "RA-3"):
            edits, coder_id, work_round = coder_and_round(opened.view, name)
            opened.do(Several(tuple(edits)), "New coder")
            for transcript in opened.view.transcripts.values():
                marks: list[Edit] = []
                for _ in range(556):
                    start = chance.randrange(len(transcript.text) - 120)
                    marks.append(
                        moments.mark(
                            opened.view,
                            coder_id=coder_id,
                            round_id=work_round.id,
                            transcript_id=transcript.id,
                            start=start,
                            end=start + chance.randrange(5, 120),
                            codes=(chance.choice(codes),),
                        )
                    )
                opened.do(Several(tuple(marks)), "Mark")
    return place


def _codes() -> str:
    return "".join(f"code,Set,Code {letter},,,\n" for letter in "ABCDEFGHIKMN")
