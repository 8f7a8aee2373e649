"""Studies as large as the field's: 120,000 words with 20,000 moments by three coders."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.importing import Cell, import_reading
from annotator.domain.codebook import Code, CodeSet, Scale
from annotator.domain.edits import Edit, Replace, Several, added
from annotator.domain.ids import new_id
from annotator.domain.moment import Moment
from annotator.domain.reading import Reading, ReadStop, ReadTurn
from annotator.domain.round import Coder, Round
from annotator.domain.study import Session
from annotator.ui.theme import PALETTE

WORDS = (
    "I was searching really knew wanted to reach her but had no words yet so held on the form she "
    "laughed and with then it got quiet in a good way thought now we are two people room"
).split()
KEYS = "ABCDEFGHIOPQRST"
CODERS = ("RA-1", "RA-2", "RA-3")
SESSION_MS = 3_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a study is.

    Attributes:
        interviews: an even number: each session has a therapist's and a patient's.
        moments: of all coders together, spread evenly.
    """

    interviews: int
    words_each: int
    moments: int

    @property
    def name(self) -> str:
        return f"{self.interviews} interviews, {self.interviews * self.words_each:,} words"


SMALL = Size(interviews=2, words_each=5_000, moments=834)
MANY = Size(interviews=24, words_each=5_000, moments=20_000)
GIANT = Size(interviews=2, words_each=60_000, moments=20_000)


def code_sets() -> tuple[CodeSet, ...]:
    """Fifteen codes with a key each, and a scale."""
    colours = list(PALETTE)
    codes = tuple(
        Code(id=f"code-{key}", name=f"Code {key}", key=key, colour=colours[n % len(colours)])
        for n, key in enumerate(KEYS)
    )
    scale = Scale(id="scale", name="Intensity", minimum=1, maximum=5)
    return (CodeSet(id="set", name="Moments", codes=codes, scales=(scale,)),)


def reading(chance: random.Random, words: int) -> Reading:
    """An interview of turns of 20 words with 30 stops."""
    count = max(30, words // 20)
    turns = tuple(
        ReadTurn(speaker="IT"[n % 2], text=" ".join(chance.choices(WORDS, k=20)))
        for n in range(count)
    )
    stops = tuple(
        ReadStop(
            turn=n * count // 30,
            offset=0,
            start_ms=n * SESSION_MS // 30,
            end_ms=None,
            marker="[video]",
        )
        for n in range(30)
    )
    return Reading(format="txt", encoding=None, turns=turns, stops=stops)


def make_study(place: Path, size: Size, passphrase: str | None = None) -> Path:
    """A study file of that size, the same each time but for ids."""
    chance = random.Random(7)
    create_study(place, "Large", passphrase)
    with open_study(place, lambda: passphrase) as study:
        book = study.view.codebook
        study.do(Replace(book, replace(book, sets=code_sets())), "Codebook")
        work = Round(id="round", name="open", number=0, kind="open", codebook_id=book.id)
        study.do(added(work, *(Coder(id=name, name=name) for name in CODERS)), "Coders")
        for number in range(size.interviews):
            cell = Cell(
                dyad=f"D{number // 4:02}",
                session=(3, 5)[number // 2 % 2],
                voice=("therapist", "patient")[number % 2],
            )
            read = reading(chance, size.words_each)
            study.do(import_reading(study.view, cell, read, "x").edit, "Import")
        study.do(Several(tuple(_held(each) for each in study.view.sessions.values())), "Held")
        each = size.moments // size.interviews
        for transcript_id in list(study.view.transcripts):
            study.do(_moments(study, transcript_id, each, chance), "Mark")
    return place


def _held(session: Session) -> Edit:
    held = datetime(2025, 3, 12, 10)
    return Replace(session, replace(session, held=held, length_ms=SESSION_MS))


def _moments(study: OpenStudy, transcript_id: str, count: int, chance: random.Random) -> Edit:
    length = len(study.view.transcripts[transcript_id].text)
    made = []
    for number in range(count):
        start = chance.randrange(length - 160)
        made.append(
            Moment(
                id=new_id(),
                transcript_id=transcript_id,
                coder_id=CODERS[number % len(CODERS)],
                round_id="round",
                codebook_id=study.view.codebook.id,
                start=start,
                end=start + chance.randrange(15, 160),
                codes=(f"code-{chance.choice(KEYS)}",),
            )
        )
    return added(*made)
