"""The whole agreement tab: 47 transcripts × 3 coders × 60 moments × 24 codes, and after one edit.

A ratio to what can be compared: the edit beside computing all of it.
"""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import count

import pytest

from annotator.app.verbs.comparing import Comparison
from annotator.app.verbs.overviewing import Kept, overview_of
from annotator.domain.codebook import Code, Codebook, CodeSet, Scale
from annotator.domain.edits import Replace
from annotator.domain.moment import Moment, Rating
from annotator.domain.round import Assignment, Coder, Round
from annotator.domain.study import Account, Dyad, Session, Study
from annotator.domain.transcript import Transcript, Turn, text_sha256
from annotator.domain.view import StudyView

TRANSCRIPTS, MOMENTS, CODES, TURN = 47, 60, 24, 200
CODERS = ("Ann", "Bo", "Cem")


def moments_of(chance: random.Random, transcript: Transcript, coder: str) -> list[Moment]:
    """What a coder saw of the passages that everybody was shown: ends moved, codes changed."""
    truth = random.Random(transcript.id)
    found = []
    for number in range(MOMENTS):
        start = number * 2 * TURN + 20 + chance.randint(-2, 2)
        code = truth.randrange(CODES) if chance.random() < 0.8 else chance.randrange(CODES)
        found.append(
            Moment(
                id=f"{transcript.id}-{coder}-{number}",
                transcript_id=transcript.id,
                coder_id=coder,
                round_id="r",
                codebook_id="b",
                start=start,
                end=start + 90 + chance.randint(-4, 4),
                codes=(f"k{code}",),
                ratings=(Rating(scale_id="i", value=chance.randint(1, 5)),),
            )
        )
    return found


@pytest.fixture(scope="module")
def study() -> StudyView:
    chance = random.Random(47)
    codes = tuple(Code(id=f"k{n}", name=f"code {n:02}") for n in range(CODES))
    scale = Scale(id="i", name="Intensity", minimum=1, maximum=5)
    book = Codebook(
        id="b",
        number=1,
        sets=(CodeSet(id="s", name="Set", codes=codes, scales=(scale,), exclusive=True),),
    )
    length = MOMENTS * 2 * TURN + TURN
    text = "x" * length
    turns = tuple(
        Turn(start=at, end=at + TURN, speaker="P", role="patient")
        for at in range(0, length - TURN + 1, TURN)
    )
    sessions = {
        f"s{n // 2}": Session(id=f"s{n // 2}", dyad_id=f"d{n // 4}", number=3 + n // 2 % 2 * 2)
        for n in range(TRANSCRIPTS)
    }
    transcripts = {
        f"t{n}": Transcript(
            id=f"t{n}",
            account_id=f"a{n}",
            version=1,
            text=text,
            sha256=text_sha256(text),
            turns=turns,
        )
        for n in range(TRANSCRIPTS)
    }
    return StudyView(
        revision=1,
        study=Study(id="x", title="Large"),
        coders={name: Coder(id=name, name=name) for name in CODERS},
        dyads={
            each.dyad_id: Dyad(id=each.dyad_id, name=each.dyad_id) for each in sessions.values()
        },
        sessions=sessions,
        accounts={
            f"a{n}": Account(
                id=f"a{n}", session_id=f"s{n // 2}", voice=("therapist", "patient")[n % 2]
            )
            for n in range(TRANSCRIPTS)
        },
        codebooks={"b": book},
        rounds={"r": Round(id="r", name="1", number=1, kind="reliability", codebook_id="b")},
        assignments={
            f"{name}-{n}": Assignment(
                id=f"{name}-{n}", round_id="r", coder_id=name, account_id=f"a{n}", progress="done"
            )
            for name in CODERS
            for n in range(TRANSCRIPTS)
        },
        transcripts=transcripts,
        moments={
            key: {each.id: each for name in CODERS for each in moments_of(chance, own, name)}
            for key, own in transcripts.items()
        },
    )


def test_the_whole_tab(benchmark, study):
    overview = benchmark.pedantic(
        lambda: overview_of(study, Comparison()), rounds=5, warmup_rounds=1
    )
    assert len(overview.episodes) >= TRANSCRIPTS * MOMENTS
    assert all(each.ci_low is not None for each in overview.headline)


def test_the_tab_after_one_edit(benchmark, study):
    kept, edits = Kept(), count()
    overview_of(study, Comparison(), kept)

    def edited() -> tuple[tuple[StudyView], dict[str, object]]:
        before = study.moments["t11"][f"t11-Ann-{next(edits) % MOMENTS}"]
        edit = Replace(before, replace(before, end=before.end + 1))
        return (study.after(edit, study.revision + 1),), {}

    overview = benchmark.pedantic(
        lambda view: overview_of(view, Comparison(), kept), setup=edited, rounds=15
    )
    assert overview.headline[0].ci_low is not None
