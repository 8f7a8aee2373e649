"""Small studies in memory whose coders judged bins, accounts, sessions or dyads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from annotator.domain.codebook import Anchor, Code, Codebook, CodeSet, Marking, Scale, Unit
from annotator.domain.ids import Id
from annotator.domain.judgement import CodeValue, Judgement
from annotator.domain.moment import Rating
from annotator.domain.round import Assignment, Coder, Round
from annotator.domain.study import Account, Dyad, Session, Study
from annotator.domain.transcript import Transcript, Turn, text_sha256
from annotator.domain.view import StudyView

TEXT = "One turn."
ALLIANCE = Scale(
    id="s-Alliance",
    name="Alliance",
    minimum=1,
    maximum=5,
    anchors=(Anchor(value=1, label="poor"), Anchor(value=5, label="strong")),
)


def judged_set(
    unit: Unit,
    codes: Sequence[str] = (),
    *,
    marking: Marking = "presence",
    exclusive: bool = False,
    obligatory: bool = False,
    scales: Sequence[Scale] = (),
    piles: Sequence[int] = (),
) -> CodeSet:
    """A set of codes for whole units, of id `set` and name `Judged`."""
    return CodeSet(
        id="set",
        name="Judged",
        unit=unit,
        codes=tuple(Code(id=f"id-{name}", name=name) for name in codes),
        marking=marking,
        exclusive=exclusive,
        obligatory=obligatory,
        scales=tuple(scales),
        piles=tuple(piles),
        bin_ms=60_000,
    )


def study(
    code_set: CodeSet,
    judgements: Sequence[Judgement],
    *,
    coders: str = "AB",
    sessions: int = 1,
    dyads: int = 1,
    not_done: Sequence[tuple[str, Id]] = (),
) -> StudyView:
    """A study whose coders are done with the patient's account of each session.

    Dyads are `D01`, …, of ids `d1`, …; their sessions `d1s1`, …; accounts `d1s1p`, ….
    """
    places = [(d, s) for d in range(1, dyads + 1) for s in range(1, sessions + 1)]
    accounts = [f"d{d}s{s}p" for d, s in places]
    book = Codebook(id="book", number=1, sets=(code_set,))
    return StudyView(
        revision=1,
        study=Study(id="study", title="T"),
        coders={f"c-{name}": Coder(id=f"c-{name}", name=name) for name in coders},
        dyads={
            f"d{d}": Dyad(id=f"d{d}", name=f"D{d:02}", therapist_id="t", patient_id="p")
            for d, _ in places
        },
        sessions={
            f"d{d}s{s}": Session(id=f"d{d}s{s}", dyad_id=f"d{d}", number=s) for d, s in places
        },
        accounts={
            f"d{d}s{s}p": Account(id=f"d{d}s{s}p", session_id=f"d{d}s{s}", voice="patient")
            for d, s in places
        },
        codebooks={"book": book},
        rounds={"r": Round(id="r", name="first", number=1, kind="reliability", codebook_id="book")},
        assignments={
            f"{name}-{account}": Assignment(
                id=f"{name}-{account}",
                round_id="r",
                coder_id=f"c-{name}",
                account_id=account,
                progress="in progress" if (name, account) in not_done else "done",
            )
            for name in coders
            for account in accounts
        },
        transcripts={
            f"t-{account}": Transcript(
                id=f"t-{account}",
                account_id=account,
                version=1,
                text=TEXT,
                turns=(Turn(start=0, end=len(TEXT), role="patient"),),
                sha256=text_sha256(TEXT),
            )
            for account in accounts
        },
        judgements={each.id: each for each in judgements},
    )


def judgement(
    coder: str,
    target: Id,
    *codes: str,
    unit: str = "session",
    start_ms: int | None = None,
    ratings: Mapping[str, int] | None = None,
    values: Mapping[str, int] | None = None,
    book: str = "book",
) -> Judgement:
    """One judgement; a bin is of a minute."""
    return Judgement(
        id=f"{coder}-{target}-{start_ms}",
        coder_id=f"c-{coder}",
        round_id="r",
        codebook_id=book,
        code_set_id="set",
        unit=unit,  # type: ignore[arg-type]
        target_id=target,
        start_ms=start_ms,
        end_ms=None if start_ms is None else start_ms + 60_000,
        codes=tuple(f"id-{code}" for code in codes),
        ratings=tuple(Rating(scale_id=f"s-{name}", value=v) for name, v in (ratings or {}).items()),
        values=tuple(
            CodeValue(code_id=f"id-{name}", value=v) for name, v in (values or {}).items()
        ),
    )


def bins(coder: str, target: Id, *found: str | None) -> list[Judgement]:
    """A judgement of each minute: codes between spaces, "" for none; None for not judged."""
    return [
        judgement(coder, target, *codes.split(), unit="bin", start_ms=minute * 60_000)
        for minute, codes in enumerate(found)
        if codes is not None
    ]


def with_book(view: StudyView, code_set: CodeSet) -> StudyView:
    """The study with a newer version of its only set, used by its round."""
    book = Codebook(id="book-2", number=2, sets=(code_set,))
    rounds = {"r": replace(view.rounds["r"], codebook_id="book-2")}
    return replace(view, codebooks={**view.codebooks, "book-2": book}, rounds=rounds)
