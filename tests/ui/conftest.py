"""A small study made by hand, for the widgets' tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtWidgets import QApplication

from annotator.domain.codebook import Anchor, Code, Codebook, CodeSet, Scale
from annotator.domain.moment import Moment, Pairing, Rating
from annotator.domain.reading import Reading, ReadTurn
from annotator.domain.round import Coder, Round
from annotator.domain.study import Account, Dyad, Interview, Participant, Session, Study
from annotator.domain.transcript import Stop, freeze
from annotator.domain.view import StudyView
from annotator.ui.theme import Look

THERAPIST = [
    ("I", "What was going on in you here, just before you looked down at your notes?"),
    (
        "T",
        "I was searching, really. I knew I wanted to reach her, but I had no words yet, so I held "
        "on to the form.",
    ),
    ("I", "You stopped the recording here. What did you notice?"),
    (
        "T",
        "She laughed, and I laughed with her, and then it got quiet in a good way. I thought, now "
        "we are two people in the room. 😀",
    ),
    ("I", "And what did you make of the quiet?"),
    (
        "T",
        "That it was hers. I did not want to fill it. Earlier in my career I would have asked a "
        "question there. Here I can see that I go too fast. I lean in, and she leans back.",
    ),
]
PATIENT = [
    ("P", "I remember thinking about the parking, of all things. I wasn't quite there yet."),
    ("I", "What was it like for you, this bit?"),
    (
        "P",
        "I laughed because I was embarrassed. I had said too much and I wanted to take it back. "
        "But then she didn't say anything clever, she just stayed, and it passed.",
    ),
    ("I", "Did she know that, do you think?"),
    (
        "P",
        "No. I don't think so. I'm good at hiding it. People usually think I'm having a nice time.",
    ),
    ("P", "And here she comes with all of these questions at once, and I sort of left."),
]
CODEBOOK = Codebook(
    id="book",
    number=4,
    sets=(
        CodeSet(
            id="set",
            name="Micro-processes",
            codes=(
                Code(id="facilitating", name="Facilitating"),
                Code(
                    id="connecting",
                    name="Connecting",
                    parent_id="facilitating",
                    key="C",
                    colour="sand",
                ),
                Code(
                    id="affect",
                    name="Shared affect",
                    parent_id="facilitating",
                    key="S",
                    colour="teal",
                ),
                Code(id="hindering", name="Hindering"),
                Code(id="shame", name="Shame", parent_id="hindering", key="H", colour="rose"),
                Code(
                    id="distance", name="Distance", parent_id="hindering", key="D", colour="indigo"
                ),
            ),
            scales=(
                Scale(
                    id="intensity",
                    name="Intensity",
                    minimum=1,
                    maximum=5,
                    anchors=(Anchor(value=1, label="slight"), Anchor(value=5, label="strong")),
                ),
            ),
        ),
    ),
)


@pytest.fixture(autouse=True)
def undressed(qapp: QApplication) -> Iterator[None]:
    """Takes off what a window put on the whole app, so that no test sees another's look."""
    font, palette = qapp.font(), qapp.palette()
    yield
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """Light, 100 %."""
    return Look()


@pytest.fixture(scope="session")
def study_view() -> StudyView:
    """Dyad D07, session 3: two recall interviews with stops, four moments and one pairing.

    Transcripts have the ids `text-therapist` and `text-patient`, accounts `therapist`,
    `patient` and `session` (which has no text). The stops at 12:30 are shared; the therapist's
    last one stands inside a turn. The therapist's fourth turn ends with an emoji. Dyad D08 has
    a late and a missing interview (`late`, `missing`).
    """
    therapist = _transcript("therapist", THERAPIST)
    patient = _transcript("patient", PATIENT)
    stops = {
        therapist.id: _stops(therapist, {0: 580_000, 2: 750_000}, ("Here I can see", 1_025_000)),
        patient.id: _stops(patient, {0: 495_000, 1: 750_000, 5: 1_010_000}),
    }
    moments = [
        _moment(therapist, "m-distance", "I knew I wanted", "the form.", "distance"),
        _moment(therapist, "m-affect", "She laughed", "good way.", "affect"),
        _moment(therapist, "m-connecting", "quiet in a", "room.", "connecting"),
        _moment(patient, "m-shame", "I laughed because", "take it back.", "shame", "connecting"),
    ]
    by_transcript: dict[str, dict[str, Moment]] = {}
    for moment in moments:
        by_transcript.setdefault(moment.transcript_id, {})[moment.id] = moment
    accounts = [
        Account(id="therapist", session_id="session-3", voice="therapist"),
        Account(id="patient", session_id="session-3", voice="patient"),
        Account(id="session", session_id="session-3", voice="session"),
        Account(id="late", session_id="session-8", voice="therapist"),
        Account(id="missing", session_id="session-8", voice="patient"),
    ]
    return StudyView(
        revision=1,
        study=Study(id="study", title="Early Alliance Study"),
        coders={"coder": Coder(id="coder", name="RA-2")},
        participants={
            name: Participant(id=name, pseudonym=name) for name in ("T07", "P07", "T08", "P08")
        },
        dyads={
            "dyad": Dyad(id="dyad", name="D07", therapist_id="T07", patient_id="P07"),
            "dyad-8": Dyad(id="dyad-8", name="D08", therapist_id="T08", patient_id="P08"),
        },
        sessions={
            "session-3": Session(
                id="session-3",
                dyad_id="dyad",
                number=3,
                held=datetime(2025, 3, 12, 10),
                length_ms=2_892_000,
            ),
            "session-8": Session(
                id="session-8", dyad_id="dyad-8", number=3, held=datetime(2025, 3, 14, 10)
            ),
        },
        accounts={account.id: account for account in accounts},
        interviews={
            "i-therapist": Interview(
                id="i-therapist",
                account_id="therapist",
                participant_id="T07",
                held=datetime(2025, 3, 13, 13),
            ),
            "i-patient": Interview(
                id="i-patient",
                account_id="patient",
                participant_id="P07",
                held=datetime(2025, 3, 14, 4),
            ),
            "i-late": Interview(
                id="i-late",
                account_id="late",
                held=datetime(2025, 3, 16, 23),
                reason="fell ill",
            ),
            "i-missing": Interview(
                id="i-missing", account_id="missing", status="missing", reason="withdrew"
            ),
        },
        codebooks={CODEBOOK.id: CODEBOOK},
        rounds={
            "round": Round(id="round", name="open", number=1, kind="open", codebook_id=CODEBOOK.id)
        },
        transcripts={therapist.id: therapist, patient.id: patient},
        stops=stops,
        moments=by_transcript,
        pairings={
            "pairing": Pairing(
                id="pairing",
                session_id="session-3",
                coder_id="coder",
                round_id="round",
                moment_ids=("m-affect", "m-shame"),
                relation="diverging",
            )
        },
    )


def _transcript(account_id, turns):
    read = tuple(ReadTurn(text=text, speaker=label) for label, text in turns)
    transcript, _ = freeze(Reading(format="txt", encoding="utf-8", turns=read), account_id)
    return replace(transcript, id=f"text-{account_id}")


def _stops(transcript, by_turn, inside=None):
    places = [(transcript.turns[turn].start, time) for turn, time in by_turn.items()]
    if inside is not None:
        places.append((transcript.text.index(inside[0]), inside[1]))
    return tuple(
        Stop(
            id=f"{transcript.id}-stop-{number}",
            transcript_id=transcript.id,
            position=position,
            start_ms=start_ms,
            end_ms=768_000 if start_ms == 750_000 else None,
        )
        for number, (position, start_ms) in enumerate(places)
    )


def _moment(transcript, moment_id, first, last, *codes):
    start = transcript.text.index(first)
    return Moment(
        id=moment_id,
        transcript_id=transcript.id,
        coder_id="coder",
        round_id="round",
        codebook_id=CODEBOOK.id,
        start=start,
        end=transcript.text.index(last, start) + len(last),
        codes=codes,
        ratings=(Rating(scale_id="intensity", value=4),),
    )
