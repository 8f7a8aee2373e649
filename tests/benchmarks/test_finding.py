"""Searching 500,000 words, and filtering, sorting and counting 20,000 moments.

Run by `python3 packaging/dev.py benchmark`. Clocks are reported, ratios are asserted.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from statistics import median
from time import perf_counter

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.importing import Cell, import_reading
from annotator.app.verbs.searching import FIRST_PASSAGES, search
from annotator.domain.reading import Reading, ReadTurn

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


def test_searching_half_a_million_words(study: OpenStudy, words: list[str]) -> None:
    texts = [each.text for each in study.view.transcripts.values()]
    count = sum(len(text.split()) for text in texts)
    rare, other = words[200], words[300]
    asked = {
        "a rare word": rare,
        "a beginning": f"{rare[:3]}*",
        "a common word": "quiet",
        "a phrase": '"knew wanted"',
        "two words and not a third": f"{rare} OR {other} -reach",
    }
    times = {name: seconds(study, query) for name, query in asked.items()}
    times["each letter as it is typed"] = max(
        seconds(study, rare[:end], typing=True) for end in range(1, len(rare) + 1)
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
