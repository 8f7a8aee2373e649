"""A study with one of everything, and ever more moments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from annotator.app.open_study import OpenStudy
from annotator.domain.codebook import Anchor, Code, Codebook, CodeSet, Scale
from annotator.domain.consensus import Decision, Gate
from annotator.domain.edits import Edit, Replace, added
from annotator.domain.ids import Id, new_id
from annotator.domain.moment import Moment, Pairing, Rating
from annotator.domain.reading import Note, Reading, ReadStop, ReadTurn
from annotator.domain.round import Assignment, Coder, Round
from annotator.domain.study import Account, Dyad, Interview, Participant, Session, Study
from annotator.domain.transcript import Transcript, freeze
from annotator.storage import Store, journal
from annotator.storage.rows import codec_of

# What transcripts hold and careless storage changes: emoji beyond the first plane, a
# combining mark, a no-break space, a line separator, right-to-left text.
UGLY = ("I was \U0001f62d then", "cafe\u0301, he said", "no\u00a0break", "a\u2028b", "שלום, مرحبا")

WORDS = "pass words of the work"
"""The passphrase of work that is handed out."""


@dataclass(frozen=True)
class Made:
    """An edit that fills an empty study, and what tests want of it."""

    edit: Edit
    transcripts: tuple[Transcript, ...]
    coders: tuple[Coder, ...]
    round: Round
    codebook: Codebook
    session: Session
    interview: Interview


def driver_of(store: Store) -> Any:
    """The driver's connection under a store, for looking and planting."""
    return store.connection.connection.driver_connection


def new_study() -> Study:
    return Study(id=new_id(), title="Recall — Ærø")


def make(texts: tuple[str, ...] = UGLY, dyads: int = 1, sessions: int = 1) -> Made:
    """Two coders, a codebook and, for each dyad and session, both interviews of these turns."""
    codebook = make_codebook()
    coders = (Coder(id=new_id(), name="Ane"), Coder(id=new_id(), name="Bo", role="pi"))
    work = Round(id=new_id(), name="open", number=0, kind="open", codebook_id=codebook.id)
    records: list = [*coders, codebook, work]
    transcripts = []
    for number in range(dyads):
        parties = [
            Participant(
                id=new_id(),
                pseudonym=f"{letter}{number:02}",
                attributes=(("age band", "30–39"), ("gender", "")),
            )
            for letter in "TP"
        ]
        dyad = Dyad(
            id=new_id(),
            name=f"D{number:02}",
            therapist_id=parties[0].id,
            patient_id=parties[1].id,
            attributes=(("outcome", "good"),),
        )
        records += [*parties, dyad]
        for which in range(sessions):
            session = Session(
                id=new_id(),
                dyad_id=dyad.id,
                number=which + 3,
                held=datetime(2025, 3, 12, 10) if which else date(2025, 3, 1),
                length_ms=3_000_000,
                recording="D00-3.mp4",
            )
            records.append(session)
            for voice, party in zip(("therapist", "patient"), parties, strict=True):
                account = Account(id=new_id(), session_id=session.id, voice=voice)
                interview = Interview(
                    id=new_id(),
                    account_id=account.id,
                    participant_id=party.id,
                    held=datetime(2025, 3, 13, 9, 30),
                    interviewer="I1",
                )
                transcript, stops = freeze(reading(texts), account.id, source="D00.txt")
                transcripts.append(transcript)
                assignment = Assignment(
                    id=new_id(), round_id=work.id, coder_id=coders[0].id, account_id=account.id
                )
                records += [account, interview, transcript, *stops, assignment]
    return Made(
        edit=added(*records),
        transcripts=tuple(transcripts),
        coders=coders,
        round=work,
        codebook=codebook,
        session=session,
        interview=interview,
    )


def reading(texts: tuple[str, ...]) -> Reading:
    return Reading(
        format="txt",
        encoding="utf-8",
        turns=tuple(
            ReadTurn(speaker="T" if place % 2 else "I", text=text, start_ms=place * 1000)
            for place, text in enumerate(texts)
        ),
        stops=(ReadStop(turn=0, offset=0, start_ms=754_000, end_ms=None, marker="[video 12:34]"),),
        notes=(Note(kind="dropped", place="line 1", what="a title"),),
    )


def make_codebook(number: int = 1) -> Codebook:
    parent = Code(id=new_id(), name="Helpful", key="H", examples=("“yes”", 'a "quote"'))
    child = Code(id=new_id(), name="Warmth", parent_id=parent.id, colour="#aabbcc")
    scale = Scale(
        id=new_id(),
        name="Strength",
        minimum=1,
        maximum=5,
        anchors=(Anchor(value=1, label="weak"), Anchor(value=5, label="strong")),
    )
    return Codebook(
        id=new_id(),
        number=number,
        sets=(
            CodeSet(id=new_id(), name="Process", codes=(parent, child), scales=(scale,)),
            CodeSet(id=new_id(), name="Repair", accounts=("patient",), roles=("patient",)),
        ),
    )


def moment_in(made: Made, transcript: Transcript, coder: int = 0, **changes: object) -> Moment:
    """A moment over the first words, with a code and a rating."""
    code_set = made.codebook.sets[0]
    moment = Moment(
        id=new_id(),
        transcript_id=transcript.id,
        coder_id=made.coders[coder].id,
        round_id=made.round.id,
        codebook_id=made.codebook.id,
        start=0,
        end=min(5, len(transcript.text)),
        codes=(code_set.codes[1].id, code_set.codes[0].id),
        ratings=(Rating(scale_id=code_set.scales[0].id, value=4),),
    )
    return replace(moment, **changes)  # type: ignore[arg-type]


def pairing_of(made: Made, moment_ids: tuple[Id, ...], coder: int = 0) -> Pairing:
    return Pairing(
        id=new_id(),
        session_id=made.session.id,
        coder_id=made.coders[coder].id,
        round_id=made.round.id,
        moment_ids=moment_ids,
        relation="converging",
    )


def consensus_of(made: Made, moment: Moment) -> tuple[Coder, Moment, Decision, Gate]:
    """The consensus layer with one moment, settled from that of a coder, and a recorded gate."""
    layer = Coder(id=new_id(), name="Consensus", role="consensus")
    settled = replace(moment, id=new_id(), coder_id=layer.id, memo="")
    decision = Decision(
        id=new_id(),
        round_id=made.round.id,
        coder_id=layer.id,
        transcript_id=moment.transcript_id,
        start=moment.start,
        end=moment.end,
        choice="take",
        moment_ids=(moment.id,),
        made_ids=(settled.id,),
        reason="the wording is plain",
        decided_by="PI",
    )
    gate = Gate(
        id=new_id(),
        round_id=made.round.id,
        coder_id=layer.id,
        code_set="Process",
        coefficient="bar_u_alpha",
        threshold=0.7,
        value=0.71,
        coders=("Ane", "Bo"),
        passed=True,
    )
    return layer, settled, decision, gate


def write_in_journal(opened: OpenStudy, *changes: Replace) -> None:
    """Puts changes into the journal of handed-in work, past all guards and past the tables."""
    store = opened._store
    assert opened.work is not None
    touched = [(codec_of(each.record).kind, each.record.id, 1) for each in changes]
    with store.writing() as connection:
        journal.append(
            connection, list(changes), touched,
            action="Mark", actor=opened.work.coder_id, device=store.device,
        )  # fmt: skip
