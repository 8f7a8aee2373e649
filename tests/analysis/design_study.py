"""A study of three dyads whose design and sample are counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from annotator.domain.moment import Moment
from annotator.domain.reading import Reading, ReadTurn
from annotator.domain.round import Assignment, Coder, Round
from annotator.domain.study import (
    Account,
    Dyad,
    Interview,
    Participant,
    Session,
    Study,
)
from annotator.domain.transcript import Transcript, freeze
from annotator.domain.view import StudyView

HELD = datetime(2026, 3, 2, 10)
INTERVIEWS = {
    "a-t": Interview(id="i1", account_id="a-t", participant_id="T1", held=datetime(2026, 3, 3, 11)),
    "a-p": Interview(id="i2", account_id="a-p", participant_id="P1", held=datetime(2026, 3, 5, 9)),
    "b-t": Interview(
        id="i3",
        account_id="b-t",
        held=datetime(2026, 3, 3, 9),
        status="partial",
        reason="broke off",
    ),
    "b-p": Interview(id="i4", account_id="b-p", status="missing", reason="withdrew"),
}
"""26 h and 70 h after a session of one hour; one partial, one missing; D3 has no session."""


def text(account_id: str) -> Transcript:
    turns = (ReadTurn(text="What was it?", speaker="I"), ReadTurn(text="A clock.", speaker="T"))
    transcript, _ = freeze(Reading(format="txt", encoding=None, turns=turns), account_id)
    return replace(transcript, id=f"text-{account_id}")


def moment(name: str, account_id: str, coder: str) -> Moment:
    return Moment(
        id=name,
        transcript_id=f"text-{account_id}",
        coder_id=coder,
        round_id="r1",
        codebook_id="",
        start=13,
        end=20,
    )


def assigned(coder: str, account_id: str, round_id: str, progress: str) -> Assignment:
    return Assignment(
        id=f"{coder}-{account_id}-{round_id}",
        round_id=round_id,
        coder_id=coder,
        account_id=account_id,
        progress=progress,  # type: ignore[arg-type]
    )


def design_study() -> StudyView:
    """See the module: coders A and B, the consensus has a moment that is nobody's work."""
    accounts = [
        Account(id="a-s", session_id="s-a", voice="session"),
        Account(id="a-t", session_id="s-a", voice="therapist"),
        Account(id="a-p", session_id="s-a", voice="patient"),
        Account(id="b-t", session_id="s-b", voice="therapist"),
        Account(id="b-p", session_id="s-b", voice="patient"),
    ]
    people = {
        "T1": (("gender", "woman"), ("years", "16")),
        "T2": (("gender", "man"), ("years", "5")),
        "P1": (("gender", "woman"), ("age", "18-24")),
        "P2": (("gender", "woman"),),
        "P3": (("gender", "man"), ("age", "18-24")),
    }
    marked = [moment("m1", "a-t", "A"), moment("m2", "a-t", "A"), moment("m3", "a-t", "C")]
    given = [
        assigned("A", "a-t", "r1", "done"),
        assigned("A", "a-t", "r2", "to do"),
        assigned("B", "a-t", "r1", "done"),
        assigned("B", "a-p", "r1", "done"),
    ]
    return StudyView(
        revision=1,
        study=Study(id="study", title="Three dyads", small_cell=2),
        coders={
            "A": Coder(id="A", name="RA-1"),
            "B": Coder(id="B", name="RA-2"),
            "C": Coder(id="C", name="Consensus", role="consensus"),
        },
        participants={
            name: Participant(id=name, pseudonym=name, attributes=own)
            for name, own in people.items()
        },
        dyads={
            "D2": Dyad(id="D2", name="D2", therapist_id="T1", patient_id="P2"),
            "D1": Dyad(
                id="D1",
                name="D1",
                therapist_id="T1",
                patient_id="P1",
                attributes=(("outcome", "recovered"),),
            ),
            "D3": Dyad(id="D3", name="D3", therapist_id="T2", patient_id="P3"),
        },
        sessions={
            "s-a": Session(id="s-a", dyad_id="D1", number=3, held=HELD, length_ms=3_600_000),
            "s-b": Session(id="s-b", dyad_id="D2", number=3, held=HELD),
            "s-c": Session(id="s-c", dyad_id="D2", number=5),
        },
        accounts={each.id: each for each in accounts},
        interviews={each.id: each for each in INTERVIEWS.values()},
        rounds={
            f"r{n}": Round(id=f"r{n}", name=f"{n}", number=n, kind="production", codebook_id="")
            for n in (1, 2)
        },
        assignments={each.id: each for each in given},
        transcripts={each.id: each for each in (text("a-t"), text("a-p"))},
        moments={"text-a-t": {each.id: each for each in marked}},
    )
